import { createCandidateSet } from '../../../src/search/candidate-set.ts';
import type { StrategyContext } from '../../../src/search/strategy.ts';
import { configurationKey } from '../../../src/space/configuration.ts';
import { fitGaussianProcess } from '../../../src/surrogate/gaussian-process.ts';
import type { RecordedSurface } from './recorded-surface.ts';
import type { Truth } from './truth.ts';

/** Of one configuration's mean over replicates where a surface does not show how far replicates are apart. */
const LEAST_DEVIATION = 0.01;

/**
 * The surface without the luck of its own measurement. The largest of many noisy means is too large (the winner's curse): a
 * configuration is taken to lie between what was recorded of it and what its neighbours say, by how far replicates
 * are apart. A Gaussian process over the space, cold, of the means over replicates; its noise is that of the
 * replicates about their means, or of single ones their own standard error. It knows nothing of laws or of other models,
 * so that it favours no strategy. Configurations that were not measured in every replicate stay as they are.
 */
export function shrunkTruths(
  surface: RecordedSurface,
  truths: ReadonlyMap<string, Truth>,
  context: StrategyContext,
): ReadonlyMap<string, Truth> {
  const set = createCandidateSet(context);
  const referenceKey = configurationKey(surface.reference);
  const pooled = replicateVariance(surface);
  const points = surface.points.flatMap(({ configuration, replicates }) => {
    const key = configurationKey(configuration);
    const truth = truths.get(key);
    const row = set.rows[set.placeOf(configuration)];
    if (truth?.logRatio == null || !truth.isSound || row === undefined) return [];
    if (key === referenceKey) return [];
    const variance = pooled === null ? (truth.standardError ?? 0) ** 2 : pooled / replicates.length;
    return [{ key, truth, row, y: truth.logRatio, variance: variance + LEAST_DEVIATION ** 2 }];
  });
  if (points.length === 0) return truths;
  const process = fitGaussianProcess({
    features: set.features.map((f) => f.kind),
    x: points.map((p) => p.row),
    y: points.map((p) => p.y),
    noiseVariance: points.map((p) => p.variance),
  });
  const { mean, variance } = process.predict(points.map((p) => p.row));
  const shrunk = new Map(truths);
  points.forEach(({ key, truth }, i) => {
    shrunk.set(key, {
      ...truth,
      logRatio: mean[i] as number,
      standardError: Math.sqrt(variance[i] as number),
    });
  });
  return shrunk;
}

/** How far replicates of one configuration are apart, pooled, as a variance; null where all are single. */
function replicateVariance({ points }: RecordedSurface): number | null {
  let [squares, freedom] = [0, 0];
  for (const { replicates } of points) {
    const values = replicates.map((r) => r.steadyLogRatio).filter((v) => v !== null);
    if (values.length < 2 || values.every((v) => v === 0)) continue;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    squares += values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    freedom += values.length - 1;
  }
  return freedom === 0 ? null : squares / freedom;
}
