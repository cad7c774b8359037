import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import {
  createLogPosterior,
  DEFAULT_PRIORS,
  fitHyperparameters,
  type RegressionData,
} from '../../src/surrogate/fit-hyperparameters.ts';

const random = createRandom('hyperparameters');

function dataOf(count: number): RegressionData {
  const x = Array.from({ length: count }, () => [
    6 * random.next(),
    random.integer(4),
    random.integer(2),
  ]);
  return {
    features: ['number', 'number', 'category'],
    x,
    y: x.map(([a = 0, b = 0, c = 0]) => Math.sin(a) + 0.1 * b + 0.3 * c + 0.05 * random.normal()),
    noiseVariance: x.map(() => 1e-3 * random.next()),
  };
}

test('the gradient is what small differences say', () => {
  const posterior = createLogPosterior(dataOf(15), DEFAULT_PRIORS);
  for (let trial = 0; trial < 10; trial++) {
    const at = Float64Array.from({ length: 5 }, () => random.normal());
    const { gradient, value } = posterior.slopeAt(at);
    expect(value).toBeCloseTo(posterior.lossAt(at), 12);
    at.forEach((u, i) => {
      const step = 1e-5;
      const rise = posterior.lossAt(at.with(i, u + step)) - posterior.lossAt(at.with(i, u - step));
      const slope = rise / (2 * step);
      expect(Math.abs(slope - (gradient[i] as number))).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
    });
  }
});

test('no place among thousands is more probable than the one found', () => {
  for (const count of [1, 3, 8, 25]) {
    const data = dataOf(count);
    const posterior = createLogPosterior(data, DEFAULT_PRIORS);
    const found = fitHyperparameters(data, DEFAULT_PRIORS);
    const priors = DEFAULT_PRIORS;
    const at = Float64Array.of(
      Math.log(found.signalVariance / priors.signalVariance.median) /
        priors.signalVariance.logDeviation,
      ...found.scales.map((scale, d) => {
        const prior = d < 2 ? priors.lengthScale : priors.categoryRate;
        return Math.log(scale / prior.median) / prior.logDeviation;
      }),
      Math.log(found.noiseVariance / priors.noiseVariance.median) /
        priors.noiseVariance.logDeviation,
    );
    let least = Infinity;
    for (let i = 0; i < 2500; i++) {
      const other = Float64Array.from({ length: 5 }, () => 1.3 * random.normal());
      least = Math.min(least, posterior.lossAt(other));
    }
    expect(posterior.lossAt(at)).toBeLessThan(least + 0.02);
  }
});

test('with one observation, what is believed beforehand rules', () => {
  const found = fitHyperparameters(dataOf(1), DEFAULT_PRIORS);
  expect(found.scales).toEqual([
    expect.closeTo(DEFAULT_PRIORS.lengthScale.median, 1),
    expect.closeTo(DEFAULT_PRIORS.lengthScale.median, 1),
    expect.closeTo(DEFAULT_PRIORS.categoryRate.median, 2),
  ]);
});
