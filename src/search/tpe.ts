import type { Configuration } from '../space/configuration.ts';
import { parzenScores } from '../surrogate/parzen-estimator.ts';
import { type Candidate, createCandidateSet } from './candidate-set.ts';
import type { StrategyFactory, Suggestion } from './strategy.ts';
import { score } from './trial-memory.ts';

/** Trials before the densities decide: the default, then random ones. */
const START_UP = 5;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011): the default, four at random, then the configuration that is
 * likeliest among the good trials compared with the others, over the whole space instead of a sample of it. What
 * failed, missed a constraint or is pending counts as bad. Of equals one is drawn at random. Goes on until the
 * space is exhausted.
 */
export const createTpe: StrategyFactory = (context) => {
  const set = createCandidateSet(context);
  const features = set.features.map((f) => f.kind);

  const next = (open: readonly Candidate[], busy: readonly Configuration[]): Suggestion => {
    const told = set.memory.all();
    const taken = told.length + busy.length;
    const random = context.random.fork(`trial ${taken}`);
    const first = random.integer(open.length);
    if (taken < START_UP) {
      const { configuration } = open[first] as Candidate;
      return { configuration, reason: 'drawn at random for a first look' };
    }
    const x = [...told.map((o) => o.configuration), ...busy].map(set.encode);
    const y = [...told.map(score), ...busy.map(() => -Infinity)];
    const scores = parzenScores(
      { features, x, y },
      open.map((c) => c.row),
    );
    let best = first;
    scores.forEach((value, i) => {
      if (value > (scores[best] as number) + 1e-12) best = i;
    });
    const { configuration } = open[best] as Candidate;
    return { configuration, reason: 'likeliest among the good ones' };
  };

  return {
    name: 'tpe',
    ask: (count, pending) => {
      const chosen: Suggestion[] = [];
      const { reference } = context.space;
      while (chosen.length < count) {
        const busy = [...pending, ...chosen.map((s) => s.configuration)];
        const open = set.open(busy);
        if (open.length === 0) break;
        const isFirst = open.some((c) => c.configuration === reference);
        chosen.push(
          isFirst
            ? { configuration: reference, reason: "the runtime's default" }
            : next(open, busy),
        );
      }
      return chosen;
    },
    tell: set.remember,
  };
};
