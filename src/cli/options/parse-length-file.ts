import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { LONGEST_LENGTH } from '../../lengths/length-distribution.ts';

/** A column that is meant without being named. */
const TELLING = /len|tokens|positions|frames/i;

/**
 * Lengths of a file, ascending: one whole number a line, or a column of a CSV file (no quoted commas) whose header line
 * names it. Without `column` it is the only column, or the only one with a telling name such as `tokens`. Blank lines are
 * skipped. Throws a `TuneError` (usage) that names the line.
 */
export function parseLengthFile(
  text: string,
  column: string | null,
  label: string,
): readonly number[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ cells: line.split(/[,;\t]/).map(unquoted), number: i + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [first] = lines;
  if (first === undefined) throw broken(`${label} holds no length`);
  const hasHeader = column !== null || first.cells.some((cell) => !/^[\d.]*$/.test(cell));
  const at = hasHeader ? columnOf(first.cells, column, label) : soleColumn(first.cells, label);
  const rows = hasHeader ? lines.slice(1) : lines;
  if (rows.length === 0) throw broken(`${label} holds no length below its header`);
  return rows
    .map(({ cells, number }) => lengthOf(cells[at] ?? '', number, label))
    .sort((a, b) => a - b);
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

function columnOf(header: readonly string[], column: string | null, label: string): number {
  if (column !== null) {
    const at = header.indexOf(column);
    if (at >= 0) return at;
    throw broken(`${label} has no column ${printable(column, 60)}`, header);
  }
  const telling = header.flatMap((name, i) =>
    header.length === 1 || TELLING.test(name) ? [i] : [],
  );
  const [only, ...more] = telling;
  if (only !== undefined && more.length === 0) return only;
  throw broken(`${label} does not say which column holds the lengths`, header);
}

function soleColumn(cells: readonly string[], label: string): number {
  if (cells.length === 1) return 0;
  throw broken(`${label} has ${cells.length} columns and no header line that names them`);
}

function lengthOf(text: string, line: number, label: string): number {
  const length = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (length >= 1 && length <= LONGEST_LENGTH) return length;
  throw broken(`line ${line} of ${label} holds no length: "${printable(text, 40)}"`);
}

const NAMED = 12;

function broken(message: string, header: readonly string[] = []): TuneError {
  const names = header.slice(0, NAMED).map((name) => printable(name, 40));
  const hint =
    names.length === 0
      ? `Write one whole number from 1 to ${LONGEST_LENGTH} a line, or a CSV file with a header line.`
      : `Columns: ${names.join(', ')}. Write file:PATH,column=NAME.`;
  return new TuneError('usage', message, { hint });
}
