import { formatBytes } from '../../core/format-bytes.ts';
import { plural } from '../../core/plural.ts';
import type { StoreProblem } from '../../study/knowledge-archive.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import { fileName } from '../file-name.ts';
import { row } from '../labelled-row.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import type { KnowledgeFigures } from './upkeep.ts';

/** Problems shown one by one. */
const SHOWN = 20;
const ID_WIDTH = 12;

/** What `tune kb stats` prints. */
export function figuresText(figures: KnowledgeFigures, style: TextStyle): string {
  const { finished, interrupted, running, oldestAt, newestAt, bytes } = figures;
  const states = `${figures.studies} (${finished} finished, ${interrupted} interrupted, ${running} running)`;
  const since =
    oldestAt === null || newestAt === null
      ? 'nothing yet'
      : `${oldestAt.slice(0, 10)} to ${newestAt.slice(0, 10)}`;
  const lines = [
    ...row('knowledge', safeText(figures.place, style.glyphs), style),
    ...row('models', `${figures.models}, ${figures.signatures} with a signature`, style),
    ...row('hosts', String(figures.hosts), style),
    ...row('tasks', `${figures.tasks} (one model on one host)`, style),
    ...row('runs', states, style),
    ...row('trials', String(figures.trials), style),
    ...row('from', since, style),
    ...(bytes === null ? [] : row('size', formatBytes(bytes), style)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What `tune kb verify` prints: what is wrong, and the way out. */
export function problemsText(
  place: string,
  problems: readonly StoreProblem[],
  style: TextStyle,
): string {
  const name = safeText(place, style.glyphs);
  if (problems.length === 0) return `${name} is sound: everything was read and agrees.\n`;
  const { columns, palette } = style;
  const lines = problems.slice(0, SHOWN).flatMap(({ studyId, what }) => {
    const where = studyId === null ? '' : `run ${studyId}: `;
    return wrapText(safeText(where + what, style.glyphs), { columns, indent: '    ', first: '  ' });
  });
  const more = problems.length - SHOWN;
  const damaged = [...new Set(problems.map((p) => p.studyId))].filter((id) => id !== null);
  const wayOut =
    damaged.length > 0
      ? `Forget what is damaged (tune kb prune ${damaged
          .slice(0, 3)
          .map((id) => `--run ${id}`)
          .join(
            ' ',
          )}${damaged.length > 3 ? ' …' : ''}), or move it away and take in an export: tune kb import kb.jsonl`
      : 'Move it away (a new one is made) and take in an export: tune kb import kb.jsonl. Without one, sqlite3 FILE .recover saves what can be read.';
  return `${[
    palette.bad(`${name} has ${plural(problems.length, 'problem')}:`),
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
    ...wrapText(safeText(wayOut, style.glyphs), { columns }),
  ].join('\n')}\n`;
}

/** What `tune kb prune` prints. */
export function prunedText(
  studies: readonly StudySummary[],
  dryRun: boolean,
  style: TextStyle,
): string {
  if (studies.length === 0) return 'Nothing meets the conditions; nothing was removed.\n';
  const lines = studies.map((study) =>
    [
      ' ',
      study.studyId.slice(0, ID_WIDTH).padEnd(ID_WIDTH),
      study.startedAt.slice(0, 10),
      String(study.trials).padStart(5),
      fileName(study.modelPath, style.glyphs, Math.max(12, style.columns - 36)),
    ].join(' '),
  );
  const trials = studies.reduce((sum, study) => sum + study.trials, 0);
  const what = `${plural(studies.length, 'run')} with ${plural(trials, 'trial')}`;
  const said = dryRun ? `Would remove ${what}:` : `Removed ${what}:`;
  return `${[said, ...lines].join('\n')}\n`;
}
