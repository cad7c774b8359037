import { createRandom } from '../core/random.ts';
import type { KnownTask, SearchPrior } from '../knowledge/search-prior.ts';
import type { Configuration } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { metaTrain, type RegressionTask } from '../surrogate/meta-train.ts';
import { createPerceptron, type Perceptron } from '../surrogate/perceptron.ts';
import { promisingConfigurations } from './open-configurations.ts';
import type {
  Observation,
  Strategy,
  StrategyContext,
  StrategyFactory,
  Suggestion,
} from './strategy.ts';
import { createTrialMemory } from './trial-memory.ts';
import { createUnitEncoder, type UnitEncoder } from './unit-encoder.ts';

/**
 * The paper names none of these. α: on made-up landscapes a third of it does no better, and with ten times as much nothing is
 * learnt. Steps: so many that training takes about a second and a half, whatever the number of tasks.
 */
const META = {
  alpha: 0.003,
  beta: 1e-3,
  K: 10,
  steps: 120,
  tasksPerStep: 4,
  optimiser: 'adam',
} as const;
/** Weight δ of how much the last trials changed the prediction. */
const EXPLORATION = 1;
/** Log-ratio of what failed or missed a constraint: as if it took e times as long as the default, or worse. */
const MISSED = -1;
/** Knobs whose extremes make the corners. */
const MAIN_KNOBS = ['batchSize', 'instances', 'intraOpThreads'] as const;

function targetOf({ status, feasible, value }: Observation): number {
  const found = status === 'failed' ? null : value;
  return feasible && found !== null ? found : Math.min(MISSED, found ?? MISSED);
}

function regressionTaskOf({ points }: KnownTask, encode: UnitEncoder): RegressionTask {
  return {
    x: points.map((p) => encode(p.configuration)),
    y: points.map((p) => p.value ?? MISSED),
  };
}

/** Valid configurations where every main knob is at its smallest or largest, all else as in the default where possible. */
function cornersOf({ knobs, configurations, reference }: SearchSpace): readonly Configuration[] {
  const main = new Set<string>(MAIN_KNOBS);
  const extremes = knobs.map(({ name, values }) => {
    const usual = values.includes(reference[name]) ? reference[name] : values[0];
    // The runtime's own threads are neither few nor many: counts have extremes.
    const counts = name === 'intraOpThreads' ? values.filter((v) => v !== 0) : values;
    const range = counts.length > 0 ? counts : values;
    return { name, ends: main.has(name) ? [range[0], range.at(-1)] : [usual] };
  });
  return configurations.filter((c) => extremes.every(({ name, ends }) => ends.includes(c[name])));
}

/** The network before the last trial and after it: θ and θ′, after one step on all data for each trial but the last. */
interface Learnt {
  readonly trials: number;
  readonly before: Perceptron;
  readonly after: Perceptron;
}

/**
 * Morphling (SoCC 2021): a regressor meta-trained on earlier tasks so that few trials adapt it to a new one. After the
 * runtime's default the corners of the space; then, with θ′ one gradient step from θ on all trials, the configuration with the highest
 * f(x; θ) + δ·|f(x; θ) − f(x; θ′)|, over all that are open, and θ ← θ′.
 *
 * Where it differs: the meta-learner was never released; its rates, its number of steps and δ are ours. What failed or missed
 * a constraint counts as e times slower than the default (Morphling compares a mean latency with its target, and knows no
 * crashes), and larger ones of what failed are left out. It goes on until nothing is left: its own end is the
 * budget. Without earlier tasks the network starts from random weights.
 */
export const createMorphling: StrategyFactory = (context) => searchWith(META.steps, context);

/** The same with another number of steps of meta-training; fewer are faster to make and know less. */
export const morphlingOf =
  (steps: number): StrategyFactory =>
  (context) =>
    searchWith(steps, context);

/**
 * Meta-training is the offline part: it depends on what is known alone, not on a search's seed, and is done once for all
 * searches that start from the same knowledge.
 */
const TRAINED = new WeakMap<
  SearchPrior,
  { readonly steps: number; readonly network: Perceptron }
>();

function searchWith(
  steps: number,
  { space, random, prior, defaultThreads }: StrategyContext,
): Strategy {
  const memory = createTrialMemory();
  const encode = createUnitEncoder(space, defaultThreads);
  const corners = cornersOf(space);
  const tasks = prior.tasks.filter((task) => task.points.length > 0);
  let learnt: Learnt | null = null;

  /** Trained at the first ask that needs it; then brought forward by what was told meanwhile. */
  const learn = (): Learnt => {
    const told = memory.all();
    let state = learnt ?? startingFrom(initialNetwork());
    const x = told.map((o) => encode(o.configuration));
    const y = told.map(targetOf);
    for (let trials = state.trials + 1; trials <= told.length; trials++) {
      const before = state.after;
      const after = before.step(x.slice(0, trials), y.slice(0, trials), META.alpha);
      state = { trials, before, after };
    }
    learnt = state;
    return state;
  };
  const initialNetwork = (): Perceptron => {
    if (tasks.length === 0) {
      return createPerceptron(encode(space.reference).length, random.fork('morphling'));
    }
    const known = TRAINED.get(prior);
    if (known?.steps === steps) return known.network;
    const network = metaTrain(
      tasks.map((task) => regressionTaskOf(task, encode)),
      { ...META, steps, random: createRandom('meta-training') },
    );
    TRAINED.set(prior, { steps, network });
    return network;
  };
  const reason =
    tasks.length > 0
      ? 'best of a regressor trained on earlier tasks'
      : 'best of a regressor without earlier tasks';

  return {
    name: 'morphling',
    ask: (count, pending) => {
      const open = promisingConfigurations(memory, pending);
      if (count <= 0) return [];
      if (open(space.reference)) {
        return [{ configuration: space.reference, reason: "the runtime's default" }];
      }
      const first = corners.filter(open).slice(0, count);
      if (first.length > 0) {
        return first.map((configuration) => ({ configuration, reason: 'corner of the space' }));
      }
      const candidates = space.configurations.filter(open);
      return candidates.length === 0
        ? []
        : highest(candidates, learn(), encode)
            .slice(0, count)
            .map((configuration): Suggestion => ({ configuration, reason }));
    },
    tell: memory.remember,
  };
}

const startingFrom = (network: Perceptron): Learnt => ({
  trials: 0,
  before: network,
  after: network,
});

/** Candidates in descending order of the acquisition; equals in the space's order. */
function highest(
  candidates: readonly Configuration[],
  { before, after }: Learnt,
  encode: UnitEncoder,
): readonly Configuration[] {
  const x = candidates.map(encode);
  const predicted = before.forward(x);
  const adapted = after.forward(x);
  const scores = candidates.map((configuration, i) => {
    const f = predicted[i] ?? 0;
    return { configuration, score: f + EXPLORATION * Math.abs(f - (adapted[i] ?? 0)) };
  });
  return scores.sort((a, b) => b.score - a.score).map(({ configuration }) => configuration);
}
