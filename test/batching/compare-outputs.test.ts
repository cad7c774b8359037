import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOutput, type RunOutput } from '../../src/batching/compare-outputs.ts';

const output = (numbers: readonly number[], isInteger = false): RunOutput => ({
  name: 'y',
  shape: [numbers.length],
  numbers,
  isInteger,
});

describe('comparing outputs', () => {
  it('finds any output equal to itself, NaN and infinities included', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (numbers) => {
        expect(compareOutput(output(numbers), output(numbers)).isEqual).toBe(true);
      }),
    );
  });

  it('measures differences against the largest magnitude of the output', () => {
    expect(compareOutput(output([1000, 0.5]), output([1000, 0])).isEqual).toBe(true);
    expect(compareOutput(output([1, 0.5]), output([1, 0]))).toMatchObject({
      isEqual: false,
      deviation: 0.5,
    });
  });

  it('tells a number from NaN and from infinity', () => {
    expect(compareOutput(output([Number.NaN]), output([1])).isEqual).toBe(false);
    expect(compareOutput(output([1]), output([Number.POSITIVE_INFINITY])).isEqual).toBe(false);
    expect(compareOutput(output([-Infinity]), output([Infinity])).isEqual).toBe(false);
  });

  it('allows a stated share of integers to differ', () => {
    const labels = Array.from({ length: 200 }, (_, i) => i);
    expect(compareOutput(output(labels.with(3, 0), true), output(labels, true)).isEqual).toBe(true);
    expect(compareOutput(output([1, 2], true), output([1, 3], true)).isEqual).toBe(false);
  });

  it('finds other shapes different', () => {
    const compared = compareOutput({ ...output([1, 2]), shape: [2, 1] }, output([1, 2]));
    expect(compared.message).toContain('[2, 1]');
  });
});
