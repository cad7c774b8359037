import { parse } from 'csv-parse/sync';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { type Configuration, runtimeDefault } from '../space/configuration.ts';
import type { FailureKind } from '../study/trial.ts';
import { CONFIGURATION_COLUMNS, NUMBER_COLUMNS, SURFACE_COLUMNS } from './surface-columns.ts';
import type { SurfacePoint } from './surface-point.ts';

/** More rows than any space has configurations; a file beyond it is not a surface. */
const MOST_ROWS = 1_000_000;

type Row = Readonly<Record<string, string>>;

const WORDS: Readonly<Partial<Record<keyof Configuration, readonly string[]>>> = {
  executionMode: ['sequential', 'parallel'],
  graphOptimization: ['disabled', 'basic', 'extended', 'all'],
};

const FAILURES: readonly FailureKind[] = [
  'crash',
  'out-of-memory',
  'timeout',
  'unsupported',
  'runtime-error',
  'wrong-output',
];

/**
 * Reads a surface: CSV with a header. `batch_size`, `instances` and `intra_op_threads` are needed, and `log_ratio` or
 * `throughput_ips`; a knob without a column has the runtime's default, any other missing column or empty cell is not known,
 * columns of other names are passed over. Throws a `TuneError` (usage) with `name` and the line at fault.
 */
export function parseSurface(text: string, name: string): readonly SurfacePoint[] {
  const rows = rowsOf(text, name);
  const [first] = rows;
  if (first === undefined) throw fault(name, 'it has no rows');
  for (const needed of ['batch_size', 'instances', 'intra_op_threads']) {
    if (!(needed in first)) throw fault(name, `the column ${needed} is missing`);
  }
  if (!('log_ratio' in first) && !('throughput_ips' in first)) {
    throw fault(name, 'it needs a column log_ratio or throughput_ips');
  }
  return rows.map((row, i) => pointOf(row, `${name}, line ${i + 2}`));
}

function rowsOf(text: string, name: string): readonly Row[] {
  try {
    return parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      to: MOST_ROWS,
    }) as Row[];
  } catch (error) {
    throw fault(name, error instanceof Error ? printable(error.message, 200) : 'unreadable');
  }
}

function pointOf(row: Row, place: string): SurfacePoint {
  const numbers = Object.fromEntries(
    NUMBER_COLUMNS.map(([column, field]) => [field, numberIn(row, column, place)]),
  ) as Pick<SurfacePoint, (typeof NUMBER_COLUMNS)[number][1]>;
  const isKnown = numbers.logRatio !== null || numbers.throughputIps !== null;
  return {
    ...numbers,
    configuration: configurationIn(row, place),
    replicate: numberIn(row, 'replicate', place) ?? 1,
    outcome:
      wordIn(row, 'outcome', ['measured', 'failed', 'skipped'], place) ??
      (isKnown ? 'measured' : 'failed'),
    failure: wordIn(row, 'failure', FAILURES, place),
    probeS: numbers.probeS ?? 0,
  };
}

function configurationIn(row: Row, place: string): Configuration {
  const usual = runtimeDefault(1);
  const values = CONFIGURATION_COLUMNS.map(([column, knob]) => {
    const otherwise = usual[knob];
    if (row[column] === undefined || row[column] === '') return [knob, otherwise];
    if (typeof otherwise === 'number') return [knob, countIn(row, column, knob, place)];
    if (typeof otherwise === 'boolean') {
      return [knob, wordIn(row, column, ['true', 'false'], place) === 'true'];
    }
    const words = WORDS[knob];
    return [
      knob,
      words === undefined ? printable(row[column], 40) : wordIn(row, column, words, place),
    ];
  });
  return Object.fromEntries(values) as Configuration;
}

function countIn(row: Row, column: string, knob: keyof Configuration, place: string): number {
  const value = numberIn(row, column, place) ?? 0;
  const least = knob === 'batchSize' || knob === 'instances' ? 1 : 0;
  if (Number.isInteger(value) && value >= least && value <= 1e6) return value;
  throw fault(place, `${column} is ${value}, not a whole number from ${least}`);
}

function numberIn(row: Row, column: string, place: string): number | null {
  const cell = row[column];
  if (cell === undefined || cell === '') return null;
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  throw fault(place, `${column} is "${printable(cell, 20)}", not a number`);
}

function wordIn<W extends string>(
  row: Row,
  column: string,
  words: readonly W[],
  place: string,
): W | null {
  const cell = row[column];
  if (cell === undefined || cell === '') return null;
  const word = words.find((w) => w === cell);
  if (word !== undefined) return word;
  throw fault(place, `${column} is "${printable(cell, 20)}", not one of ${words.join(', ')}`);
}

function fault(place: string, problem: string): TuneError {
  return new TuneError('usage', `${place}: ${problem}.`, {
    hint: `A surface is CSV with a header; its columns are ${SURFACE_COLUMNS.join(', ')}.`,
  });
}
