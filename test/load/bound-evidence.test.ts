import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundEvidence } from '../../src/load/bound-evidence.ts';
import { binomialTail } from '../../src/stats/binomial.ts';
import { runsToSupport } from '../../src/stats/supported-quantile.ts';

const p99 = (requests: number, violations: number, clusterSize = 1) =>
  boundEvidence({ requests, violations, quantile: 0.99, clusterSize });

describe('the evidence for a bound on p99', () => {
  test.each([
    [0, 459],
    [1, 662],
    [2, 838],
  ])('with %d violations is there from %d requests on', (violations, requests) => {
    expect(p99(requests, violations)).toEqual({ verdict: 'held' });
    expect(p99(requests - 1, violations)).toEqual({ verdict: 'undecided', requestsNeeded: 1 });
    expect(p99(requests - 60, violations)).toEqual({ verdict: 'undecided', requestsNeeded: 60 });
  });

  test('is against it with more violations than chance brings', () => {
    expect(p99(100, 4)).toMatchObject({ verdict: 'undecided' });
    expect(p99(100, 5)).toEqual({ verdict: 'broken' });
    expect(p99(3, 3)).toEqual({ verdict: 'broken' });
    expect(p99(1000, 11)).toMatchObject({ verdict: 'undecided' });
  });

  test('starts with nothing', () => {
    expect(p99(0, 0)).toEqual({ verdict: 'undecided', requestsNeeded: 459 });
  });

  test('counts a cluster for one request', () => {
    expect(p99(4582, 0, 10)).toEqual({ verdict: 'undecided', requestsNeeded: 1 });
    expect(p99(4583, 0, 10)).toEqual({ verdict: 'held' });
    expect(p99(100, 5, 5)).toMatchObject({ verdict: 'undecided' });
  });
});

test('the evidence for other quantiles needs as many as a supported quantile does', () => {
  for (const [quantile, confidence] of [
    [0.5, 0.99],
    [0.9, 0.95],
    [0.999, 0.99],
  ] as const) {
    const evidence = boundEvidence({ requests: 0, violations: 0, quantile, confidence });
    expect(evidence).toEqual({
      verdict: 'undecided',
      requestsNeeded: runsToSupport(quantile, confidence),
    });
  }
});

test('verdicts are those of the exact binomial test, and what is needed suffices', () => {
  const observation = fc
    .tuple(fc.integer({ min: 0, max: 3000 }), fc.double({ min: 0, max: 0.1, noNaN: true }))
    .map(([requests, share]) => ({ requests, violations: Math.floor(requests * share) }));
  fc.assert(
    fc.property(observation, fc.constantFrom(0.9, 0.95, 0.99), (counts, quantile) => {
      const { requests, violations } = counts;
      const evidence = boundEvidence({ ...counts, quantile });
      const fewer = 1 - binomialTail(requests, violations + 1, 1 - quantile);
      const more = binomialTail(requests, violations, 1 - quantile);
      if (Math.abs(fewer - 0.01) > 1e-9) expect(evidence.verdict === 'held').toBe(fewer <= 0.01);
      if (Math.abs(more - 0.01) > 1e-9) expect(evidence.verdict === 'broken').toBe(more <= 0.01);
      if (evidence.verdict !== 'undecided') return;
      const enough = requests + evidence.requestsNeeded;
      expect(boundEvidence({ violations, requests: enough, quantile })).toEqual({
        verdict: 'held',
      });
      expect(boundEvidence({ violations, requests: enough - 1, quantile })).toMatchObject({
        requestsNeeded: 1,
      });
    }),
    { numRuns: 200 },
  );
});

test('observations that cannot be are refused', () => {
  expect(() => p99(1, 2)).toThrow(RangeError);
  expect(() => p99(1, -1)).toThrow(RangeError);
  expect(() => p99(1, 0, 0.5)).toThrow(RangeError);
  expect(() => boundEvidence({ requests: 1, violations: 0, quantile: 1 })).toThrow(RangeError);
});
