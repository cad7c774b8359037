import { describe, expect, it } from 'vitest';
import { MICRO_BENCHMARKS } from '../../operators/benchmarks/micro-benchmarks.ts';
import { constantsOf } from '../../src/calibration/calibrate.ts';
import { calibrationPlan } from '../../src/calibration/calibration-plan.ts';
import { type CalibrationBench, measureHost } from '../../src/calibration/measure-host.ts';
import { type PatchworkModel, patchworkModel } from '../../src/calibration/patchwork-model.ts';
import { soleConditions } from '../../src/cost/fit-constants.ts';
import type { HostConstants } from '../../src/cost/host-constants.ts';
import { loadOf } from '../../src/cost/load-times.ts';
import { runTimeMs } from '../../src/cost/run-time.ts';
import { unitTimeMs } from '../../src/cost/unit-time.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import type { MemberOutcome } from '../../src/study/prober.ts';
import { measurementOf } from '../study/fixtures.ts';

const SHAPE = { cores: 2, l2Bytes: 2 ** 20, l3Bytes: 2 ** 25 };
const never = new AbortController().signal;

/** A host that is exactly as fast as the law says with the given constants. */
function lawfulBench(host: HostConstants): CalibrationBench {
  return {
    profile: async (model, c, batches) =>
      batches.map((batch) => {
        const work = model.work(batch);
        const at = soleConditions(work, c.intraOpThreads, c.spinning);
        const kernels = work.units.map((unit) => ({
          node: unit.node,
          ms: unitTimeMs(unit, host, at) + host.sharing.profilingMs.value,
        }));
        return { batch, kernels };
      }),
    heat: async (model, configurations) => {
      const [reference, ...challengers] = configurations.map((c) => outcome(model, c, host));
      if (reference === undefined) throw new Error('a heat needs a reference');
      return { reference, challengers, rounds: 3, elapsedMs: 100 };
    },
  };
}

function outcome(model: PatchworkModel, c: Configuration, host: HostConstants): MemberOutcome {
  const value = (1000 * c.instances) / runTimeMs(model.work(1), host, loadOf(c, host.cores));
  const measurement = {
    ...measurementOf(),
    throughputIps: { value, low: value, high: value },
  };
  return { status: 'measured', measurement, costMs: 1 };
}

function believed(): HostConstants {
  return constantsOf({ units: [], runs: [] }, SHAPE);
}

describe('the micro-benchmarks', () => {
  const model = patchworkModel(MICRO_BENCHMARKS);

  it('all become work of the family they are there for', () => {
    const { units } = model.work(1);
    for (const { name, family } of MICRO_BENCHMARKS) {
      const own = units.filter((u) => u.nodes.some((n) => n.startsWith(name)));
      expect(
        own.map((u) => u.family),
        name,
      ).toContain(family);
    }
  });

  it('have names of their own, and sizes that are known at every batch', () => {
    expect(new Set(MICRO_BENCHMARKS.map((b) => b.name)).size).toBe(MICRO_BENCHMARKS.length);
    for (const batch of [1, 8]) {
      const work = model.work(batch);
      expect(work.unresolved).toEqual([]);
      expect(work.unknownOperators).toEqual([]);
    }
  });
});

describe('calibrating', () => {
  it('finds the constants of a host that keeps to the law', async () => {
    const plain = believed();
    const host: HostConstants = {
      ...plain,
      sharing: { ...plain.sharing, busy: { value: 0.25, logDeviation: 0 } },
    };
    const steps: number[] = [];
    const data = await measureHost(
      calibrationPlan(SHAPE.cores, true),
      { bench: lawfulBench(host), make: patchworkModel, provider: 'cpu' },
      (_, done) => steps.push(done),
      never,
    );
    const fitted = constantsOf(data, SHAPE);
    expect(fitted.sharing.busy.value).toBeGreaterThan(0.15);
    expect(fitted.families.conv?.residual).toBeLessThan(0.1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  }, 30_000);

  it('goes on without the samples of a heat that failed', async () => {
    const bench = lawfulBench(believed());
    const failing: CalibrationBench = {
      ...bench,
      heat: async () => ({
        reference: {
          status: 'failed',
          failure: { kind: 'crash', message: 'gone', stderr: '' },
          costMs: 1,
        },
        challengers: [],
        rounds: 0,
        elapsedMs: 1,
      }),
    };
    const data = await measureHost(
      calibrationPlan(2, true),
      { bench: failing, make: patchworkModel, provider: 'cpu' },
      () => {},
      never,
    );
    expect(data.runs).toEqual([]);
    expect(data.units.length).toBeGreaterThan(100);
  });

  it('plans threads and loads for one core, few cores and many', () => {
    expect(calibrationPlan(1, false).profiles.map((p) => p.threads)).toEqual([1]);
    const few = calibrationPlan(2, false);
    expect(few.profiles.map((p) => [p.threads, p.spinning])).toEqual([
      [1, true],
      [2, true],
      [2, false],
    ]);
    expect(calibrationPlan(12, false).profiles.map((p) => p.threads)).toEqual([1, 2, 4, 8, 12, 12]);
    expect(calibrationPlan(12, true).profiles.map((p) => p.threads)).toEqual([1, 12]);
    for (const cores of [1, 2, 64]) {
      const [reference, ...others] = calibrationPlan(cores, false).loads;
      expect(reference).toMatchObject({ instances: 1, threads: 1 });
      expect(Math.max(...others.map((l) => l.instances))).toBeLessThanOrEqual(16);
    }
  });
});
