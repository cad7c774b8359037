import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyHistogram } from '../../src/load/latency-histogram.ts';

function histogramOf(latenciesMs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const latency of latenciesMs) histogram.record(latency);
  return histogram;
}

test('a histogram of latencies gives quantiles, mean, greatest and count', () => {
  const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => i + 1));
  expect(histogram.count).toBe(1000);
  expect(histogram.meanMs).toBe(500.5);
  expect(histogram.maxMs).toBe(1000);
  expect(Math.abs(histogram.quantile(0.5) / 500 - 1)).toBeLessThan(0.001);
  expect(Math.abs(histogram.quantile(0.99) / 990 - 1)).toBeLessThan(0.001);
  expect(histogram.quantile(1)).toBe(1000);
});

test('a histogram keeps three digits from a microsecond to an hour, and no more than an hour', () => {
  for (const latency of [0.001, 0.123, 4.56, 789, 60_000, 3_599_000]) {
    expect(Math.abs(histogramOf([latency, 5e6]).quantile(0.5) / latency - 1)).toBeLessThan(0.0011);
  }
  expect(histogramOf([0]).quantile(0.5)).toBe(0);
  const beyond = histogramOf([1e9, 1e10]);
  expect(Math.abs(beyond.quantile(0.5) / 3.6e6 - 1)).toBeLessThan(0.001);
  expect(beyond.maxMs).toBe(1e10);
});

test('an empty histogram knows nothing, and impossible latencies are refused', () => {
  const histogram = new LatencyHistogram();
  expect(histogram.count).toBe(0);
  expect(histogram.quantile(0.5)).toBeNaN();
  expect(histogram.maxMs).toBeNaN();
  expect(histogram.meanMs).toBeNaN();
  for (const latency of [-1, Number.NaN, Infinity]) {
    expect(() => histogram.record(latency)).toThrow(RangeError);
  }
  expect(() => histogram.quantile(99)).toThrow(RangeError);
});

test('histograms merge into that of all their latencies, whose quantiles lie at an order statistic', () => {
  const latencies = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { maxLength: 50 });
  fc.assert(
    fc.property(latencies, latencies, fc.double({ min: 0.01, max: 1, noNaN: true }), (a, b, p) => {
      fc.pre(a.length + b.length > 0);
      const merged = histogramOf(a);
      merged.merge(histogramOf(b));
      const all = histogramOf([...a, ...b]);
      expect(merged.count).toBe(a.length + b.length);
      expect(merged.maxMs).toBe(all.maxMs);
      expect(merged.meanMs).toBeCloseTo(all.meanMs, 6);
      expect(merged.quantile(p)).toBe(all.quantile(p));
      const sorted = [...a, ...b].sort((x, y) => x - y);
      const near = sorted.some(
        (latency) => Math.abs(all.quantile(p) - latency) <= 0.0011 * latency + 0.001,
      );
      expect(near).toBe(true);
    }),
    { numRuns: 50 },
  );
});
