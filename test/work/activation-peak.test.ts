import { describe, expect, it } from 'vitest';
import { activationPeakBytes } from '../../src/work/activation-peak.ts';
import { unitOf, workOf } from '../cost/cost-fixtures.ts';

const unit = (bytesWritten: number, after: readonly number[]) => unitOf({ bytesWritten, after });

describe('the peak of activations', () => {
  it('is what two neighbours of a chain hold together, beside what is fed', () => {
    const chain = workOf([unit(100, []), unit(50, [0]), unit(30, [1])]);
    expect(activationPeakBytes(chain, 7)).toBe(7 + 150);
  });

  it('keeps the input of a residual connection until it is added', () => {
    const residual = workOf([unit(100, []), unit(60, [0]), unit(60, [1]), unit(10, [0, 2])]);
    expect(activationPeakBytes(residual, 0)).toBe(100 + 60 + 60);
  });

  it('keeps outputs to the end', () => {
    const heads = workOf([unit(40, []), unit(5, []), unit(80, [1])]);
    expect(activationPeakBytes(heads, 0)).toBe(40 + 5 + 80);
  });

  it('is what is fed where nothing is done', () => {
    expect(activationPeakBytes(workOf([]), 12)).toBe(12);
  });
});
