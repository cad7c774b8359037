import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { fitGaussianProcess } from '../../src/surrogate/gaussian-process.ts';
import { FEATURES, HYPERPARAMETERS, placesFrom } from './process-fixture.ts';

const random = createRandom('joint beliefs');
const places = (count: number): number[][] => placesFrom(random, count);

/** A process that saw five places, and places to ask it about, one of them seen. */
function withProbes() {
  const x = places(5);
  const gp = fitGaussianProcess(
    { features: FEATURES, x, y: [1, 0, -1, 0.5, 0], noiseVariance: x.map(() => 0.01) },
    { hyperparameters: HYPERPARAMETERS },
  );
  return { gp, probes: [...places(6), ...x.slice(0, 1)] };
}

describe('the joint beliefs of a Gaussian process', () => {
  it('have one covariance for all answers', () => {
    const { gp, probes } = withProbes();
    const m = probes.length;
    const { variance } = gp.predict(probes);
    const covariance = gp.covariance(probes);
    for (const [cell, value] of covariance.entries()) {
      const [i, j] = [Math.floor(cell / m), cell % m];
      const twin = i === j ? variance[i] : covariance[j * m + i];
      expect(value).toBeCloseTo(twin as number, 9);
    }
  });

  it('have draws that follow means and covariance', () => {
    const { gp, probes } = withProbes();
    const m = probes.length;
    const { mean, variance } = gp.predict(probes);
    const covariance = gp.covariance(probes);
    const draws = Array.from({ length: 6000 }, () => gp.sample(probes, random));
    const average = (of: (draw: Float64Array) => number): number =>
      draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length;
    const off = (draw: Float64Array, i: number): number =>
      (draw[i] as number) - (mean[i] as number);
    for (const [cell, value] of covariance.entries()) {
      const [i, j] = [Math.floor(cell / m), cell % m];
      const spread = Math.sqrt((variance[i] as number) * (variance[j] as number));
      const allowed = (4 * spread * Math.SQRT2) / Math.sqrt(draws.length) + 1e-9;
      expect(Math.abs(average((draw) => off(draw, i) * off(draw, j)) - value)).toBeLessThan(
        allowed,
      );
    }
    for (const [i, own] of variance.entries()) {
      const allowed = (4 * Math.sqrt(own)) / Math.sqrt(draws.length) + 1e-9;
      expect(Math.abs(average((draw) => off(draw, i)))).toBeLessThan(allowed);
    }
  });

  it('cover functions drawn from the process as often as they say', () => {
    let within = 0;
    let asked = 0;
    const stream = createRandom('coverage');
    const options = { hyperparameters: HYPERPARAMETERS };
    const nothing = { features: FEATURES, x: [], y: [], noiseVariance: [] };
    for (let f = 0; f < 150; f++) {
      const all = placesFrom(stream, 24);
      const truth = fitGaussianProcess(nothing, options).sample(all, stream);
      const x = all.slice(0, 10);
      const spread = Math.sqrt(1e-3 + 0.01);
      const y = x.map((_, i) => (truth[i] as number) + spread * stream.normal());
      const data = { features: FEATURES, x, y, noiseVariance: x.map(() => 0.01) };
      const { mean, variance } = fitGaussianProcess(data, options).predict(all.slice(10));
      mean.forEach((m, i) => {
        const gap = Math.abs((truth[10 + i] as number) - m);
        if (gap < 1.96 * Math.sqrt(variance[i] as number)) within++;
        asked++;
      });
    }
    expect(within / asked).toBeGreaterThan(0.92);
    expect(within / asked).toBeLessThan(0.975);
  });
});
