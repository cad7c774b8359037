import { nearestName } from '../../core/nearest-name.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { DEFAULT_STRATEGY, STRATEGY_NAMES } from '../../search/strategy-name.ts';
import { parseKnobValues } from '../../space/knob-values.ts';
import type { KnobName, KnobOverrides } from '../../space/space-request.ts';
import type { Constraint, Objective } from '../../study/objective.ts';
import { type LengthOptions, parseLengthOptions } from './length-options.ts';
import {
  defaultObjective,
  type LoadOptions,
  parseLoadOptions,
  requireDelays,
  requireGuarded,
  requireObjective,
} from './load-options.ts';
import { OBJECTIVE_NAMES } from './option-table.ts';
import { parseConstraint } from './parse-constraint.ts';
import { parseShape, type ShapeOverride } from './parse-shape.ts';
import { isOn, type RawOptions, rawLabel, rawText } from './raw-options.ts';

/** What decides how a model is read and fed. */
export interface ModelOptions {
  readonly shapes: readonly ShapeOverride[];
  readonly inputPath: string | null;
  readonly seed: number;
  /** null where every sample is of one length. */
  readonly lengths: LengthOptions | null;
}

/** What decides where results go. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether a terminal may show the dashboard. */
  readonly ui: boolean;
  /** Plain lines, one after the other, also on a terminal. */
  readonly screenReader: boolean;
  readonly keepRunTimes: boolean;
  readonly outPath: string | null;
  readonly csvPath: string | null;
  readonly eventsPath: string | null;
}

export interface TuneOptions extends ModelOptions, OutputOptions {
  readonly budgetS: number;
  readonly maxProbes: number | null;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  /** null where instances run back to back. */
  readonly load: LoadOptions | null;
  readonly strategy: string;
  /** Whether the search may use what is known beforehand. */
  readonly usesPrior: boolean;
  /** Whether this machine may be calibrated first. */
  readonly calibrates: boolean;
  readonly overrides: KnobOverrides;
  readonly wide: boolean;
}

/** The option that sets each knob. */
export const OPTION_OF_KNOB: Readonly<Record<KnobName, string>> = {
  batchSize: 'batch',
  intraOpThreads: 'threads',
  instances: 'instances',
  interOpThreads: 'inter-op',
  executionMode: 'execution-mode',
  graphOptimization: 'graph-optimization',
  spinning: 'spinning',
  memoryArena: 'arena',
  maxQueueDelayMs: 'max-delay',
  provider: 'provider',
};

/** Stands for every execution provider that works on this machine. */
export const AUTO = 'auto';

/** Execution providers the runtime knows by these names; which of them this machine has is asked later. */
export const PROVIDERS: readonly string[] = [
  'cpu',
  'cuda',
  'tensorrt',
  'dml',
  'coreml',
  'webgpu',
  'openvino',
  'rocm',
  'qnn',
  'xnnpack',
  'wasm',
];

const DEFAULT_BUDGET_MS = 60_000;
/** Requests come at their own pace: rounds take seconds instead of a third of one. */
const DEFAULT_BUDGET_UNDER_LOAD_MS = 180_000;
const SHORTEST_BUDGET_MS = 1000;

/** Understands the options of `tune`. Throws a `TuneError` (usage) that names the option. */
export function parseTuneOptions(raw: RawOptions): TuneOptions {
  const load = parseLoadOptions(raw);
  const constraints = parseConstraints(raw);
  const objective = choice(raw, 'objective', OBJECTIVE_NAMES, defaultObjective(load));
  requireObjective(raw, objective, load, constraints);
  requireGuarded(raw, load, constraints);
  const budgetMs = load === null ? DEFAULT_BUDGET_MS : DEFAULT_BUDGET_UNDER_LOAD_MS;
  const overrides = parseKnobs(raw);
  requireDelays(raw, load, overrides.maxQueueDelayMs);
  return {
    ...parseModelOptions(raw),
    ...parseOutputOptions(raw),
    budgetS: parseBudgetMs(raw, budgetMs) / 1000,
    maxProbes: raw.has('max-probes') ? count(raw, 'max-probes') : null,
    objective,
    constraints,
    load,
    strategy: choice(raw, 'strategy', STRATEGY_NAMES, DEFAULT_STRATEGY),
    usesPrior: !isOn(raw, 'no-prior'),
    calibrates: !isOn(raw, 'no-calibrate'),
    overrides,
    wide: choice(raw, 'space', ['default', 'wide'], 'default') === 'wide',
  };
}

export function parseConstraints(raw: RawOptions): readonly Constraint[] {
  return (raw.get('constraint')?.texts ?? []).map((text) =>
    parseConstraint(text, rawLabel(raw, 'constraint')),
  );
}

export function parseModelOptions(raw: RawOptions): ModelOptions {
  return {
    shapes: (raw.get('shape')?.texts ?? []).map((text) => parseShape(text, rawLabel(raw, 'shape'))),
    inputPath: rawText(raw, 'input') ?? null,
    seed: raw.has('seed') ? count(raw, 'seed', 0) : 0,
    lengths: parseLengthOptions(raw),
  };
}

export function parseOutputOptions(raw: RawOptions): OutputOptions {
  return {
    json: isOn(raw, 'json'),
    quiet: isOn(raw, 'quiet'),
    ui: !isOn(raw, 'no-ui'),
    screenReader: isOn(raw, 'screen-reader'),
    keepRunTimes: isOn(raw, 'keep-run-times'),
    outPath: rawText(raw, 'out') ?? null,
    csvPath: rawText(raw, 'csv') ?? null,
    eventsPath: rawText(raw, 'events') ?? null,
  };
}

/** Time in ms; `fallback` where it is not given. */
export function parseBudgetMs(raw: RawOptions, fallback: number): number {
  const text = rawText(raw, 'budget');
  if (text === undefined) return fallback;
  // A bare number, as a config file may hold it, is a number of seconds.
  const ms = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text, rawLabel(raw, 'budget'));
  if (ms >= SHORTEST_BUDGET_MS) return ms;
  throw new TuneError(
    'usage',
    `${rawLabel(raw, 'budget')} is too short to measure anything: ${printable(text)}`,
    {
      hint: 'Give at least 1s; a minute is good for a small model.',
    },
  );
}

/** Values of the knobs the user named; the others are left to the defaults. */
export function parseKnobs(raw: RawOptions): KnobOverrides {
  const entries = Object.entries(OPTION_OF_KNOB).flatMap(([knob, name]) => {
    const text = rawText(raw, name);
    return text === undefined
      ? []
      : [
          [
            knob,
            parseKnobValues(knob as KnobName, text, rawLabel(raw, name), [...PROVIDERS, AUTO]),
          ],
        ];
  });
  return Object.fromEntries(entries) as KnobOverrides;
}

export function count(raw: RawOptions, name: string, lowest = 1): number {
  const text = rawText(raw, name) ?? '';
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest) return value;
  throw new TuneError('usage', `${rawLabel(raw, name)} does not take "${printable(text, 40)}".`, {
    hint: `Use a whole number from ${lowest}.`,
  });
}

function choice<T extends string>(
  raw: RawOptions,
  name: string,
  values: readonly T[],
  fallback: T,
): T {
  const text = rawText(raw, name);
  if (text === undefined) return fallback;
  const value = values.find((v) => v === text);
  if (value !== undefined) return value;
  const meant = nearestName(text, values);
  throw new TuneError('usage', `${rawLabel(raw, name)} does not know "${printable(text, 40)}".`, {
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}Use one of: ${values.join(', ')}.`,
  });
}
