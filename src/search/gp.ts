import type { Configuration } from '../space/configuration.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import { normalInterval } from '../stats/normal-interval.ts';
import { logExpectedImprovement } from '../surrogate/expected-improvement.ts';
import { fitGaussianProcess, type GaussianProcess } from '../surrogate/gaussian-process.ts';
import { logProbabilityAbove } from '../surrogate/probability-above.ts';
import { bestCandidate } from './best-candidate-design.ts';
import { type Candidate, type CandidateSet, createCandidateSet } from './candidate-set.ts';
import type { Expectation, Observation, StrategyFactory, Suggestion } from './strategy.ts';

/** Trials before the model decides: the default and a few spread out. */
const DESIGN = 4;
/** Noise of a value whose standard error is unknown. */
const UNKNOWN_ERROR = 0.05;
/** Standard error of a constraint's margin, which is not reported with it. */
const MARGIN_ERROR = 0.05;

/** Everything believed: the objective, each constraint's margin, and the best value so far with its noise taken out. */
interface Beliefs {
  readonly objective: GaussianProcess;
  readonly margins: readonly GaussianProcess[];
  /** null until a configuration whose constraints held has a value. */
  readonly incumbent: number | null;
  readonly costS: number;
}

type Valued = Observation & { readonly value: number };

function beliefsOf(set: CandidateSet, constraints: number): Beliefs {
  const features = set.features.map((f) => f.kind);
  const all = set.memory.all();
  const valued = all.filter((o): o is Valued => o.value !== null);
  const objective = fitGaussianProcess({
    features,
    x: valued.map((o) => set.encode(o.configuration)),
    y: valued.map((o) => o.value),
    noiseVariance: valued.map((o) => (o.standardError ?? UNKNOWN_ERROR) ** 2),
  });
  const margins = Array.from({ length: constraints }, (_, k) => {
    const told = all.filter((o) => (o.margins[k] ?? null) !== null);
    return fitGaussianProcess({
      features,
      x: told.map((o) => set.encode(o.configuration)),
      y: told.map((o) => o.margins[k] as number),
      noiseVariance: told.map(() => MARGIN_ERROR ** 2),
    });
  });
  const holding = valued.filter((o) => o.feasible).map((o) => set.encode(o.configuration));
  const incumbent = holding.length > 0 ? Math.max(...objective.predict(holding).mean) : null;
  const costS = all.reduce((sum, o) => sum + o.costS, 0) / Math.max(1, all.length);
  return { objective, margins, incumbent, costS };
}

/** The beliefs as if these had been measured and found as expected (kriging believer: Ginsbourger, Le Riche & Carraro 2010). */
function believing(beliefs: Beliefs, row: readonly number[]): Beliefs {
  const believe = (gp: GaussianProcess): GaussianProcess =>
    gp.condition(row, gp.predict([row]).mean[0] as number, 0);
  return {
    ...beliefs,
    objective: believe(beliefs.objective),
    margins: beliefs.margins.map(believe),
  };
}

/**
 * The open candidate with the highest log expected improvement plus the log probability that every constraint holds;
 * the likeliest to hold where nothing has yet, as then there is nothing to improve on.
 */
function bestOf(
  { objective, margins, incumbent, costS }: Beliefs,
  open: readonly Candidate[],
): { readonly candidate: Candidate; readonly expected: Expectation } {
  const rows = open.map((c) => c.row);
  const { mean, variance } = objective.predict(rows);
  const scores = mean.map((m, i) =>
    incumbent === null && margins.length > 0
      ? 0
      : logExpectedImprovement(m, variance[i] as number, incumbent ?? 0),
  );
  for (const margin of margins) {
    const held = margin.predict(rows);
    for (let i = 0; i < scores.length; i++) {
      const chance = logProbabilityAbove(held.mean[i] as number, held.variance[i] as number);
      scores[i] = (scores[i] as number) + chance;
    }
  }
  const at = indexOfBest(scores);
  const candidate = open[at] as Candidate;
  const relative = logEstimateToRatio(
    normalInterval(mean[at] as number, Math.sqrt(variance[at] as number)),
  );
  return { candidate, expected: { relative, costS } };
}

/** The first of the highest scores; 0 where none is above -Infinity. */
function indexOfBest(scores: Float64Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) {
    if ((scores[i] as number) > (scores[best] as number)) best = i;
  }
  return best;
}

/**
 * Cold Bayesian optimisation: the default, three configurations spread out, then the one with the highest log expected
 * improvement (Ament et al. 2023) times the probability that every constraint holds (Gardner et al. 2014), under a
 * Gaussian process of the objective and one of each constraint's margin. Goes on until the space is exhausted.
 */
export const createGp: StrategyFactory = (context) => {
  const set = createCandidateSet(context);

  const { reference } = context.space;

  const designed = (open: readonly Candidate[], taken: readonly Configuration[]): Suggestion => {
    const rows = taken.map((c) => set.encode(c));
    const random = context.random.fork(`design ${taken.length}`);
    const { configuration } = bestCandidate(open, rows, random);
    return { configuration, reason: 'spread out for a first look' };
  };

  /** Suggestions in turn, each as if those before it had been measured. */
  function* suggestions(pending: readonly Configuration[]): Generator<Suggestion, void> {
    const told = set.memory.all();
    const hasValue = told.some((o) => o.value !== null);
    const busy = [...pending];
    let believed = 0;
    let beliefs: Beliefs | undefined;
    for (let open = set.open(busy); open.length > 0; open = set.open(busy)) {
      let next: Suggestion;
      if (open.some((c) => c.configuration === reference)) {
        next = { configuration: reference, reason: "the runtime's default" };
      } else if (told.length + busy.length < DESIGN || !hasValue) {
        next = designed(open, [...told.map((o) => o.configuration), ...busy]);
      } else {
        beliefs ??= beliefsOf(set, context.constraints);
        for (; believed < busy.length; believed++) {
          beliefs = believing(beliefs, set.encode(busy[believed] as Configuration));
        }
        const { candidate, expected } = bestOf(beliefs, open);
        const reason = 'highest expected improvement';
        next = { configuration: candidate.configuration, reason, expected };
      }
      busy.push(next.configuration);
      yield next;
    }
  }

  return {
    name: 'gp',
    ask: (count, pending) => {
      const chosen: Suggestion[] = [];
      if (count === 0) return chosen;
      for (const suggestion of suggestions(pending)) {
        chosen.push(suggestion);
        if (chosen.length >= count) break;
      }
      return chosen;
    },
    tell: set.remember,
  };
};
