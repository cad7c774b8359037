import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchCycle,
  batchKey,
  type Grouping,
  paddedLength,
  REQUESTS,
  type RequestMix,
} from '../../src/lengths/batch-cycle.ts';
import { bucketOf } from '../../src/lengths/buckets.ts';
import { cycleFacts } from '../../src/lengths/cycle-facts.ts';
import { representativeLengths } from '../../src/lengths/length-distribution.ts';

const PADDED: Grouping = { kind: 'padded', buckets: { kind: 'powers-of-two' } };

function mixOf(grouping: Grouping, bytesPerPosition = 24, seed = 0): RequestMix {
  const zipf = { kind: 'zipf', low: 1, high: 128, exponent: 1 } as const;
  return { lengths: representativeLengths(zipf, REQUESTS), grouping, seed, bytesPerPosition };
}

const counts = (lengths: readonly number[]): ReadonlyMap<number, number> => {
  const found = new Map<number, number>();
  for (const length of lengths) found.set(length, (found.get(length) ?? 0) + 1);
  return found;
};

describe('a bucket', () => {
  it('is the smallest that holds the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (length) => {
        const bucket = bucketOf(length, { kind: 'powers-of-two' }) ?? 0;
        expect(bucket >= length && bucket / 2 < length).toBe(true);
        expect(Number.isInteger(Math.log2(bucket))).toBe(true);
      }),
    );
    const sizes = { kind: 'sizes', sizes: [16, 40] } as const;
    expect([1, 16, 17, 40, 41].map((l) => bucketOf(l, sizes))).toEqual([16, 16, 40, 40, null]);
    expect(bucketOf(37, { kind: 'none' })).toBe(37);
  });
});

describe('the runs of a batch size', () => {
  it.each([1, 2, 3, 4, 8, 12, 64, 512])(
    'serve every request equally often, in one order, at batch %d',
    (batch) => {
      const mix = mixOf(PADDED);
      const served = batchCycle(mix, batch).flatMap((b) => b.lengths);
      const rounds = served.length / REQUESTS;
      const stream = batchCycle(mix, 1).flatMap((b) => b.lengths);
      expect(served).toEqual(Array.from(served, (_, i) => stream[i % REQUESTS]));
      if (Number.isInteger(rounds)) {
        for (const [length, count] of counts(served)) {
          expect(count).toBe(rounds * (counts(mix.lengths).get(length) ?? 0));
        }
      } else {
        expect(rounds).toBeGreaterThanOrEqual(4);
      }
    },
  );

  it('are padded to the bucket of the longest in the batch', () => {
    for (const { lengths, paddedTo } of batchCycle(mixOf(PADDED), 8)) {
      expect(paddedTo).toBe(paddedLength(Math.max(...lengths), PADDED));
    }
  });

  it('are of one length where batching is exact, in the same mix', () => {
    const cycle = batchCycle(mixOf({ kind: 'exact' }), 8);
    expect(cycle.every((b) => b.lengths.every((l) => l === b.paddedTo))).toBe(true);
    expect(cycle.map((b) => b.paddedTo).sort((a, b) => a - b)).toEqual(
      mixOf({ kind: 'exact' }).lengths,
    );
  });

  it('come in another order with another seed, and in the same with the same', () => {
    expect(batchCycle(mixOf(PADDED), 8)).toEqual(batchCycle(mixOf(PADDED), 8));
    expect(batchCycle(mixOf(PADDED, 24, 1), 8)).not.toEqual(batchCycle(mixOf(PADDED), 8));
  });

  it.each([PADDED, { kind: 'exact' } as const])('have feeds of bounded size: %j', (grouping) => {
    const mix = mixOf(grouping, 4096);
    for (const batch of [1, 7, 64]) {
      const distinct = new Map(batchCycle(mix, batch).map((b) => [batchKey(b), b]));
      const positions = [...distinct.values()].map((b) => b.lengths.length * b.paddedTo);
      const bytes = 4096 * positions.reduce((a, b) => a + b);
      expect(bytes <= 64 * 2 ** 20 || batchCycle(mix, batch).length <= 64).toBe(true);
    }
  });
});

describe('the padding share', () => {
  it('grows with the batch and is nothing for exact batches', () => {
    const shares = [1, 2, 8, 64].map((b) => cycleFacts(batchCycle(mixOf(PADDED), b)).paddingShare);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares[3]).toBeLessThan(1);
    expect(cycleFacts(batchCycle(mixOf({ kind: 'exact' }), 8)).paddingShare).toBe(0);
  });

  it('is counted over all positions that are run', () => {
    const facts = cycleFacts([
      { lengths: [3, 5], paddedTo: 8 },
      { lengths: [16, 8], paddedTo: 16 },
    ]);
    expect(facts).toEqual({ paddingShare: 1 - 32 / 48, tokensPerSample: 8, shapes: 2 });
  });
});
