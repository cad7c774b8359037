import { formatDuration } from '../../core/format-duration.ts';
import { plural } from '../../core/plural.ts';
import {
  type ContestResult,
  type VariantStanding,
  winnerOf,
} from '../../variants/contest-result.ts';
import { type Section, sectionLines } from '../result-evidence.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { boundsText, choiceHeadline } from './choice-headline.ts';
import { joinBlocks } from './join-blocks.ts';
import { outputsText } from './outputs-text.ts';
import { reasonLines, standingTable } from './standing-lines.ts';

export interface VariantsTextOptions {
  readonly style: TextStyle;
  /** Whether `tune choose` finds it again. */
  readonly isStored: boolean;
}

/** The result of a contest for a person: which variant to take and how, all of them in a table, and why not the others. */
export function variantsText(
  result: ContestResult,
  { style, isStored }: VariantsTextOptions,
): string {
  const { contest, standings, warnings } = result;
  const winner = winnerOf(result);
  const bounds = boundsText(contest, style);
  const sections: Section[] = [
    ['asked for', bounds === '' ? [] : [bounds]],
    ['outputs', winner === null ? [] : [outputsText(winner, style)]],
    ['time', [timeText(result)]],
    ['warning', warnings.map((w) => safeText(w, style.glyphs))],
    ['next', isStored ? nextLines(result, winner, style) : []],
  ];
  return joinBlocks([
    choiceHeadline(contest, standings, contest, style),
    standingTable(standings, contest, style),
    reasonLines(standings, style),
    sectionLines(
      sections.filter(([, lines]) => lines.length > 0),
      style,
    ),
  ]);
}

function timeText({
  elapsedS,
  budgetS,
  sessions,
  standings,
  isInterrupted,
}: ContestResult): string {
  const tuned = standings.filter((s) => s.study !== null);
  const probes = tuned.reduce((sum, s) => sum + (s.study?.probes ?? 0), 0);
  const parts = [
    `${formatDuration(1000 * elapsedS)} of ${formatDuration(1000 * budgetS)}`,
    `${plural(probes, 'probe')} for ${plural(tuned.length, 'variant')}`,
    sessions === 0 ? 'no final' : `final of ${plural(sessions, 'fresh session')}`,
    ...(isInterrupted ? ['interrupted'] : []),
  ];
  return parts.join(', ');
}

function nextLines(
  { contest }: ContestResult,
  winner: VariantStanding | null,
  { glyphs }: TextStyle,
): readonly string[] {
  const task = safeText(contest.task, glyphs, 60);
  const quoted = /^[\w.-]+$/.test(task) ? task : `'${task}'`;
  const lock = winner?.study == null ? [] : [`tune lock ${winner.study.id}`];
  return [`tune choose ${quoted}`, ...lock];
}
