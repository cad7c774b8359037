import { TuneError } from '../core/tune-error.ts';
import { type Configuration, runtimeDefault } from './configuration.ts';
import { coreBudget } from './core-budget.ts';
import { enumerateSpace } from './enumerate-space.ts';
import { knobDefaults } from './knob-defaults.ts';
import type { Knob } from './search-space.ts';
import type { BuiltSpace, Exclusion, KnobName, KnobValues, SpaceRequest } from './space-request.ts';
import { type ValidityRule, validityRules } from './validity-rules.ts';

/** More combinations than any search could use; a slip such as `--batch 1-65536` ends here instead of in memory. */
const COMBINATION_LIMIT = 2_000_000;

/** Slowest first: neighbours in the enumeration share their session and differ in batch size only. */
export const KNOB_ORDER: readonly KnobName[] = [
  'provider',
  'instances',
  'intraOpThreads',
  'interOpThreads',
  'executionMode',
  'graphOptimization',
  'spinning',
  'memoryArena',
  'maxQueueDelayMs',
  'batchSize',
];

/**
 * Every configuration worth measuring of this model on this host, within what the user asked for. The reference is a
 * member, whatever the rules say of it, unless the user's values exclude it; it is then only what others are compared
 * with. Throws a `TuneError` (usage) when nothing remains or the combinations are too many.
 */
export function buildSpace(request: SpaceRequest): BuiltSpace {
  const budget = coreBudget(request.host, request.wide);
  const values = chosenValues(request, knobDefaults(request, budget));
  const reference = referenceOf(request, values);
  const rules = validityRules(request, values, budget);
  const { configurations, excluded } = select(values, rules, reference);
  if (configurations.length === 0) throw nothingRemains(excluded);
  const knobs = knobsOf(configurations, values);
  const space = enumerateSpace(knobs, configurations, reference, budget.defaultThreads);
  return { ...space, excluded };
}

/** The knobs that exist here, in their order. */
function knobsIn(values: KnobValues): readonly KnobName[] {
  return KNOB_ORDER.filter((name) => values[name].length > 0);
}

function chosenValues(request: SpaceRequest, defaults: KnobValues): KnobValues {
  const given = Object.entries(request.overrides).filter(([, values]) => values !== undefined);
  const empty = given.find(([, values]) => values.length === 0);
  if (empty !== undefined) throw new TuneError('usage', `No value is given for ${empty[0]}.`);
  const values: KnobValues = { ...defaults, ...Object.fromEntries(given) };
  const combinations = knobsIn(values).reduce((product, name) => product * values[name].length, 1);
  if (combinations > COMBINATION_LIMIT) {
    throw new TuneError(
      'usage',
      `The values asked for make ${combinations} combinations; the limit is ${COMBINATION_LIMIT}.`,
      { hint: 'Name fewer values, for example --batch 1,8,64 instead of --batch 1-64.' },
    );
  }
  return values;
}

/**
 * The runtime's default is the CPU provider; where the user rules that out, their first one. Under a load every request
 * starts at once if an instance is free.
 */
function referenceOf({ model }: SpaceRequest, values: KnobValues): Configuration {
  const provider = values.provider.includes('cpu') ? 'cpu' : values.provider[0];
  const standard = runtimeDefault(model.baseBatch, provider);
  return values.maxQueueDelayMs.length === 0 ? standard : { ...standard, maxQueueDelayMs: 0 };
}

function select(
  values: KnobValues,
  rules: readonly ValidityRule[],
  reference: Configuration,
): { configurations: Configuration[]; excluded: Exclusion[] } {
  const configurations: Configuration[] = [];
  const counts = new Map<string, number>();
  for (const combination of combinations(values)) {
    // the very object, so that members can be compared with the reference by identity
    const isReference = knobsIn(values).every((name) => combination[name] === reference[name]);
    const c = isReference ? reference : combination;
    const reason = isReference ? null : firstObjection(rules, c);
    if (reason === null) configurations.push(c);
    else counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const excluded = [...counts].map(([reason, count]) => ({ reason, count }));
  return { configurations, excluded: excluded.sort((a, b) => b.count - a.count) };
}

function firstObjection(rules: readonly ValidityRule[], c: Configuration): string | null {
  for (const rule of rules) {
    const reason = rule(c);
    if (reason !== null) return reason;
  }
  return null;
}

/** All combinations in the order of the knobs, the last one fastest. */
function* combinations(values: KnobValues): Generator<Configuration> {
  const names = knobsIn(values);
  const lists: readonly (readonly unknown[])[] = names.map((name) => values[name]);
  const total = lists.reduce((product, list) => product * list.length, 1);
  for (let code = 0; code < total; code++) {
    let rest = code;
    const picked: Record<string, unknown> = {};
    for (let k = lists.length - 1; k >= 0; k--) {
      const list = lists[k] ?? [];
      picked[names[k] ?? ''] = list[rest % list.length];
      rest = Math.floor(rest / list.length);
    }
    yield picked as unknown as Configuration;
  }
}

/** The knobs with the values that occur; a value every combination of which is excluded is no choice. */
function knobsOf(configurations: readonly Configuration[], values: KnobValues): Knob[] {
  return knobsIn(values).map((name) => {
    const occurring = new Set<unknown>(configurations.map((c) => c[name]));
    return { name, values: [...values[name]].filter((value) => occurring.has(value)) };
  });
}

function nothingRemains(excluded: readonly Exclusion[]): TuneError {
  const reasons = excluded.map(({ reason, count }) => `${count} × ${reason}`).join('; ');
  return new TuneError('usage', `No configuration remains of those asked for: ${reasons}.`, {
    hint: 'Ask for fewer instances, fewer threads or smaller batches, or leave a flag out.',
  });
}
