import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createGroupPool } from '../../src/probe/group-pool.ts';
import { runHeat } from '../../src/probe/heat.ts';
import type { InstanceGroup, SliceReply } from '../../src/probe/instance-group.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { createSliceDiscipline } from '../../src/probe/slice-discipline.ts';
import { WorkerFailure } from '../../src/probe/worker-failure.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { HeatRequest } from '../../src/study/prober.ts';

const RUN_MS = 10;

/** A group whose slices are those of `slice`, told how often it was asked before. */
function groupOf(slice: (asked: number, minRuns: number) => SliceReply[]): InstanceGroup {
  let asked = 0;
  const warm = { type: 'warm', firstRunMs: 20, runs: 3, runMs: RUN_MS, warmedUp: true } as const;
  return {
    pids: [1],
    createMs: 5,
    requests: undefined,
    warmUp: async () => [{ ...warm, peakRssBytes: 1 }],
    slice: async (_batch, _lengthMs, minRuns) => slice(asked++, minRuns),
    serve: () => Promise.reject(new Error('no load is offered')),
    outputs: () => Promise.reject(new Error('nothing is compared')),
    forget: async () => {},
    kill: () => {},
    stderr: () => '',
  };
}

/** Runs from `from` on, one after the other. */
function runs(from: number, count: number): SliceReply {
  const starts = Float64Array.from({ length: count }, (_, i) => from + i * RUN_MS);
  const ends = starts.map((start) => start + RUN_MS);
  return { type: 'slice', starts, ends, cpuMs: count, totalCpuMs: count, peakRssBytes: 1 };
}

function heatOf(groups: readonly InstanceGroup[]) {
  const members = groups.map((_, i) => ({ ...runtimeDefault(1), intraOpThreads: i + 1 }));
  const [reference, ...challengers] = members as [(typeof members)[0], ...typeof members];
  const request: HeatRequest = {
    reference,
    challengers,
    fresh: false,
    maxMs: 10_000,
    keepRunTimes: true,
    afterRound: (round) => ({ leave: [], stop: round >= 3 }),
  };
  const context = {
    pool: createGroupPool(
      async ({ configuration }) => groups[configuration.intraOpThreads - 1] as InstanceGroup,
    ),
    discipline: createSliceDiscipline(120),
    clock: createVirtualTime(),
    monitor: {
      snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
      since: () => ({ stealShare: 0, backgroundShare: 0 }),
    },
    devices: null,
    random: createRandom(1),
    makeRoom: () => {},
  };
  return runHeat(request, context, new AbortController().signal);
}

const steady = () => groupOf((_, minRuns) => [runs(0, minRuns + 10)]);

describe('a heat', () => {
  it('has results where its reference fails in the first round and challengers ran before it', async () => {
    const broken = groupOf(() => {
      throw new WorkerFailure('crash', 'the runtime crashed');
    });
    const heat = await heatOf([broken, steady(), steady(), steady()]);
    expect(heat.reference).toMatchObject({ status: 'failed', failure: { kind: 'crash' } });
    for (const challenger of heat.challengers) {
      expect(challenger).toMatchObject({ status: 'skipped', reason: 'the reference failed' });
    }
    expect(heat.rounds).toBe(1);
  });

  it('makes a slice anew, and longer, where its instances never ran together', async () => {
    const asked: number[] = [];
    const late = groupOf((tried, minRuns) => {
      asked.push(minRuns);
      return tried === 0 ? [runs(0, 4), runs(1000, 4)] : [runs(0, 20), runs(0, 20)];
    });
    const heat = await heatOf([steady(), late]);
    expect(heat.challengers[0]).toMatchObject({ status: 'measured', measurement: { rounds: 3 } });
    expect(asked).toHaveLength(4);
    expect(asked[1]).toBe(2 * (asked[0] ?? 0));
  });

  it('skips a challenger whose instances never run together at all', async () => {
    const never = groupOf(() => [runs(0, 4), runs(1000, 4)]);
    const heat = await heatOf([steady(), never]);
    expect(heat.reference.status).toBe('measured');
    expect(heat.challengers[0]?.status).toBe('skipped');
  });
});
