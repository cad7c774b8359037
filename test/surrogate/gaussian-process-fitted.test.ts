import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { fitGaussianProcess } from '../../src/surrogate/gaussian-process.ts';
import { FEATURES, placesFrom } from './process-fixture.ts';

const random = createRandom('fitted process');
const places = (count: number): number[][] => placesFrom(random, count);

describe('a Gaussian process with fitted hyperparameters', () => {
  it.each([0, 1, 2, 3])('works with %i observations, and doubts', (count) => {
    const x = places(count);
    const y = x.map((_, i) => 0.3 * i);
    const gp = fitGaussianProcess({ features: FEATURES, x, y, noiseVariance: x.map(() => 1e-4) });
    const { mean, variance } = gp.predict(places(20));
    for (let i = 0; i < 20; i++) {
      expect(Number.isFinite(mean[i])).toBe(true);
      expect(variance[i]).toBeGreaterThan(1e-4);
    }
  });

  it('works where all observations are of one place', () => {
    const x = [
      [1, 1, 0],
      [1, 1, 0],
      [1, 1, 0],
    ];
    const gp = fitGaussianProcess({
      features: FEATURES,
      x,
      y: [1, 1.1, 0.9],
      noiseVariance: [0, 0, 0],
    });
    expect(gp.predict([[1, 1, 0]]).mean[0]).toBeCloseTo(1, 1);
  });

  it('learns which knob matters, how noisy sessions are, and predicts what it has not seen', () => {
    const stream = createRandom('learning');
    const x = placesFrom(stream, 40);
    const truth = ([a = 0]: readonly number[]): number => Math.sin(a);
    const y = x.map((at) => truth(at) + 0.1 * stream.normal());
    const gp = fitGaussianProcess({ features: FEATURES, x, y, noiseVariance: x.map(() => 0) });
    const { scales, noiseVariance } = gp.hyperparameters;
    expect(scales[1]).toBeGreaterThan(2 * (scales[0] as number));
    expect(scales[2]).toBeLessThan(0.2);
    expect(Math.sqrt(noiseVariance)).toBeGreaterThan(0.06);
    expect(Math.sqrt(noiseVariance)).toBeLessThan(0.16);
    const fresh = placesFrom(stream, 200);
    const { mean } = gp.predict(fresh);
    const errors = fresh.map((at, i) => Math.abs(truth(at) - (mean[i] as number)));
    expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.12);
  });

  it('models deviations from a prior mean where the caller takes it off', () => {
    const prior = ([a = 0]: readonly number[]): number => 5 - a;
    const x = places(6);
    const gp = fitGaussianProcess(
      { features: FEATURES, x, y: x.map(() => 0), noiseVariance: x.map(() => 1e-4) },
      { priors: { meanVariance: 0 } },
    );
    expect(gp.hyperparameters.meanVariance).toBe(0);
    const far = [[60, 1, 0]];
    expect((gp.predict(far).mean[0] as number) + prior(far[0] as number[])).toBeCloseTo(-55, 9);
  });

  it('gives the same answer twice', () => {
    const x = places(10);
    const data = {
      features: FEATURES,
      x,
      y: x.map(([a = 0]) => a),
      noiseVariance: x.map(() => 0.01),
    };
    expect(fitGaussianProcess(data).hyperparameters).toEqual(
      fitGaussianProcess(data).hyperparameters,
    );
  });
});
