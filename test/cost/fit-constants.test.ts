import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import {
  type CalibrationData,
  fitConstants,
  type RunSample,
  soleConditions,
} from '../../src/cost/fit-constants.ts';
import type { HostConstants } from '../../src/cost/host-constants.ts';
import { runTimeMs } from '../../src/cost/run-time.ts';
import { unitTimeMs } from '../../src/cost/unit-time.ts';
import type { GraphWork } from '../../src/work/work-unit.ts';
import { believedHost, FAMILIES, MEGABYTE, unitOf, workOf } from './cost-fixtures.ts';

/** A host that is not what is believed: convolutions twice as fast, memory half, instances in each other's way. */
function otherHost(): HostConstants {
  const host = believedHost();
  const conv = host.families.conv;
  if (conv === undefined) throw new Error('no conv');
  return {
    ...host,
    families: {
      ...host.families,
      conv: { ...conv, flopsPerMs: { value: 1.2e8, logDeviation: 0 } },
    },
    memory: {
      ...host.memory,
      dram: { ...host.memory.dram, bytesPerMs: { value: 0.6e7, logDeviation: 0 } },
    },
    sharing: { ...host.sharing, busy: { value: 0.2, logDeviation: 0 } },
  };
}

const units = [
  unitOf({ flops: 1e7 }),
  unitOf({ flops: 1e8, product: { count: 1, m: 800, n: 64, k: 576 } }),
  unitOf({ flops: 1e9, product: { count: 1, m: 800, n: 512, k: 4608 } }),
  ...[1e4, 1e6, 1e8].map((bytes) =>
    unitOf({ family: 'elementwise', flops: bytes / 12, bytesRead: bytes, product: null }),
  ),
];

function dataOf(host: HostConstants, noise: number): CalibrationData {
  const random = createRandom('calibration data');
  const noisy = (ms: number): number => ms * Math.exp(noise * random.normal());
  const work = workOf(units);
  return {
    units: [1, 4].flatMap((threads) =>
      units.map((unit) => {
        const conditions = soleConditions(work, threads, true);
        const ms = unitTimeMs(unit, host, conditions) + host.sharing.profilingMs.value;
        return { unit, conditions, ms: noisy(ms) };
      }),
    ),
    runs: runsOf(host, work, noisy),
  };
}

function runsOf(
  host: HostConstants,
  work: GraphWork,
  noisy: (ms: number) => number,
): readonly RunSample[] {
  const [first, ...others] = [[1, 1] as const, [4, 1] as const, [1, 4] as const].map(
    ([instances, threads]) => {
      const load = { instances, threads, spinning: true };
      return { load, runMs: noisy(runTimeMs(work, host, load)) };
    },
  );
  if (first === undefined) return [];
  return [
    { work, ...first, reference: null, logError: 0 },
    ...others.map((o) => ({ work, ...o, reference: first, logError: 0.01 })),
  ];
}

const SHAPE = { cores: 4, l2Bytes: MEGABYTE, l3Bytes: 32 * MEGABYTE };

describe('fitting the constants of a host', () => {
  const truth = otherHost();
  const fitted = fitConstants(dataOf(truth, 0.03), SHAPE, FAMILIES);

  it('finds how fast families and memory are', () => {
    expect(fitted.families.conv?.flopsPerMs.value).toBeGreaterThan(1.0e8);
    expect(fitted.families.conv?.flopsPerMs.value).toBeLessThan(1.4e8);
    expect(fitted.memory.dram.bytesPerMs.value).toBeGreaterThan(0.45e7);
    expect(fitted.memory.dram.bytesPerMs.value).toBeLessThan(0.8e7);
  });

  it('predicts work it has not seen better than the belief it started from', () => {
    const load = { instances: 4, threads: 1, spinning: true };
    const unseen = [unitOf({ flops: 5e8 }), unitOf({ family: 'elementwise', bytesRead: 3e7 })];
    for (const work of unseen.map((unit) => workOf([unit]))) {
      const error = (host: HostConstants): number =>
        Math.abs(Math.log(runTimeMs(work, host, load) / runTimeMs(work, truth, load)));
      expect(error(fitted)).toBeLessThan(0.12);
      expect(error(fitted)).toBeLessThan(error(believedHost()) / 2);
    }
  });

  it('says of a family that was not measured that it is as unsure as before', () => {
    const believed = fitConstants({ units: [], runs: [] }, SHAPE, FAMILIES);
    expect(fitted.families.recurrent?.flopsPerMs.logDeviation).toBeCloseTo(
      believed.families.recurrent?.flopsPerMs.logDeviation ?? 0,
      1,
    );
    expect(fitted.families.conv?.flopsPerMs.logDeviation).toBeLessThan(0.3);
  });

  it('finds a larger residual where the law does not hold', () => {
    const data = dataOf(truth, 0.03);
    const distorted = data.units.map((s, i) =>
      s.unit.family === 'conv' ? { ...s, ms: s.ms * (i % 2 === 0 ? 3 : 1 / 3) } : s,
    );
    const worse = fitConstants({ ...data, units: distorted }, SHAPE, FAMILIES);
    expect(worse.families.conv?.residual).toBeGreaterThan(
      2 * (fitted.families.conv?.residual ?? 1),
    );
  });
});
