import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { describeConfiguration } from '../../report/describe-configuration.ts';
import { fileName } from '../../report/file-name.ts';
import { boundedTail, boundStanding, tailMs } from '../../report/load-figures.ts';
import { safeText } from '../../report/safe-text.ts';
import { configurationKey } from '../../space/configuration.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import type { LatencyQuantiles, Measurement } from '../../study/trial.ts';
import type { ProgressPhase } from '../progress-state.ts';
import { timeLeft, timeLeftText } from '../time-left.ts';
import { columnConfiguration } from './configuration-label.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, panelOf } from './panel.ts';
import { firstFitting, justify, type Line, lineWidth, type Segment, segment } from './segment.ts';

const BAR = { full: 24, short: 10 };
const GAP = segment('  ');
const PHASE: Readonly<Record<ProgressPhase, string>> = {
  starting: 'starting',
  reference: 'measuring the default',
  search: 'searching',
  finish: 'final race',
  done: 'done',
};

/** The model, the machine (where there are four lines), how far the study is, the best so far. */
export function headerPanel(
  state: DashboardState,
  nowS: number,
  size: PanelSize,
  look: Look,
): Panel {
  const { header } = state;
  if (header === null) return panelOf([[segment('tune', 'strong')]], size, look);
  const machine = size.height > 3 ? [machineLine(header, size.width, look)] : [];
  const lines = [
    modelLine(header, size.width, look),
    ...machine,
    progressLine(state, nowS, size.width, look),
    incumbentLine(state, size.width, look),
  ];
  return panelOf(lines, size, look);
}

function modelLine(
  { model, objective, constraints, load }: StudyHeader,
  width: number,
  look: Look,
): Line {
  const { glyphs } = look;
  const name = segment(fileName(model.path, glyphs), 'strong');
  const held = constraints.map((c) => safeText(c.text, glyphs, 60)).join(', ');
  const under = load === undefined ? '' : ` under ${safeText(load.offered.text, glyphs, 40)}`;
  const aims = [`${objective}${under}${held === '' ? '' : `, ${held}`}`, `${objective}${under}`];
  const [aim = segment('')] = firstFitting(
    aims.map((text): Line => [segment(text, 'accent')]),
    width - lineWidth([name]) - 2,
  );
  const operators = (count: number): Segment => {
    const named = model.operators.slice(0, count);
    const list = named.map((o) => `${o.count} ${safeText(o.operator, glyphs, 24)}`).join(', ');
    const more = model.operators.length > count ? glyphs.ellipsis : '';
    return segment(`  ${model.nodes} operators${count === 0 ? '' : `: ${list}${more}`}`, 'faint');
  };
  const left = firstFitting(
    [...[5, 3, 2, 1, 0].map((count): Line => [name, operators(count)]), [name]],
    width - aim.text.length - 2,
  );
  return justify(left, [aim], width);
}

function machineLine({ host, spaceSize, model }: StudyHeader, width: number, look: Look): Line {
  const { glyphs } = look;
  const cores = `${host.usableCores} ${host.usableCores === 1 ? 'core' : 'cores'}`;
  const dot = ` ${glyphs.dot} `;
  const batch =
    model.batching.status === 'fixed' ? `batch fixed at ${model.baseBatch}` : 'any batch';
  const parts = [
    cores,
    safeText(host.cpuModel, glyphs, 48),
    `onnxruntime ${safeText(host.runtimeVersion, glyphs, 20)}`,
    batch,
  ];
  const space = segment(`${spaceSize} configurations`, 'faint');
  const alternatives = [parts, parts.slice(0, 3), parts.slice(0, 2), parts.slice(0, 1)].map(
    (shown): Line => [segment(shown.join(dot), 'faint')],
  );
  return justify(firstFitting(alternatives, width - space.text.length - 2), [space], width);
}

function progressLine(state: DashboardState, nowS: number, width: number, look: Look): Line {
  const { progress, isPaused } = state;
  const remaining = timeLeft(progress, nowS);
  const left = state.result === null ? timeLeftText(remaining) : elapsedText(state);
  const phase = isPaused ? segment('paused', 'caution') : segment(PHASE[progress.phase], 'strong');
  const percent = segment(`${Math.floor(100 * remaining.share)} %`.padStart(6));
  const bar = (columns: number): Line => {
    const full = Math.round(remaining.share * columns);
    return [
      segment(look.glyphs.full.repeat(full), 'accent'),
      segment(look.glyphs.empty.repeat(columns - full), 'faint'),
    ];
  };
  const probes = segment(probesText(state));
  const rest = [GAP, phase, GAP, segment(left)];
  return firstFitting(
    [
      [...bar(BAR.full), percent, ...rest, GAP, probes],
      [...bar(BAR.short), percent, ...rest, GAP, probes],
      [...bar(BAR.short), percent, ...rest],
      [percent, ...rest],
    ],
    width,
  );
}

function elapsedText({ result }: DashboardState): string {
  return `after ${formatDuration(1000 * (result?.elapsedS ?? 0))}`;
}

function probesText({ progress, header }: DashboardState): string {
  const { trials, failed, maxProbes, raceSessions } = progress;
  const of = Math.min(maxProbes ?? Number.POSITIVE_INFINITY, header?.spaceSize ?? 0);
  const lost = failed === 0 ? '' : `, ${failed} failed`;
  const race = raceSessions === 0 ? '' : `, race session ${raceSessions}`;
  return `${trials} of ${of} probes${lost}${race}`;
}

function incumbentLine(state: DashboardState, width: number, look: Look): Line {
  const { times } = look.glyphs;
  const recommended = state.result?.recommendation;
  const best = recommended ?? state.progress.incumbent;
  if (state.result !== null && !recommended) return [segment('nothing can be recommended', 'bad')];
  if (best === null || best === undefined) return [segment('best so far: not known yet', 'faint')];
  const { configuration, relative } = best;
  const isGain = relative.low > 1;
  const word = recommended ? (recommended.keepDefault ? 'keep the default' : 'use') : 'best';
  const gain = segment(`${word} ${formatRatio(relative.value, times)}`, isGain ? 'good' : 'strong');
  // The reference itself: exactly 1 by definition.
  const isExact = relative.low === relative.high;
  const interval = segment(isExact ? '' : ` (${formatRatioInterval(relative, times)})`);
  const what = segment(`  ${describeConfiguration(configuration, look.glyphs)}`, 'strong');
  const figures = figureTexts(recommended?.measurement ?? measurementOf(state, configuration));
  if (state.header?.load === undefined) {
    const left = firstFitting(
      [
        [gain, interval, what],
        [gain, what],
      ],
      width,
    );
    return justify(left, [segment(figures.join(', '))], width);
  }
  // Whether the bound holds is what the study is about: the configuration gives way to it.
  const short = segment(`  ${columnConfiguration(configuration, look)}`, 'strong');
  const least: Line = [gain, short];
  const aside = firstFitting(
    figures.map((_, i): Line => [segment(figures.slice(0, figures.length - i).join(', '))]),
    width - lineWidth(least) - 2,
  );
  const left = firstFitting(
    [[gain, interval, what], [gain, what], least],
    width - lineWidth(aside) - 2,
  );
  return justify(left, aside, width);
}

function measurementOf(
  { trials }: DashboardState,
  configuration: Parameters<typeof configurationKey>[0],
): Measurement | null {
  const key = configurationKey(configuration);
  const trial = trials.find((t) => configurationKey(t.configuration) === key);
  return trial === undefined || trial.status === 'failed' ? null : trial.measurement;
}

/** What is told of a measurement, the most important first. */
function figureTexts(measurement: Measurement | null): readonly string[] {
  if (measurement === null) return [];
  const { throughputIps, latencyMs, load } = measurement;
  if (load !== undefined) return loadFigures(load, latencyMs);
  return [formatRate(throughputIps.value), `${formatDuration(latencyMs.mean)} a run`];
}

/** The bounded latency and how it stands, the rate that holds where it was looked for, and what is served. */
function loadFigures(
  load: NonNullable<Measurement['load']>,
  latencyMs: LatencyQuantiles,
): readonly string[] {
  const tail = boundedTail(load.bounds.map((b) => b.quantile));
  const { heldPerS = 0 } = load.goodput ?? {};
  const latency = tailMs({ latencyMs, load }, tail);
  const standing = boundStanding(load);
  const words = [
    ...(latency === null ? [] : [`${tail} ${formatDuration(latency)}`]),
    ...(standing === null ? [] : [standing]),
  ];
  return [
    ...(words.length === 0 ? [] : [words.join(' ')]),
    ...(heldPerS > 0 ? [`holds ${formatRate(heldPerS)}`] : []),
    `${formatRate(load.servedPerS)} served`,
  ];
}
