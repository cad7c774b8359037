import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import {
  type Constraint,
  isRunObjective,
  type Objective,
  type RunObjective,
} from '../../study/objective.ts';
import { parseConstraint } from './parse-constraint.ts';
import { type RawOptions, rawLabel, rawText } from './raw-options.ts';
import { parseTuneOptions } from './tune-options.ts';
import { BOUND_OPTIONS } from './variant-options.ts';

/** What `tune variants` is told besides what every study is told. */
export interface VariantOptions {
  /** Of each file; null where the user said nothing. */
  readonly accuracies: readonly (number | null)[];
  readonly minAccuracy: number | null;
  /** Name of the task; null where it is to be made. */
  readonly task: string | null;
}

const LONGEST_NAME = 100;

/** Understands what is said of `files` variants. Throws a `TuneError` (usage) that names the option. */
export function parseVariantOptions(raw: RawOptions, files: number): VariantOptions {
  const given = rawText(raw, 'accuracy');
  const minAccuracy = parseMinAccuracy(raw);
  if (given === undefined && minAccuracy !== null) {
    throw new TuneError('usage', `${rawLabel(raw, 'min-accuracy')} needs to know the accuracies.`, {
      hint: 'Give one for each file, in their order: --accuracy 0.76,0.75.',
    });
  }
  return {
    accuracies:
      given === undefined
        ? Array.from({ length: files }, () => null)
        : parseAccuracies(given, rawLabel(raw, 'accuracy'), files),
    minAccuracy,
    task: parseTask(raw),
  };
}

function parseAccuracies(text: string, label: string, files: number): readonly number[] {
  const values = text.split(',').map((part) => parseNumber(part.trim(), label));
  if (values.length === files) return values;
  throw new TuneError(
    'usage',
    `${label} gives ${values.length} for ${files} ${files === 1 ? 'file' : 'files'}.`,
    { hint: 'Give one for each file, in their order: --accuracy 0.76,0.75.' },
  );
}

function parseMinAccuracy(raw: RawOptions): number | null {
  const text = rawText(raw, 'min-accuracy');
  return text === undefined ? null : parseNumber(text.trim(), rawLabel(raw, 'min-accuracy'));
}

function parseNumber(text: string, label: string): number {
  const value = /^-?\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Write numbers such as 0.76, or in percent everywhere.',
  });
}

function parseTask(raw: RawOptions): string | null {
  const text = rawText(raw, 'name')?.trim();
  if (text === undefined) return null;
  if (text !== '' && text.length <= LONGEST_NAME && printable(text) === text) return text;
  throw new TuneError('usage', `${rawLabel(raw, 'name')} is no name: ${printable(text, 60)}`, {
    hint: `Use up to ${LONGEST_NAME} visible characters.`,
  });
}

/**
 * The objective by which variants can be compared: they meet in alternating slices, which tell nothing of a load. Throws a
 * `TuneError` (usage) for any other.
 */
export function requireRunObjective(objective: Objective, raw: RawOptions): RunObjective {
  if (isRunObjective(objective)) return objective;
  throw new TuneError(
    'usage',
    `${rawLabel(raw, 'objective')} ${objective} cannot compare variants: they run in turns, not under a load.`,
    {
      hint: 'Compare them by throughput, latency or efficiency, then tune the winner for its load.',
    },
  );
}

/** What `tune choose` is asked for; null is what was asked for when it was measured. */
export interface ChooseOptions {
  /** null where no bound is given. */
  readonly bounds: {
    readonly constraints: readonly Constraint[];
    readonly minAccuracy: number | null;
  } | null;
  readonly objective: RunObjective | null;
  /** `any`, or the beginning of a fingerprint; null for this host. */
  readonly host: string | null;
}

/** Understands the options of `tune choose`. Throws a `TuneError` (usage) that names the option. */
export function parseChooseOptions(raw: RawOptions): ChooseOptions {
  const { constraints, objective } = parseTuneOptions(raw);
  const minAccuracy = parseMinAccuracy(raw);
  const shorthand = Object.entries(BOUND_OPTIONS).flatMap(([name, start]) => {
    const text = rawText(raw, name);
    return text === undefined ? [] : [parseConstraint(start + text, rawLabel(raw, name))];
  });
  const all = [...shorthand, ...constraints];
  const isBounded = all.length > 0 || minAccuracy !== null;
  return {
    bounds: isBounded ? { constraints: all, minAccuracy } : null,
    objective: raw.has('objective') ? requireRunObjective(objective, raw) : null,
    host: rawText(raw, 'host') ?? null,
  };
}
