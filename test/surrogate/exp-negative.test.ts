import { expect, test } from 'vitest';
import { expNegative } from '../../src/surrogate/exp-negative.ts';

test('differs from Math.exp by less than 1e-12 of the value, from 0 to far beyond the table', () => {
  for (let x = 0; x < 50; x += 0.0037) {
    const exact = Math.exp(-x);
    expect(Math.abs(expNegative(x) - exact)).toBeLessThan(1e-12 * exact);
  }
  expect(expNegative(0)).toBe(1);
  expect(expNegative(1000)).toBe(0);
  expect(expNegative(Infinity)).toBe(0);
});
