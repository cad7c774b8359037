import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { type Grouping, REQUESTS, type RequestMix } from '../../src/lengths/batch-cycle.ts';
import { representativeLengths } from '../../src/lengths/length-distribution.ts';
import { logRatios } from '../../src/probe/heat-statistics.ts';
import { levelSlices, mixedSlice } from '../../src/probe/level-slices.ts';
import { tInterval } from '../../src/stats/interval.ts';
import { runMixedHeat, trueLogRatio } from './mixed-machine.ts';

const ZIPF = { kind: 'zipf', low: 1, high: 128, exponent: 1 } as const;

function mixOf(grouping: Grouping): RequestMix {
  return {
    lengths: representativeLengths(ZIPF, REQUESTS),
    grouping,
    seed: 0,
    bytesPerPosition: 24,
  };
}

/** Runs of 2 to 70 ms alone, and of 17 to 550 ms together: slices of very few runs, which is where counting misleads. */
const ALONE = { batch: 1, runMs: (length: number) => 4 + 0.32 * length + 0.0008 * length ** 2 };
const TOGETHER = { batch: 16, runMs: (length: number) => 8 + 3.2 * length + 0.008 * length ** 2 };

const HEATS = 80;
const ROUNDS = 12;

describe('slices of runs that differ in length', () => {
  it.each([
    ['padded to powers of two', { kind: 'padded', buckets: { kind: 'powers-of-two' } }],
    ['padded to the longest', { kind: 'padded', buckets: { kind: 'none' } }],
    ['exact', { kind: 'exact' }],
  ] satisfies [string, Grouping][])(
    'give an unbiased log-ratio with an honest interval where batches are %s, which counting runs does not',
    (_, grouping) => {
      const mix = mixOf(grouping);
      const truth = trueLogRatio(TOGETHER, ALONE, mix);
      const levelled: number[] = [];
      const counted: number[] = [];
      let covered = 0;
      for (let heat = 0; heat < HEATS; heat++) {
        const lanes = runMixedHeat([ALONE, TOGETHER], mix, ROUNDS, createRandom(`heat ${heat}`));
        const [alone, together] = lanes as [(typeof lanes)[0], (typeof lanes)[0]];
        const { value, standardError, degreesOfFreedom } = logRatios(together, alone).throughput;
        levelled.push(value - truth);
        const { low, high } = tInterval(value, standardError, degreesOfFreedom);
        if (low <= truth && truth <= high) covered++;
        const simple = logRatios(
          { ...together, slices: together.counted },
          { ...alone, slices: alone.counted },
        );
        counted.push(simple.throughput.value - truth);
      }
      // Standard error of the mean over heats is 0.004.
      expect(Math.abs(mean(levelled))).toBeLessThan(0.013);
      expect(covered / HEATS).toBeGreaterThan(0.88);
      expect(Math.abs(mean(counted))).toBeGreaterThan(0.04);
      expect(spread(levelled)).toBeLessThan(0.6 * spread(counted));
    },
  );

  it('count for the mean run of the cycle, whatever fell into them', () => {
    const ends = [10, 20, 50, 60, 90];
    const starts = [0, 10, 20, 50, 60];
    const runs = [{ starts, ends, shapes: [1, 1, 3, 1, 3] }];
    const window = { from: 0, to: 90 };
    const rest = { round: 0, atMs: 0, busyMs: 90, cpuMs: 180 };
    const [record] = levelSlices([mixedSlice(runs, window, rest)], [], [1, 3]);
    // The cycle's mean run takes 20 ms, so 90 ms are worth 4.5 of them.
    expect(record?.runs).toBeCloseTo(4.5, 9);
    expect(record?.runMs).toBeCloseTo(20, 9);
    expect(record?.cpuMsPerRun).toBeCloseTo(40, 9);
  });

  it('leave first runs at a length out of account, and slices of nothing else altogether', () => {
    const first = [{ starts: [0], ends: [500], shapes: [-3] }];
    const usual = [{ starts: [0, 10, 510], ends: [10, 510, 520], shapes: [1, -3, 1] }];
    const rest = { round: 0, atMs: 0, cpuMs: 0 };
    const slices = [
      mixedSlice(first, { from: 0, to: 500 }, { ...rest, busyMs: 500 }),
      mixedSlice(usual, { from: 0, to: 520 }, { ...rest, round: 1, busyMs: 520 }),
    ];
    const warm = new Map([
      [1, 10],
      [3, 30],
    ]);
    const records = levelSlices(slices, [warm], [1, 3]);
    expect(records.map((r) => r.round)).toEqual([1]);
    expect(records[0]?.runMs).toBeCloseTo(20, 6);
    expect(records[0]?.runs).toBeCloseTo(26, 6);
  });
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
}
