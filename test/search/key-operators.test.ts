import { describe, expect, test } from 'vitest';
import { keyOperators } from '../../src/search/key-operators.ts';

const operators = (shares: readonly number[]) =>
  shares.map((share, i) => ({ family: `family ${i}`, share, logRates: [] }));

const keyOf = (shares: readonly number[]): readonly string[] =>
  keyOperators(operators(shares)).map((o) => o.family);

describe('key operators', () => {
  test('are the fewest that take nine tenths of the time, in descending share', () => {
    expect(keyOf([0.2, 0.55, 0.05, 0.2])).toEqual(['family 1', 'family 0', 'family 3']);
    expect(keyOf([0.95, 0.05])).toEqual(['family 0']);
  });

  test('count shares of what the operators take together', () => {
    expect(keyOf([0.4, 0.04, 0.04])).toEqual(['family 0', 'family 1']);
  });

  test('are none where none are known', () => {
    expect(keyOf([])).toEqual([]);
  });
});
