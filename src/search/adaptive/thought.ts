import type { Observation } from '../strategy.ts';
import { type Belief, fitBelief } from './belief.ts';
import { logFeasibility } from './feasibility.ts';
import type { Ground } from './ground.ts';
import { steadyValues } from './steady-values.ts';
import type { Evidence } from './weigh-members.ts';

/** What is thought after so many trials. */
export interface Thought {
  readonly belief: Belief;
  /** The trials behind it, the reference left out. */
  readonly evidence: Evidence;
  /** Log of the probability that every constraint holds, for each configuration. */
  readonly logFeasible: Float64Array;
  /** Measured configurations that may be recommended, by index, best expected first. */
  readonly ranked: readonly number[];
  /** Expected log-ratio of the first of them; -Infinity where there is none. */
  readonly incumbent: number;
}

/** Takes in all trials so far. */
export function think(ground: Ground, trials: readonly Observation[]): Thought {
  const { features, rows, members, reference, context, ingredients } = ground;
  const told = trials.flatMap((observation) => {
    const at = ground.set.placeOf(observation.configuration);
    return at < 0 ? [] : [{ at, observation }];
  });
  // The reference is 0 by definition: told to the model, it would hide that all others share the reference's own error.
  const measured = told.filter((t) => t.observation.value !== null && t.at !== reference);
  const y = ingredients.heats
    ? steadyValues(measured.map((t) => t.observation))
    : measured.map(({ observation }) => observation.value as number);
  const evidence = {
    features,
    x: measured.map(({ at }) => rows[at] as readonly number[]),
    y,
    noiseVariance: measured.map(({ observation }) => (observation.standardError ?? 0) ** 2),
    at: measured.map(({ at }) => at),
  };
  const belief = fitBelief(rows, members, evidence, ingredients);
  const { constraints, prior } = context;
  const logFeasible = logFeasibility({ constraints, features, rows, law: prior.law, told });
  const expected = (at: number): number => expectedAt(ground, belief, at);
  const ranked = told
    .filter(({ observation }) => observation.feasible && observation.value !== null)
    .map(({ at }) => at)
    .sort((a, b) => expected(b) - expected(a));
  const [best] = ranked;
  return {
    belief,
    evidence,
    logFeasible,
    ranked,
    incumbent: best === undefined ? -Infinity : expected(best),
  };
}

/** Expected log-ratio of a configuration; the reference's is 0 by definition. */
export function expectedAt({ reference }: Ground, { mean }: Belief, at: number): number {
  return at === reference ? 0 : (mean[at] as number);
}
