import type { Random } from '../../core/random.ts';
import { type Configuration, configurationKey } from '../../space/configuration.ts';
import { createConfigurationEncoder } from '../../space/configuration-encoder.ts';
import { chanceWithin } from '../../surrogate/chance-within.ts';
import { logExpectedImprovement } from '../../surrogate/expected-improvement.ts';
import type { FeatureKind } from '../../surrogate/kernel.ts';
import { openConfigurations } from '../open-configurations.ts';
import type {
  Insight,
  Observation,
  StrategyContext,
  StrategyFactory,
  Suggestion,
} from '../strategy.ts';
import { createTrialMemory, type TrialMemory } from '../trial-memory.ts';
import { type Belief, fitBelief } from './belief.ts';
import { logFeasibility } from './feasibility.ts';
import type { Member } from './member.ts';
import { membersOf } from './members.ts';
import { probeCost } from './probe-cost.ts';

/** The search ends when it is this sure that one of the finalists is this near the best of the space. */
const GOAL = { confidence: 0.95, tolerance: -Math.log(1 - 0.02) } as const;
/** Trials before it may end, the default included: fewer say too little of how far off knowledge is. */
const FEWEST_TRIALS = 4;
/** As many as meet in the final race, which tells them apart; the search has only to bring the best among them. */
const FINALISTS = 3;
/** Configurations that may still be the best are judged jointly, the most promising ones where the space is large. */
const JOINTLY = 60;
const DRAWS = 300;
/** Of a group, only those whose expected gain per second is at least this share of the first one's. */
const WORTH = 0.25;
/** Below this probability a constraint is taken to be broken. */
const FORLORN = Math.log(0.02);

/** Everything about the space that does not change. */
interface Ground {
  readonly context: StrategyContext;
  readonly configurations: readonly Configuration[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly features: readonly FeatureKind[];
  readonly rows: readonly (readonly number[])[];
  readonly members: readonly Member[];
  readonly reference: number | null;
}

/** What is thought after so many trials. */
interface State {
  readonly belief: Belief;
  readonly logFeasible: Float64Array;
  /** Expected log-ratio of the best that was measured and may be recommended; -Infinity where there is none. */
  readonly incumbent: number;
  /** Indices of measured feasible configurations, best expected first. */
  readonly ranked: readonly number[];
}

function groundOf(context: StrategyContext): Ground {
  const { space, defaultThreads, prior } = context;
  const { configurations, knobs, reference } = space;
  const encoder = createConfigurationEncoder(knobs, defaultThreads);
  const rows = configurations.map((c) => encoder.encode(c));
  const members = membersOf(prior, { configurations, rows, encode: encoder.encode });
  const indexOf = new Map(configurations.map((c, i) => [configurationKey(c), i]));
  return {
    context,
    configurations,
    indexOf,
    features: encoder.features.map((f) => f.kind),
    rows,
    members,
    reference: indexOf.get(configurationKey(reference)) ?? null,
  };
}

function think(ground: Ground, memory: TrialMemory): State {
  const { features, rows, members, reference, context } = ground;
  const told = memory.all().flatMap((observation) => {
    const at = ground.indexOf.get(configurationKey(observation.configuration));
    return at === undefined ? [] : [{ at, observation }];
  });
  // The reference is 0 by definition: told to the model, it would hide that all others share the reference's own error.
  const measured = told.filter(
    ({ at, observation }) => observation.value !== null && at !== reference,
  );
  const belief = fitBelief(rows, members, {
    features,
    x: measured.map(({ at }) => rows[at] as readonly number[]),
    y: measured.map(({ observation }) => observation.value as number),
    noiseVariance: measured.map(({ observation }) => (observation.standardError ?? 0) ** 2),
    at: measured.map(({ at }) => at),
  });
  const logFeasible = logFeasibility({
    constraints: context.constraints,
    features,
    rows,
    law: context.prior.law,
    told,
  });
  const expected = (at: number): number => (at === reference ? 0 : (belief.mean[at] as number));
  const ranked = told
    .filter(({ observation }) => observation.feasible && observation.value !== null)
    .map(({ at }) => at)
    .sort((a, b) => expected(b) - expected(a));
  const [best] = ranked;
  return {
    belief,
    logFeasible,
    ranked,
    incumbent: best === undefined ? -Infinity : expected(best),
  };
}

/** P(one of the finalists is within the tolerance of the best of the space); null before anything can be said. */
function confidenceOf(
  { reference, rows }: Ground,
  { belief, logFeasible, ranked }: State,
  isOpen: (at: number) => boolean,
  random: Random,
): number | null {
  const finalists = ranked.slice(0, FINALISTS);
  if (finalists.length === 0) return null;
  const rivals = [...rows.keys()]
    .filter((at) => isOpen(at) && (logFeasible[at] as number) > FORLORN)
    .map((at) => ({
      at,
      reach: (belief.mean[at] as number) + 2.5 * Math.sqrt(belief.variance[at] as number),
    }))
    .sort((a, b) => b.reach - a.reach)
    .slice(0, JOINTLY)
    .map(({ at }) => at);
  const others = ranked.slice(FINALISTS, FINALISTS + JOINTLY / 2);
  const at = [...finalists, ...others, ...rivals];
  const mean = at.map((i) => (i === reference ? 0 : (belief.mean[i] as number)));
  const covariance = belief.covariance(at);
  silence(covariance, at.indexOf(reference ?? -1), at.length);
  const chosen = finalists.map((_, i) => i);
  return chanceWithin(mean, covariance, chosen, GOAL.tolerance, DRAWS, random);
}

/** The reference is known exactly. */
function silence(covariance: Float64Array, index: number, size: number): void {
  if (index < 0) return;
  for (let i = 0; i < size; i++) {
    covariance[index * size + i] = 0;
    covariance[i * size + index] = 0;
  }
  covariance[index * size + index] = 1e-12;
}

/** The next group: the largest expected gain per second, each supposing that those before it came out as expected. */
function choose(
  ground: Ground,
  state: State,
  told: readonly Observation[],
  pending: readonly Configuration[],
  open: readonly number[],
  count: number,
): readonly Suggestion[] {
  const { configurations, context } = ground;
  const isFirst = told.length <= 1 && pending.length === 0;
  const chosen: number[] = [];
  let { belief } = state;
  for (const c of pending) {
    const at = ground.indexOf.get(configurationKey(c));
    if (at !== undefined) belief = belief.supposing(at);
  }
  const suggestions: Suggestion[] = [];
  let first = -Infinity;
  while (suggestions.length < count) {
    const cost = probeCost(
      told,
      [...pending, ...suggestions.map((s) => s.configuration)],
      context.prior,
    );
    let best = { at: -1, score: -Infinity };
    for (const at of open) {
      if (chosen.includes(at)) continue;
      const score = scoreOf(at, belief, state, isFirst && chosen.length === 0, () =>
        cost.predictS(configurations[at] as Configuration),
      );
      if (score > best.score || best.at < 0) best = { at, score };
    }
    if (best.at < 0) break;
    if (suggestions.length === 0) first = best.score;
    else if (!isFirst && best.score < first + Math.log(WORTH)) break;
    const configuration = configurations[best.at] as Configuration;
    suggestions.push(
      suggestionOf(configuration, best.at, belief, state, cost.predictS(configuration)),
    );
    chosen.push(best.at);
    if (suggestions.length < count) belief = belief.supposing(best.at);
  }
  return suggestions;
}

function scoreOf(
  at: number,
  belief: Belief,
  { incumbent, logFeasible }: State,
  isFirst: boolean,
  costS: () => number,
): number {
  const mean = belief.mean[at] as number;
  const variance = belief.variance[at] as number;
  const feasible = logFeasible[at] as number;
  // Nothing is known of this model's own behaviour yet: what is expected to be best comes first, whatever it costs.
  if (isFirst) return mean + feasible;
  if (incumbent === -Infinity) return feasible + 0.1 * mean - Math.log(costS());
  return logExpectedImprovement(mean, variance, incumbent) + feasible - Math.log(costS());
}

function suggestionOf(
  configuration: Configuration,
  at: number,
  belief: Belief,
  { incumbent }: State,
  costS: number,
): Suggestion {
  const mean = belief.mean[at] as number;
  const spread = 1.96 * Math.sqrt(belief.variance[at] as number);
  const gain = Math.exp(mean - Math.max(incumbent, 0)) - 1;
  const percent = `${gain >= 0 ? '+' : '−'}${Math.abs(100 * gain).toFixed(0)} %`;
  return {
    configuration,
    reason: `expected ${percent}, ±${(100 * (Math.exp(spread) - 1)).toFixed(0)} %`,
    expected: {
      relative: {
        value: Math.exp(mean),
        low: Math.exp(mean - spread),
        high: Math.exp(mean + spread),
      },
      costS,
    },
  };
}

/** Indices of what may be suggested: neither finished nor pending, and nothing smaller of its kind failed. */
function openOf(
  { configurations }: Ground,
  memory: TrialMemory,
  pending: readonly Configuration[],
): readonly number[] {
  const isOpen = openConfigurations(memory, pending);
  return configurations.flatMap((c, i) => (isOpen(c) && !memory.isDoomed(c) ? [i] : []));
}

function insightOf(
  { members }: Ground,
  weights: readonly number[],
  confidence: number | null,
): Insight {
  const lawWeight = members.reduce(
    (sum, m, i) => sum + (m.kind === 'law' ? (weights[i] ?? 0) : 0),
    0,
  );
  const together = members.reduce(
    (sum, m, i) => sum + (m.kind === 'tasks' ? (weights[i] ?? 0) : 0),
    0,
  );
  const single = members.flatMap((m, i) =>
    m.task === null ? [] : [{ task: m.task, weight: weights[i] ?? 0, before: m.weight }],
  );
  const likeness = single.reduce((sum, t) => sum + t.before, 0);
  const sources = single
    .map(({ task, weight, before }) => ({
      name: task.name,
      similarity: task.similarity,
      hostSimilarity: task.hostSimilarity,
      origin: task.origin,
      // The mean of all tasks is made of the tasks by their likeness.
      weight: weight + (together * before) / likeness,
    }))
    .sort((a, b) => b.weight - a.weight);
  return { sources, lawWeight, confidence };
}

/**
 * The default: Bayesian optimisation that starts from what is known. The cost law of this host (an operator-composed
 * prediction, after Falcon's idea), earlier tasks by likeness of model and host, and a cold start are weighed against
 * each other by how well they foretell the trials (in the manner of RGPE, Feurer et al. 2018, with likelihoods in place of
 * ranks); a Gaussian process models what is left. The next trial has the largest expected improvement per second, times the
 * probability that every constraint holds; the first one after the default is what is expected to be best. It ends when
 * one of the three best measured, which the final race tells apart, is within 2 % of the best of the space
 * with a probability of 95 %.
 */
export const createAdaptive: StrategyFactory = (context) => {
  const memory = createTrialMemory();
  const ground = groundOf(context);
  const { space, random } = context;
  const told: Observation[] = [];
  let state: State | null = null;
  let confidence: number | null | undefined;
  const stateNow = (): State => {
    state ??= think(ground, memory);
    return state;
  };
  const confidenceNow = (): number | null => {
    if (confidence === undefined) {
      const open = new Set(openOf(ground, memory, []));
      const draws = random.fork(`confidence ${told.length}`);
      confidence = confidenceOf(ground, stateNow(), (at) => open.has(at), draws);
    }
    return confidence;
  };
  return {
    name: 'adaptive',
    ask: (count, pending) => {
      if (count <= 0) return [];
      if (openConfigurations(memory, pending)(space.reference)) {
        return [{ configuration: space.reference, reason: "the runtime's default" }];
      }
      const open = openOf(ground, memory, pending);
      if (open.length === 0) return [];
      const mayEnd = told.length >= FEWEST_TRIALS && stateNow().ranked.length > 0;
      if (mayEnd && (confidenceNow() ?? 0) >= GOAL.confidence) return [];
      return choose(ground, stateNow(), told, pending, open, count);
    },
    tell: (observation) => {
      memory.remember(observation);
      told.push(observation);
      state = null;
      confidence = undefined;
    },
    insight: () => insightOf(ground, stateNow().belief.weights, confidenceNow()),
  };
};
