import type { Random } from '../../src/core/random.ts';
import type { FeatureKind, Hyperparameters } from '../../src/surrogate/kernel.ts';

/** Two counts and a category. */
export const FEATURES: readonly FeatureKind[] = ['number', 'number', 'category'];

export const HYPERPARAMETERS: Hyperparameters = {
  signalVariance: 0.5,
  scales: [2, 3, 0.4],
  noiseVariance: 1e-3,
  meanVariance: 0.3,
};

/** Places of these features, drawn from the stream. */
export function placesFrom(stream: Random, count: number): number[][] {
  return Array.from({ length: count }, () => [
    6 * stream.next(),
    4 * stream.next(),
    stream.integer(3),
  ]);
}
