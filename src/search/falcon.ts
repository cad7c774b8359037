import type { Random } from '../core/random.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import { createConfigurationEncoder } from '../space/configuration-encoder.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { mean } from '../stats/mean.ts';
import { fitGaussianProcess, type GaussianProcess } from '../surrogate/gaussian-process.ts';
import { keyOperators } from './key-operators.ts';
import { promisingConfigurations } from './open-configurations.ts';
import { type OperatorRegion, operatorRegion } from './operator-region.ts';
import type { StrategyFactory, Suggestion } from './strategy.ts';
import { drawn, thompson } from './thompson.ts';
import { createTrialMemory, type TrialMemory } from './trial-memory.ts';

/** Trials for each key operator, as in Falcon's released code. */
const TRIALS_PER_OPERATOR = 5;
/** Pseudo-observations of a surrogate at most, drawn from the region: its cost grows with their cube. */
const MOST_PSEUDO = 48;
/** Candidates of one Thompson sample at most, likewise. */
const MOST_CANDIDATES = 128;
/** Variance of a log-ratio, the same for what was measured and what was not: Falcon has one noise for both. */
const NOISE_VARIANCE = 0.03 ** 2;

/** Where one key operator wants to search. */
interface Phase {
  readonly reason: string;
  readonly region: readonly Configuration[];
  readonly pseudoValue: OperatorRegion['pseudoValue'];
}

/** Mean of what several operators expect, each counting the same. */
function meanPseudo(regions: readonly OperatorRegion[]): OperatorRegion['pseudoValue'] {
  return (c) => {
    const values = regions.flatMap((region) => region.pseudoValue(c) ?? []);
    return values.length === 0 ? null : mean(values);
  };
}

/** A phase for each key operator; the last one, without end, for what they leave of the space. */
function phasesOf(
  space: SearchSpace,
  operators: ReturnType<typeof keyOperators>,
): readonly Phase[] {
  const regions = operators.map(({ logRates }) => operatorRegion(space, logRates));
  const own = operators.map(({ family }, i): Phase => {
    const { has, pseudoValue } = regions[i] as OperatorRegion;
    const region = space.configurations.filter(has);
    return { reason: `good for ${family}`, region, pseudoValue };
  });
  const rest: Phase = {
    reason:
      operators.length > 0
        ? 'beyond the key operators'
        : 'drawn from a surrogate: no operator costs are known',
    region: space.configurations,
    pseudoValue: meanPseudo(regions),
  };
  return [...own, rest];
}

/** The surrogate of a phase: what its curves expect of the region, and everything measured. */
function fitPhase(
  { region, pseudoValue }: Phase,
  memory: TrialMemory,
  { features, encode }: ReturnType<typeof createConfigurationEncoder>,
  random: Random,
): GaussianProcess {
  const measured = memory
    .all()
    .flatMap(({ configuration, value }) => (value === null ? [] : [{ configuration, value }]));
  const isMeasured = new Set(measured.map((m) => configurationKey(m.configuration)));
  const pseudo = drawn(region, MOST_PSEUDO, random).flatMap((configuration) => {
    const value = isMeasured.has(configurationKey(configuration))
      ? null
      : pseudoValue(configuration);
    return value === null ? [] : [{ configuration, value }];
  });
  const points = [...pseudo, ...measured];
  return fitGaussianProcess({
    features: features.map(({ kind }) => kind),
    x: points.map((p) => encode(p.configuration)),
    y: points.map((p) => p.value),
    noiseVariance: points.map(() => NOISE_VARIANCE),
  });
}

/**
 * Falcon (SoCC 2022, after its released code): for each key operator in descending share of the time, the region where its
 * resource curves are good; a Gaussian process (Matérn-5/2, one length scale per knob) on what the curves expect there and on
 * everything measured; one Thompson sample over the region, whose best is measured; five trials, then the next operator.
 * Curves and operators count the same whatever their share, and what was not measured is as sure as what was.
 *
 * Where it differs: the curves are the cost law's, not measured operator by operator. Falcon stops within 90 % of an
 * optimum that it presumes to know; this goes on over the rest of the space until nothing is left, and leaves out larger
 * ones of what failed. Constraints play no part, as in Falcon. Samples are drawn over at most 128 candidates. Without
 * operator costs it is Thompson sampling over the whole space.
 */
export const createFalcon: StrategyFactory = ({ space, random, prior, defaultThreads }) => {
  const memory = createTrialMemory();
  const encoder = createConfigurationEncoder(space.knobs, defaultThreads);
  const operators = keyOperators(prior.operators);
  let phases: readonly Phase[] | null = null;
  let fitted: { readonly state: string; readonly process: GaussianProcess } | null = null;
  /** Fitted once for what was told, however often and for how many it is asked. */
  const surrogateOf = (phase: Phase, turn: number): GaussianProcess => {
    const state = `${turn} ${memory.all().length}`;
    if (fitted?.state !== state) {
      const process = fitPhase(phase, memory, encoder, random.fork(`pseudo ${turn}`));
      fitted = { state, process };
    }
    return fitted.process;
  };

  return {
    name: 'falcon',
    ask: (count, pending) => {
      if (count <= 0) return [];
      const open = promisingConfigurations(memory, pending);
      if (open(space.reference)) {
        return [{ configuration: space.reference, reason: "the runtime's default" }];
      }
      phases ??= phasesOf(space, operators);
      const told = memory.all().length;
      const turn = Math.floor(Math.max(0, told - 1) / TRIALS_PER_OPERATOR);
      for (const [i, phase] of [...phases.entries()].slice(Math.min(turn, phases.length - 1))) {
        const state = random.fork(`falcon ${i} ${told} ${pending.length}`);
        const candidates = phase.region.filter(open);
        if (candidates.length === 0) continue;
        const some = drawn(candidates, MOST_CANDIDATES, state.fork('candidates'));
        const chosen = thompson(surrogateOf(phase, i), some, encoder.encode, count, state);
        const { reason } = phase;
        return chosen.map((configuration): Suggestion => ({ configuration, reason }));
      }
      return [];
    },
    tell: memory.remember,
  };
};
