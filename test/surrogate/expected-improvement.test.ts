import { expect, test } from 'vitest';
import {
  logExpectedImprovement,
  logNormalCdf,
  mostLogExpectedImprovement,
} from '../../src/surrogate/expected-improvement.ts';
import { logProbabilityAbove, probabilityAbove } from '../../src/surrogate/probability-above.ts';

/**
 * log of ∫ weight(u) φ(u - z) du over u > 0, by Simpson's rule, with exp(-z²/2) taken out so that nothing underflows
 * for z < 0.
 */
function logIntegral(z: number, weight: (u: number) => number): number {
  const steps = 40_000;
  const end = Math.max(z, 0) + 14;
  const start = Math.max(0, z - 14);
  const h = (end - start) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const u = start + i * h;
    const factor = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += factor * weight(u) * Math.exp(u * z - 0.5 * u * u - (z > 0 ? 0.5 * z * z : 0));
  }
  const scaled = Math.log((sum * h) / 3) - 0.5 * Math.log(2 * Math.PI);
  return z > 0 ? scaled : scaled - 0.5 * z * z;
}

const places = Array.from({ length: 145 }, (_, i) => -30 + i / 4);

test('log expected improvement is what integrating says, down to 30 deviations below', () => {
  for (const z of places) {
    const exact = logIntegral(z, (u) => u);
    expect(logExpectedImprovement(z, 1, 0)).toBeCloseTo(exact, 7);
    expect(logExpectedImprovement(5 + 0.2 * z, 0.04, 5)).toBeCloseTo(exact + Math.log(0.2), 7);
  }
});

test('the quick bound on the log expected improvement is never below it, and near it far below', () => {
  for (const z of places) {
    const [most, exact] = [
      mostLogExpectedImprovement(3 + 0.2 * z, 0.04, 3),
      logExpectedImprovement(3 + 0.2 * z, 0.04, 3),
    ];
    expect(most).toBeGreaterThanOrEqual(exact);
    if (z <= 0) expect(most - exact).toBeLessThan(8);
  }
  expect(mostLogExpectedImprovement(1, 0, 2)).toBe(Number.POSITIVE_INFINITY);
});

test('the probability to be above is what integrating says, down to 30 deviations below', () => {
  for (const z of places) {
    const exact = logIntegral(z, () => 1);
    expect(logNormalCdf(z)).toBeCloseTo(exact, 7);
    expect(logProbabilityAbove(2 * z, 4)).toBeCloseTo(exact, 7);
    if (z > -8) expect(Math.log(probabilityAbove(2 * z, 4))).toBeCloseTo(exact, 7);
  }
});

test('neither jumps where its formula changes', () => {
  const gap = 1e-9;
  const gain = (z: number): number => logExpectedImprovement(z, 1, 0);
  expect(Math.abs(gain(-3 + gap) - gain(-3 - gap))).toBeLessThan(1e-8);
  expect(Math.abs(logNormalCdf(-3 + gap) - logNormalCdf(-3 - gap))).toBeLessThan(1e-8);
});

test('more is expected of a higher mean, and far below of a wider belief', () => {
  let last = -Infinity;
  for (let z = -400; z < 40; z += 0.5) {
    const gain = logExpectedImprovement(z, 1, 0);
    expect(gain).toBeGreaterThan(last);
    last = gain;
  }
  expect(logExpectedImprovement(-1, 0.02, 0)).toBeGreaterThan(logExpectedImprovement(-1, 0.01, 0));
});

test('without doubt nothing is gained below the incumbent, and just the difference above', () => {
  expect(logExpectedImprovement(1, 0, 2)).toBe(-Infinity);
  expect(logExpectedImprovement(3, 0, 1)).toBeCloseTo(Math.log(2), 12);
  expect(probabilityAbove(0, 0)).toBe(1);
  expect(probabilityAbove(-1, 0)).toBe(0);
  expect(logProbabilityAbove(-1, 0)).toBe(-Infinity);
});
