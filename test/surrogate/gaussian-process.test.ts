import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { fitGaussianProcess } from '../../src/surrogate/gaussian-process.ts';
import type { FeatureKind, Hyperparameters } from '../../src/surrogate/kernel.ts';
import { assertProperty } from '../support/assert-property.ts';

const FEATURES: readonly FeatureKind[] = ['number', 'number', 'category'];
const HYPERPARAMETERS: Hyperparameters = {
  signalVariance: 0.5,
  scales: [2, 3, 0.4],
  noiseVariance: 1e-3,
  meanVariance: 0.3,
};

const random = createRandom('gaussian process');
const places = (count: number, stream = random): number[][] =>
  Array.from({ length: count }, () => [6 * stream.next(), 4 * stream.next(), stream.integer(3)]);

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

/** A process that saw five places, and places to ask it about, one of them seen. */
function withProbes() {
  const x = places(5);
  const gp = fitGaussianProcess(
    { features: FEATURES, x, y: [1, 0, -1, 0.5, 0], noiseVariance: x.map(() => 0.01) },
    { hyperparameters: HYPERPARAMETERS },
  );
  return { gp, probes: [...places(6), ...x.slice(0, 1)] };
}

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
        const x = places(count, stream);
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
        const probes = places(7, stream);
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

describe('its joint beliefs', () => {
  it('has one covariance for all its answers', () => {
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

  it('has draws that follow its means and its covariance', () => {
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

  it('covers functions drawn from itself as often as it says', () => {
    let within = 0;
    let asked = 0;
    const stream = createRandom('coverage');
    const options = { hyperparameters: HYPERPARAMETERS };
    const nothing = { features: FEATURES, x: [], y: [], noiseVariance: [] };
    for (let f = 0; f < 150; f++) {
      const all = places(24, stream);
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
    const x = places(40, stream);
    const truth = ([a = 0]: readonly number[]): number => Math.sin(a);
    const y = x.map((at) => truth(at) + 0.1 * stream.normal());
    const gp = fitGaussianProcess({ features: FEATURES, x, y, noiseVariance: x.map(() => 0) });
    const { scales, noiseVariance } = gp.hyperparameters;
    expect(scales[1]).toBeGreaterThan(2 * (scales[0] as number));
    expect(scales[2]).toBeLessThan(0.2);
    expect(Math.sqrt(noiseVariance)).toBeGreaterThan(0.06);
    expect(Math.sqrt(noiseVariance)).toBeLessThan(0.16);
    const fresh = places(200, stream);
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
