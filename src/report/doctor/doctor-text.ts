import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import { type Check, type CheckStatus, worstOf } from './check.ts';

const ID_WIDTH = 12;

const VERDICT: Readonly<Record<CheckStatus, string>> = {
  ok: 'All is well: this machine can measure.',
  warn: 'This machine can measure; what is marked makes it slower or less precise.',
  fail: 'This machine cannot measure as it is: see what is marked FAIL.',
};

/** What `tune doctor` prints: a line for each check, what to do beneath it, and the sum of it. */
export function doctorText(checks: readonly Check[], style: TextStyle): string {
  const lines = checks.flatMap((check) => checkLines(check, style));
  return `${[...lines, '', VERDICT[worstOf(checks)]].join('\n')}\n`;
}

function checkLines({ id, status, found, advice }: Check, style: TextStyle): readonly string[] {
  const { palette, glyphs, columns } = style;
  const paint = { ok: palette.good, warn: palette.caution, fail: palette.bad }[status];
  const mark = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }[status];
  const indent = ' '.repeat(mark.length + 1 + ID_WIDTH);
  const [first = '', ...rest] = wrapText(safeText(found, glyphs, 600), { columns, indent });
  const toDo =
    advice === null
      ? []
      : wrapText(safeText(advice, glyphs, 600), {
          columns,
          indent: `${indent}   `,
          first: `${indent}-> `,
        });
  return [`${paint(mark)} ${id.padEnd(ID_WIDTH)}${first.trimStart()}`, ...rest, ...toDo];
}
