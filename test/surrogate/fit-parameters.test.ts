import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { fitParameters, type Misfit } from '../../src/surrogate/fit-parameters.ts';

/** A misfit whose residuals are made all at once. */
function misfitOf(residualsOf: (parameters: readonly number[]) => readonly number[]): Misfit {
  return {
    count: residualsOf([0, 0]).length,
    residual: (parameters, i) => residualsOf(parameters)[i] ?? Number.NaN,
  };
}

const wide = { mean: 0, deviation: 10 };

describe('fitting parameters', () => {
  it('finds the parameters that made the data, through a nonlinear model', () => {
    const xs = [0, 0.5, 1, 2, 3, 5];
    const residuals = ([a = 0, b = 0]: readonly number[]) =>
      xs.map((x) => (Math.exp(a - Math.exp(b) * x) - Math.exp(1 - 0.4 * x)) / 0.01);
    const { values } = fitParameters(misfitOf(residuals), [wide, wide]);
    expect(values[0]).toBeCloseTo(1, 3);
    expect(Math.exp(values[1] ?? 0)).toBeCloseTo(0.4, 3);
  });

  it('keeps the prior of what the data say nothing about, and its deviation', () => {
    const { values, deviations } = fitParameters(
      misfitOf(([a = 0]) => [(a - 2) / 0.1]),
      [wide, { mean: 7, deviation: 0.5 }],
    );
    expect(values[0]).toBeCloseTo(2, 2);
    expect(values[1]).toBe(7);
    expect(deviations[0]).toBeCloseTo(0.1, 3);
    expect(deviations[1]).toBeCloseTo(0.5, 6);
  });

  it('comes to the same where it is told which residuals a parameter touches', () => {
    const residuals = ([a = 0, b = 0]: readonly number[]) => [a - 1, Math.exp(b) - 2, a + b];
    const touched = [
      [0, 2],
      [1, 2],
    ];
    const whole = fitParameters(misfitOf(residuals), [wide, wide]);
    const sparse = fitParameters({ ...misfitOf(residuals), touchedBy: (i) => touched[i] ?? [] }, [
      wide,
      wide,
    ]);
    expect(sparse).toEqual(whole);
  });

  it('weighs prior and data by their precision, as the exact posterior of a normal mean does', () => {
    const data = [3.1, 2.9, 3.4, 2.6];
    const { values, deviations } = fitParameters(
      misfitOf(([m = 0]) => data.map((x) => (x - m) / 0.5)),
      [{ mean: 0, deviation: 1 }],
    );
    const precision = 1 + data.length / 0.25;
    expect(values[0]).toBeCloseTo(data.reduce((a, b) => a + b) / 0.25 / precision, 6);
    expect(deviations[0]).toBeCloseTo(1 / Math.sqrt(precision), 6);
  });

  it('is not carried away by one wild measurement', () => {
    const data = [...Array.from({ length: 20 }, (_, i) => 1 + 0.01 * (i % 5)), 1000];
    const { values } = fitParameters(
      misfitOf(([m = 0]) => data.map((x) => (x - m) / 0.1)),
      [wide],
    );
    expect(values[0]).toBeGreaterThan(0.9);
    expect(values[0]).toBeLessThan(1.2);
  });

  it('states deviations that hold: about two thirds of fits lie within one of the truth', () => {
    const random = createRandom('deviations');
    let within = 0;
    const fits = 200;
    for (let f = 0; f < fits; f++) {
      const xs = Array.from({ length: 8 }, () => 2 * random.next());
      const ys = xs.map((x) => 0.7 + 1.3 * x + 0.2 * random.normal());
      const { values, deviations } = fitParameters(
        misfitOf(([a = 0, b = 0]) => xs.map((x, i) => ((ys[i] ?? 0) - a - b * x) / 0.2)),
        [wide, wide],
      );
      if (Math.abs((values[1] ?? 0) - 1.3) < (deviations[1] ?? 0)) within++;
    }
    expect(within / fits).toBeGreaterThan(0.58);
    expect(within / fits).toBeLessThan(0.78);
  });
});
