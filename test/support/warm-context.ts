import type {
  KnownTask,
  LawPoint,
  OperatorResponse,
  SearchPrior,
} from '../../src/knowledge/search-prior.ts';
import type { StrategyContext } from '../../src/search/strategy.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { coldContext } from './cold-context.ts';
import { type Landscape, servingLandscape } from './landscape.ts';

const CORES = 2;

/** An earlier task: another made-up model, measured on all of the space but what `skips` says. */
export function knownTask(
  space: SearchSpace,
  seed: number,
  skips: (index: number) => boolean = () => false,
): KnownTask {
  const landscape = servingLandscape(seed, CORES);
  const base = landscape.value(space.reference);
  return {
    name: `model ${seed}`,
    similarity: 0.9 - (seed % 5) / 10,
    hostSimilarity: 1,
    origin: 'own',
    points: space.configurations.flatMap((configuration, i) =>
      skips(i)
        ? []
        : [
            {
              configuration,
              value: landscape.value(configuration) - base,
              standardError: 0.02,
              costS: 1,
            },
          ],
    ),
  };
}

/** A cost law that takes the model for that of `landscape`, as unsure as laws are. */
function lawOf(space: SearchSpace, landscape: Landscape): readonly LawPoint[] {
  const base = landscape.value(space.reference);
  return space.configurations.map((c) => ({
    logRatio: landscape.value(c) - base,
    deviation: c === space.reference ? 0 : 0.2,
    throughputIps: Math.exp(landscape.value(c)),
    runMs: (c.batchSize * c.instances) / Math.exp(landscape.value(c)),
    margins: [],
  }));
}

function operatorOf(
  space: SearchSpace,
  family: string,
  share: number,
  seed: number,
): OperatorResponse {
  const landscape = servingLandscape(seed, CORES);
  return { family, share, logRates: space.configurations.map((c) => landscape.value(c)) };
}

/** Three operator families, six earlier tasks (one of them half known) and a law, none of them quite the target. */
export function warmPrior(space: SearchSpace): SearchPrior {
  return {
    law: lawOf(space, servingLandscape(21, CORES)),
    tasks: [11, 12, 13, 14, 15, 16].map((seed) =>
      knownTask(space, seed, (i) => seed === 16 && i % 2 === 1),
    ),
    operators: [
      operatorOf(space, 'conv', 0.6, 31),
      operatorOf(space, 'matmul', 0.3, 32),
      operatorOf(space, 'elementwise', 0.1, 33),
    ],
  };
}

/** A strategy's context on a machine of two cores that knows earlier models, this one's operators and a cost law. */
export function warmContext(space: SearchSpace, seed: number): StrategyContext {
  return { ...coldContext(space, seed), prior: warmPrior(space) };
}
