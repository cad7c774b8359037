import type { Random } from '../../core/random.ts';
import { chanceWithin } from '../../surrogate/chance-within.ts';
import type { Hyperparameters } from '../../surrogate/kernel.ts';
import type { Ground } from './ground.ts';
import { largest } from './largest.ts';
import type { Thought } from './thought.ts';
import { worldsOf } from './worlds.ts';

/** The search ends when it is this sure that one of the finalists is this near (2 %) the best of the space. */
export const GOAL: { readonly confidence: number; readonly tolerance: number } = {
  confidence: 0.95,
  tolerance: -Math.log(1 - 0.02),
};

/** As many as meet in the final race, which tells them apart: the search has only to bring the best among them. */
const FINALISTS = 3;
/** Configurations that may still be the best and are judged jointly: the most promising ones where the space is large. */
const JOINTLY = 60;
const DRAWS = 300;
/** How far above its mean a configuration is thought of when the promising ones are picked, standard deviations. */
const REACH = 2.5;
/** Below this probability a constraint is taken to be broken. */
const FORLORN = Math.log(0.02);

/**
 * P(one of the three best measured is within the tolerance of the best of the space); null where none was measured.
 * `open` are the configurations that may still be measured, by index.
 */
export function confidenceOf(
  ground: Ground,
  thought: Thought,
  open: readonly number[],
  random: Random,
): number | null {
  const { ranked } = thought;
  const finalists = ranked.slice(0, FINALISTS);
  if (finalists.length === 0) return null;
  const others = ranked.slice(FINALISTS, FINALISTS + JOINTLY / 2);
  const at = [...finalists, ...others, ...promising(thought, open)];
  const rows = at.map((i) => ground.rows[i] as readonly number[]);
  const chosen = finalists.map((_, i) => i);
  const reference = ground.reference === null ? -1 : at.indexOf(ground.reference);
  // What is uncertain does not depend on what was seen: members that are off alike share it.
  const shared = new Map<Hyperparameters, Float64Array>();
  const chance = worldsOf(ground.members, thought.evidence).reduce((sum, world) => {
    const { weight, member, process } = world;
    const mean = process.predict(rows).mean.map((v, i) => v + (member.means[at[i] ?? 0] ?? 0));
    if (reference >= 0) mean[reference] = 0;
    const covariance = shared.get(process.hyperparameters) ?? process.covariance(rows);
    if (!shared.has(process.hyperparameters)) settle(covariance, reference, at.length);
    shared.set(process.hyperparameters, covariance);
    const draws = Math.ceil(weight * DRAWS);
    return sum + weight * chanceWithin(mean, covariance, chosen, GOAL.tolerance, draws, random);
  }, 0);
  // Weights add up to 1 but for rounding.
  return Math.min(1, chance);
}

function promising({ belief, logFeasible }: Thought, open: readonly number[]): readonly number[] {
  const { mean, variance } = belief;
  const reach = (at: number): number =>
    (mean[at] as number) + REACH * Math.sqrt(variance[at] as number);
  const hopeful = open.filter((at) => (logFeasible[at] as number) > FORLORN);
  return largest(hopeful, JOINTLY, reach);
}

/** Makes one configuration (the reference, if it is there) known exactly, as good as: 0 by definition. */
function settle(covariance: Float64Array, index: number, size: number): void {
  if (index < 0) return;
  for (let i = 0; i < size; i++) {
    covariance[index * size + i] = 0;
    covariance[i * size + index] = 0;
  }
  covariance[index * size + index] = 1e-12;
}
