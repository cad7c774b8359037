import type { Configuration } from '../../space/configuration.ts';
import { logEstimateToRatio } from '../../stats/interval.ts';
import { normalInterval } from '../../stats/normal-interval.ts';
import {
  logExpectedImprovement,
  mostLogExpectedImprovement,
} from '../../surrogate/expected-improvement.ts';
import type { Observation, Suggestion } from '../strategy.ts';
import type { Belief } from './belief.ts';
import type { Ground } from './ground.ts';
import { type ProbeCost, probeCost } from './probe-cost.ts';
import type { Thought } from './thought.ts';

/** Of a group, only those whose expected gain per second is at least this share of the first one's. */
const WORTH = 0.25;
/** How much expected speed counts while nothing feasible was found, beside the log of the probability to be feasible. */
const SPEED_SHARE = 0.1;
/** Where costs do not count. */
const SAME_COST: ProbeCost = { predictS: () => 1 };

export interface ChoiceRequest {
  readonly ground: Ground;
  readonly thought: Thought;
  readonly told: readonly Observation[];
  readonly pending: readonly Configuration[];
  /** What may be suggested, by index. */
  readonly open: readonly number[];
  readonly count: number;
}

/**
 * The next group: the largest expected gain per second, each member supposing that those before it and what is pending
 * come out as expected. Fewer than asked for where the rest would hardly be worth its time.
 */
export function choose(request: ChoiceRequest): readonly Suggestion[] {
  const { ground, thought, told, pending, count } = request;
  const { open } = request;
  const taken = new Set<number>();
  const suggestions: Suggestion[] = [];
  let { belief } = thought;
  const suppose = (at: number): void => {
    belief = belief.supposing(at);
    taken.add(at);
  };
  const take = (at: number, costS: number): void => {
    suggestions.push(suggestionOf(ground, thought, belief, at, costS));
    if (suggestions.length < count) suppose(at);
  };
  for (const at of pending.map(ground.set.placeOf)) if (at >= 0) suppose(at);
  if (told.length <= 1 && pending.length === 0 && count > 0) {
    const at = mostPromising(thought, open);
    take(at, costAt(ground, probeCost(told, []), at));
  }
  let least = -Infinity;
  while (suggestions.length < count) {
    const ahead = [...pending, ...suggestions.map((s) => s.configuration)];
    const costs = ground.ingredients.costs ? probeCost(told, ahead) : SAME_COST;
    const left = open.filter((at) => !taken.has(at));
    if (left.length === 0) break;
    const next = mostWorth(ground, thought, belief, left, costs);
    if (next.worth < least) break;
    if (least === -Infinity) least = next.worth + Math.log(WORTH);
    take(next.at, next.costS);
  }
  return suggestions;
}

/**
 * The start: nothing is known of this model's own behaviour yet, and what is expected to be best comes first, whatever it
 * costs.
 */
function mostPromising({ belief, logFeasible }: Thought, open: readonly number[]): number {
  const promise = (at: number): number => (belief.mean[at] as number) + (logFeasible[at] as number);
  return open.reduce((best, at) => (promise(at) > promise(best) ? at : best));
}

function mostWorth(
  ground: Ground,
  thought: Thought,
  belief: Belief,
  open: readonly number[],
  costs: ProbeCost,
): { readonly at: number; readonly worth: number; readonly costS: number } {
  let best = { at: -1, worth: -Infinity, costS: 0 };
  for (const at of open) {
    const costS = costAt(ground, costs, at);
    const logCost = Math.log(costS);
    // Most of a large space cannot be the best one, and that is seen sooner than what each is worth.
    if (best.at >= 0 && mostGainAt(thought, belief, at) - logCost <= best.worth) continue;
    const worth = gainAt(thought, belief, at) - logCost;
    if (best.at < 0 || worth > best.worth) best = { at, worth, costS };
  }
  return best;
}

function costAt({ sessions, configurations }: Ground, costs: ProbeCost, at: number): number {
  return costs.predictS(sessions[at] ?? '', configurations[at]?.instances ?? 1);
}

/** Log of the gain that measuring a configuration promises, constraints included. */
function gainAt({ incumbent, logFeasible }: Thought, belief: Belief, at: number): number {
  const mean = belief.mean[at] as number;
  const feasible = logFeasible[at] as number;
  // Without an incumbent anything feasible is a gain; among equals the faster one.
  if (incumbent === -Infinity) return feasible + SPEED_SHARE * mean;
  return logExpectedImprovement(mean, belief.variance[at] as number, incumbent) + feasible;
}

/** What `gainAt` does not exceed. */
function mostGainAt({ incumbent, logFeasible }: Thought, belief: Belief, at: number): number {
  if (incumbent === -Infinity) return Number.POSITIVE_INFINITY;
  const [mean, variance] = [belief.mean[at] as number, belief.variance[at] as number];
  return mostLogExpectedImprovement(mean, variance, incumbent) + (logFeasible[at] as number);
}

function suggestionOf(
  { configurations }: Ground,
  { incumbent }: Thought,
  belief: Belief,
  at: number,
  costS: number,
): Suggestion {
  const expected = normalInterval(
    belief.mean[at] as number,
    Math.sqrt(belief.variance[at] as number),
  );
  const percent = (log: number): string =>
    `${log < 0 ? '−' : '+'}${Math.abs(100 * Math.expm1(log)).toFixed(0)} %`;
  const against = Math.max(incumbent, 0);
  return {
    configuration: configurations[at] as Configuration,
    reason: `expected ${percent(expected.value - against)} against the best so far (${percent(expected.low - against)} to ${percent(expected.high - against)})`,
    expected: { relative: logEstimateToRatio(expected), costS },
  };
}
