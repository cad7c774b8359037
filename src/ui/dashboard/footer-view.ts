import { formatDuration } from '../../core/format-duration.ts';
import { formatRatio } from '../../core/format-ratio.ts';
import { formatShare } from '../../core/format-share.ts';
import { safeText } from '../../report/safe-text.ts';
import { startText } from '../../report/start-text.ts';
import { configurationKey } from '../../space/configuration.ts';
import { measuredTrials } from '../../study/incumbent.ts';
import { shortConfiguration } from './configuration-label.ts';
import type { DashboardState, Member, RunningHeat } from './dashboard-state.ts';
import { KEY_BINDINGS } from './key-bindings.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, panelOf } from './panel.ts';
import { firstFitting, type Line, lineWidth, segment } from './segment.ts';

/** Shares of the CPU time that are worth a word. */
const NOTABLE_SHARE = 0.02;

/** What is measured next and why, what disturbs, and the keys. */
export function footerPanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const lines = [
    reasonLine(state, size.width, look),
    warningLine(state, look),
    keyLine(state, size.width),
  ];
  return panelOf(lines, size, look);
}

function reasonLine(state: DashboardState, width: number, look: Look): Line {
  if (state.result !== null) {
    const reason = state.result.recommendation?.reason ?? state.result.stoppedBecause;
    return [segment('done: ', 'faint'), segment(safeText(reason, look.glyphs))];
  }
  if (state.isPaused)
    return [segment('paused: ', 'caution'), segment('p goes on; the budget stands still')];
  if (state.wishes.pause) return [segment('pausing after this round', 'caution')];
  const { heat } = state;
  if (heat === null) return [segment('next: ', 'faint'), segment('making ready')];
  return heat.phase === 'finish' ? raceLine(heat, look) : heatLine(heat, width, look);
}

function heatLine(heat: RunningHeat, width: number, look: Look): Line {
  const [first] = heat.members;
  if (first === undefined) return [];
  const round: Line = heat.round === 0 ? [] : [segment(`  round ${heat.round}`, 'faint')];
  const reason = safeText(first.reason, look.glyphs, 120);
  const lineOf = (members: readonly Member[]): Line => {
    const more = heat.members.length - members.length;
    const names = members.map((m) => memberText(m, heat, look)).join('; ');
    return [
      segment('next: ', 'faint'),
      segment(`${names}${more > 0 ? ` and ${more} more` : ''}`),
      segment(` ${look.glyphs.none} ${reason}`, 'faint'),
      ...round,
    ];
  };
  const counts = heat.members.map((_, i) => heat.members.length - i);
  return firstFitting(
    counts.map((count) => lineOf(heat.members.slice(0, count))),
    width,
  );
}

/** A challenger, with what is expected of it, or how it stands. */
function memberText(member: Member, heat: RunningHeat, look: Look): string {
  const { configuration, expected } = member;
  const key = configurationKey(configuration);
  const standing = heat.standings.find((s) => configurationKey(s.configuration) === key);
  const name = shortConfiguration(configuration, look);
  if (standing) return `${name} ${formatRatio(standing.relative.value, look.glyphs.times)}`;
  if (expected === undefined || heat.round > 0) return name;
  const change = formatShare(expected.relative.value - 1);
  const sign = expected.relative.value >= 1 ? '+' : '';
  return `${name}, expected ${sign}${change}, ${formatDuration(1000 * expected.costS)}`;
}

function raceLine(heat: RunningHeat, look: Look): Line {
  const names = heat.members.map((m) => memberText(m, heat, look)).join('; ');
  const round = heat.round === 0 ? '' : `  round ${heat.round}`;
  return [
    segment('final race: ', 'faint'),
    segment(`${names} and the default, in fresh processes`),
    segment(round, 'faint'),
  ];
}

function warningLine(state: DashboardState, look: Look): Line {
  const disturbance = disturbanceText(state);
  const last = state.warnings.at(-1);
  if (last !== undefined) {
    const count = state.warnings.length;
    const head = count === 1 ? 'warning: ' : `${count} warnings, last: `;
    const text = safeText(last, look.glyphs, 300);
    return [segment(`${head}${disturbance === '' ? '' : `${disturbance}; `}${text}`, 'caution')];
  }
  if (disturbance !== '') return [segment(`warning: ${disturbance}`, 'caution')];
  if (state.start !== null) {
    const start = startText(state.start, (name) => safeText(name, look.glyphs, 60));
    return [segment(`started ${start}`, 'faint')];
  }
  return [segment(state.trials.length === 0 ? '' : 'machine: nothing disturbs', 'faint')];
}

/** What disturbed the last measurement. */
function disturbanceText({ trials }: DashboardState): string {
  const last = measuredTrials(trials).at(-1);
  if (last === undefined) return '';
  const { stealShare, backgroundShare } = last.measurement.disturbance;
  return [
    ...(stealShare > NOTABLE_SHARE ? [`${formatShare(stealShare)} stolen by the hypervisor`] : []),
    ...(backgroundShare > NOTABLE_SHARE
      ? [`${formatShare(backgroundShare)} used by other programs`]
      : []),
  ].join(', ');
}

function keyLine(state: DashboardState, width: number): Line {
  if (state.notice !== null) return [segment(state.notice, 'accent')];
  const line: Line[number][] = [];
  for (const { shown, short } of KEY_BINDINGS) {
    if (short === '') continue;
    const word = short === 'pause' && state.wishes.pause ? 'go on' : short;
    const key = [segment(shown, 'accent'), segment(` ${word}  `, 'faint')];
    if (lineWidth([...line, ...key]) > width + 2) continue;
    line.push(...key);
  }
  return line;
}
