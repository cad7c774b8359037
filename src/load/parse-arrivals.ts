import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

/** A file of arrivals is untrusted input: more than a day at ten per second is a slip, and memory is finite. */
const MOST_ARRIVALS = 1_000_000;

/** Seconds since 1970 reach this in the year 5138: a larger number is a time in another unit. */
const LARGEST_SECONDS = 1e11;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const TIME_COLUMN =
  /^(arrival|arrivals|arrived|timestamp|time|ts|t|at|sent|start)s?(_at|_time)?(_(s|ms|us|ns))?$/i;

const MS_PER_UNIT: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** Where the times stand and what they count. */
interface Column {
  readonly index: number;
  readonly msPerUnit: number;
}

const PLAIN: Column = { index: 0, msPerUnit: 1000 };

/**
 * The arrivals in the text of a CSV file (comma, semicolon or tab), in ms since the first one, ascending.
 *
 * Times stand in the first column, or in the one that a header calls arrival, timestamp, time, … They are numbers of
 * seconds from any origin, unless the header's name ends in `_ms`, `_us` or `_ns`. Empty lines and those that start
 * with `#` are passed over. `label` is the file as the user knows it. Throws a `TuneError` (usage) that names the line:
 * where a time is no number or earlier than the one before, where there are fewer than two or more than a million, or
 * where all are the same.
 */
export function parseArrivals(text: string, label: string): readonly number[] {
  const arrivals: number[] = [];
  let column: Column | null = null;
  let first = 0;
  for (const { number, fields } of linesOf(text)) {
    if (column === null) {
      const header = columnOf(fields);
      column = header ?? PLAIN;
      if (header !== null) continue;
    }
    const place = `${label}, line ${number}`;
    const time = timeIn(fields, column, place);
    if (arrivals.length === 0) first = time;
    const sinceFirst = (time - first) * column.msPerUnit;
    if (sinceFirst < (arrivals.at(-1) ?? 0)) throw notAscending(place);
    if (arrivals.length === MOST_ARRIVALS) throw tooMany(place);
    arrivals.push(sinceFirst);
  }
  requireRate(arrivals, label);
  return arrivals;
}

/** The lines that say something, numbered from 1. */
function* linesOf(
  text: string,
): Generator<{ readonly number: number; readonly fields: readonly string[] }> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [i, line] of lines.entries()) {
    if (line.trim() !== '' && !line.startsWith('#'))
      yield { number: i + 1, fields: fieldsOf(line) };
  }
}

/** The fields of a line; delimiters inside quotes do not count. */
function fieldsOf(line: string): readonly string[] {
  return line
    .replace(/"([^"]*)"/g, (_, quoted: string) => quoted.replace(/[,;\t]/g, ' '))
    .split(/[,;\t]/)
    .map((field) => field.trim());
}

/** Reads a header; null where the line is none, because its first field is a number. */
function columnOf(header: readonly string[]): Column | null {
  if (NUMBER.test(header[0] ?? '')) return null;
  const named = header.findIndex((name) => TIME_COLUMN.test(name));
  const index = Math.max(0, named);
  const unit = /_(s|ms|us|ns)$/i.exec(header[index] ?? '')?.[1]?.toLowerCase() ?? 's';
  return { index, msPerUnit: MS_PER_UNIT[unit] as number };
}

function timeIn(fields: readonly string[], { index, msPerUnit }: Column, place: string): number {
  const field = fields[index] ?? '';
  const time = NUMBER.test(field) ? Number(field) : Number.NaN;
  if (!Number.isFinite(time)) {
    throw new TuneError('usage', `${place}: "${printable(field, 40)}" is no time of arrival.`, {
      hint: 'Write numbers of seconds, or name the column arrival_ms, arrival_us or arrival_ns.',
    });
  }
  if (msPerUnit === 1000 && Math.abs(time) > LARGEST_SECONDS) {
    throw new TuneError('usage', `${place}: ${printable(field, 40)} is too large for seconds.`, {
      hint: 'Put a header above the times that says the unit: arrival_ms, arrival_us or arrival_ns.',
    });
  }
  return time;
}

function requireRate(arrivals: readonly number[], label: string): void {
  if ((arrivals.at(-1) ?? 0) > 0) return;
  const found = arrivals.length < 2 ? 'fewer than two arrivals' : 'all arrivals at one time';
  throw new TuneError('usage', `${label} has ${found}.`, {
    hint: 'Write one time of arrival per line, in seconds, ascending.',
  });
}

function notAscending(place: string): TuneError {
  return new TuneError('usage', `${place}: this arrival is earlier than the one before it.`, {
    hint: 'Sort the file by time of arrival. If it holds gaps, add them up first.',
  });
}

function tooMany(place: string): TuneError {
  return new TuneError('usage', `${place}: more than ${MOST_ARRIVALS} arrivals.`, {
    hint: 'Cut out the part of the recording that matters; it is played again and again.',
  });
}
