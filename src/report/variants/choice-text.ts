import { plural } from '../../core/plural.ts';
import type { ContestTask } from '../../variants/contest.ts';
import { winnerOf } from '../../variants/contest-result.ts';
import { ageText } from '../knowledge/age-text.ts';
import { type Section, sectionLines } from '../result-evidence.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { boundsText, choiceHeadline } from './choice-headline.ts';
import { joinBlocks } from './join-blocks.ts';
import { outputsText } from './outputs-text.ts';
import { reasonLines, standingTable } from './standing-lines.ts';
import type { StoredChoice } from './stored-choice.ts';

/** A choice from stored measurements for a person: what to take, all variants, why not the others, and how old that is. */
export function choiceText(choice: StoredChoice, style: TextStyle): string {
  const { contest, bounds, standings, stale, notes } = choice;
  const { glyphs } = style;
  const winner = winnerOf({ standings });
  const asked = boundsText(bounds, style);
  const from = choice.isAsked ? '' : ' (as when it was measured)';
  const { cpuModel, fingerprint } = contest.host;
  const old = [...stale].map(([name, why]) => `${safeText(name, glyphs, 60)}: ${why}`);
  const sections: Section[] = [
    ['asked for', [`${asked === '' ? 'no bounds' : asked}${from}`]],
    ['outputs', winner === null ? [] : [outputsText(winner, style)]],
    [
      'measured',
      [
        `${ageText(choice.ageMs)} on ${safeText(cpuModel, glyphs, 60)} (host ${safeText(fingerprint, glyphs, 20)}); nothing was measured now`,
      ],
    ],
    ['warning', [...notes, ...old].map((note) => safeText(note, glyphs))],
  ];
  return joinBlocks([
    choiceHeadline(contest, standings, bounds, style),
    standingTable(standings, bounds, style),
    reasonLines(standings, style),
    sectionLines(
      sections.filter(([, lines]) => lines.length > 0),
      style,
    ),
  ]);
}

/** A task with the time since its newest contest began. */
type AgedTask = ContestTask & { readonly ageMs: number };

/** The tasks that `tune choose` can answer for, a line each. */
export function contestTasksText(
  tasks: readonly AgedTask[],
  { glyphs, palette }: TextStyle,
): string {
  if (tasks.length === 0) return 'No task yet. Make one: tune variants a.onnx b.onnx\n';
  const names = tasks.map((t) => safeText(t.task, glyphs, 40));
  const width = Math.max(4, ...names.map((name) => name.length));
  const lines = tasks.map((t, i) => {
    const age = ageText(t.ageMs).padEnd(14);
    return `${(names[i] ?? '').padEnd(width)}  ${plural(t.variants, 'variant').padEnd(12)}${age}  ${safeText(t.hostFingerprint, glyphs, 16)}`;
  });
  const head = `${'task'.padEnd(width)}  ${'variants'.padEnd(12)}${'measured'.padEnd(14)}  host`;
  return `${[palette.faint(head), ...lines].join('\n')}\n`;
}
