import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { fitGaussianProcess } from '../../src/surrogate/gaussian-process.ts';
import { assertProperty } from '../support/assert-property.ts';
import { FEATURES, HYPERPARAMETERS, placesFrom } from './process-fixture.ts';

const random = createRandom('gaussian process');
const places = (count: number): number[][] => placesFrom(random, count);

/** Matérn-5/2 × exponential Hamming, written as in the book. */
function kernel(a: readonly number[], b: readonly number[], h = HYPERPARAMETERS): number {
  const [l0 = 1, l1 = 1, rate = 0] = h.scales;
  const [a0 = 0, a1 = 0, a2 = 0] = a;
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const r = Math.hypot((a0 - b0) / l0, (a1 - b1) / l1);
  const s = Math.sqrt(5) * r;
  const matern = (1 + s + (5 * r * r) / 3) * Math.exp(-s);
  return h.signalVariance * matern * (a2 === b2 ? 1 : Math.exp(-rate)) + h.meanVariance;
}

const noNoise = { ...HYPERPARAMETERS, noiseVariance: 0 };

describe('a Gaussian process with given hyperparameters', () => {
  it('predicts from one observation as the closed form does', () => {
    const gp = fitGaussianProcess(
      { features: FEATURES, x: [[1, 1, 0]], y: [0.7], noiseVariance: [0.01] },
      { hyperparameters: HYPERPARAMETERS },
    );
    const at = [2, 3, 1];
    const k = kernel([1, 1, 0], at);
    const total = 0.5 + 0.3 + 1e-3 + 0.01;
    const { mean, variance } = gp.predict([at]);
    expect(mean[0]).toBeCloseTo((k * 0.7) / total, 10);
    expect(variance[0]).toBeCloseTo(0.8 - (k * k) / total, 10);
    const density = -0.5 * (0.49 / total + Math.log(total) + Math.log(2 * Math.PI));
    expect(gp.logMarginalLikelihood).toBeCloseTo(density, 10);
  });

  it('predicts from two observations as the inverse of a 2 × 2 matrix says', () => {
    const x = [
      [0, 0, 0],
      [1.5, 2, 1],
    ];
    const y = [0.2, -0.4];
    const gp = fitGaussianProcess(
      { features: FEATURES, x, y, noiseVariance: [0.01, 0.02] },
      { hyperparameters: HYPERPARAMETERS },
    );
    const [p, q] = x as [number[], number[]];
    const a = kernel(p, p) + 0.011;
    const b = kernel(p, q);
    const c = kernel(q, q) + 0.021;
    const determinant = a * c - b * b;
    const at = [3, 1, 1];
    const [u, v] = [kernel(p, at), kernel(q, at)];
    const { mean, variance } = gp.predict([at]);
    const [wp, wq] = [(c * u - b * v) / determinant, (a * v - b * u) / determinant];
    expect(mean[0]).toBeCloseTo(wp * 0.2 - wq * 0.4, 10);
    expect(variance[0]).toBeCloseTo(kernel(at, at) - wp * u - wq * v, 10);
  });
});

describe('its predictions', () => {
  it('goes through observations without noise, where nothing is left to doubt', () => {
    const x = places(12);
    const y = x.map(() => random.normal());
    const { mean, variance } = fitGaussianProcess(
      { features: FEATURES, x, y, noiseVariance: x.map(() => 0) },
      { hyperparameters: noNoise },
    ).predict(x);
    y.forEach((value, i) => {
      expect(mean[i]).toBeCloseTo(value, 6);
      expect(variance[i]).toBeLessThan(1e-8);
      expect(variance[i]).toBeGreaterThanOrEqual(0);
    });
  });

  it('believes a precise observation more than a noisy one of the same place', () => {
    const { mean } = fitGaussianProcess(
      {
        features: FEATURES,
        x: [
          [1, 1, 0],
          [1, 1, 0],
        ],
        y: [1, 0],
        noiseVariance: [1e-6, 0.1],
      },
      { hyperparameters: noNoise },
    ).predict([[1, 1, 0]]);
    expect(mean[0]).toBeGreaterThan(0.99);
  });

  it('survives duplicates without any noise', () => {
    const x = [
      [1, 1, 0],
      [1, 1, 0],
      [2, 1, 0],
    ];
    const { mean } = fitGaussianProcess(
      { features: FEATURES, x, y: [0.5, 0.5, 1], noiseVariance: [0, 0, 0] },
      { hyperparameters: noNoise },
    ).predict(x);
    expect(mean[0]).toBeCloseTo(0.5, 4);
    expect(mean[2]).toBeCloseTo(1, 4);
  });
});

describe('its foundations', () => {
  it('is the prior where nothing was observed', () => {
    const gp = fitGaussianProcess(
      { features: FEATURES, x: [], y: [], noiseVariance: [] },
      { hyperparameters: HYPERPARAMETERS },
    );
    const { mean, variance } = gp.predict([[1, 2, 0]]);
    expect(mean[0]).toBe(0);
    expect(variance[0]).toBeCloseTo(0.8, 12);
    expect(gp.logMarginalLikelihood).toBeCloseTo(0, 12);
  });

  it('does not mind the order of its observations', () => {
    const seeds = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer());
    assertProperty(
      fc.property(seeds, ([count, seed]) => {
        const stream = createRandom(seed);
        const x = placesFrom(stream, count);
        const y = x.map(() => stream.normal());
        const order = stream.shuffle(x.map((_, i) => i));
        const noise = x.map(() => 0.01 * stream.next());
        const pick = <T>(items: readonly T[]): T[] => order.map((i) => items[i] as T);
        const options = { hyperparameters: HYPERPARAMETERS };
        const one = fitGaussianProcess({ features: FEATURES, x, y, noiseVariance: noise }, options);
        const other = fitGaussianProcess(
          { features: FEATURES, x: pick(x), y: pick(y), noiseVariance: pick(noise) },
          options,
        );
        const probes = placesFrom(stream, 7);
        const [a, b] = [one.predict(probes), other.predict(probes)];
        a.mean.forEach((m, i) => {
          expect(b.mean[i]).toBeCloseTo(m, 8);
          expect(b.variance[i]).toBeCloseTo(a.variance[i] as number, 8);
        });
        expect(other.logMarginalLikelihood).toBeCloseTo(one.logMarginalLikelihood, 7);
      }),
      40,
    );
  });

  it('conditioned on one more observation is what it would be with it from the start', () => {
    const x = places(9);
    const y = x.map(() => random.normal());
    const noiseVariance = x.map((_, i) => 0.01 * (i + 1));
    const options = { hyperparameters: HYPERPARAMETERS };
    const all = fitGaussianProcess({ features: FEATURES, x, y, noiseVariance }, options);
    const first = {
      features: FEATURES,
      x: x.slice(0, 8),
      y: y.slice(0, 8),
      noiseVariance: noiseVariance.slice(0, 8),
    };
    const grown = fitGaussianProcess(first, options).condition(
      x[8] as number[],
      y[8] as number,
      noiseVariance[8] as number,
    );
    const probes = places(70);
    const [a, b] = [all.predict(probes), grown.predict(probes)];
    a.mean.forEach((m, i) => {
      expect(b.mean[i]).toBeCloseTo(m, 9);
      expect(b.variance[i]).toBeCloseTo(a.variance[i] as number, 9);
    });
    expect(grown.logMarginalLikelihood).toBeCloseTo(all.logMarginalLikelihood, 8);
  });
});
