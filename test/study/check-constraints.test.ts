import { describe, expect, it } from 'vitest';
import { checkConstraints, isPlausible } from '../../src/study/check-constraints.ts';
import type { Constraint } from '../../src/study/objective.ts';
import { measurementOf } from './fixtures.ts';

const p99 = (bound: number): Constraint => ({
  metric: 'latency_p99_ms',
  relation: '<=',
  bound,
  text: `latency_p99_ms<=${bound}`,
});

const latencyMs = { mean: 10, p50: 10, p90: 12, p95: 13, p99: 20 };

describe('a constraint', () => {
  it('holds where the measured value lies within its bound', () => {
    expect(checkConstraints([p99(20)], measurementOf({ latencyMs }))).toEqual([]);
    const speed: Constraint = { metric: 'throughput_ips', relation: '>=', bound: 120, text: 'x' };
    expect(checkConstraints([speed], measurementOf())).toEqual([]);
  });

  it('is violated where it lies beyond, with the value found', () => {
    const [violation] = checkConstraints([p99(19)], measurementOf({ latencyMs }));
    expect(violation).toEqual({ constraint: 'latency_p99_ms<=19', found: 20, verdict: 'violated' });
  });

  it('on a quantile that the runs do not support is unsupported, never held', () => {
    const violations = checkConstraints(
      [p99(1000)],
      measurementOf({ latencyMs: { ...latencyMs, p99: null } }),
    );
    expect(violations).toMatchObject([{ found: null, verdict: 'unsupported' }]);
    expect(isPlausible(violations)).toBe(true);
  });

  it('is violated without further runs where a lower quantile already is too high', () => {
    const violations = checkConstraints(
      [p99(12.5)],
      measurementOf({ latencyMs: { ...latencyMs, p99: null } }),
    );
    expect(violations).toMatchObject([{ found: 13, verdict: 'violated' }]);
    expect(isPlausible(violations)).toBe(false);
  });

  it('on p99 is shown only by runs that put the quantile below it with confidence', () => {
    const runs = (slow: number): number[] =>
      Array.from({ length: 1000 }, (_, i) => (i < slow ? 30 : 10));
    const of = (runTimesMs: number[]) =>
      checkConstraints([p99(25)], measurementOf({ latencyMs, runTimesMs }));
    expect(of(runs(2))).toEqual([]);
    // 9 of 1000 beyond the bound: the observed p99 holds, the true one may well not.
    expect(of(runs(9))).toMatchObject([{ verdict: 'unsupported' }]);
    expect(of(runs(0).slice(0, 400))).toMatchObject([{ verdict: 'unsupported' }]);
  });
});
