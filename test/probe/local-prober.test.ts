import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createLocalProber } from '../../src/probe/local-prober.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { Entrant } from '../../src/study/entrant.ts';
import type { HeatRequest, MemberOutcome, Prober } from '../../src/study/prober.ts';
import { processSource } from '../support/process-source.ts';
import { TINY_FEED, tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const calm = {
  snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
  since: () => ({ stealShare: 0, backgroundShare: 0 }),
};

const modelAt = (path: string) => ({ path, feeds: [TINY_FEED], realFeeds: [], seed: 1 });

function proberOf(
  path: string,
  memoryLimitBytes = 8 * 2 ** 30,
  otherModels: readonly (readonly [string, string])[] = [],
): Prober {
  return createLocalProber({
    model: modelAt(path),
    otherModels: new Map(otherModels.map(([name, other]) => [name, modelAt(other)])),
    outputs: [{ name: 'y', batchAxis: 0 }],
    random: createRandom(1),
    monitor: calm,
    memoryLimitBytes,
    ...processSource,
    freeze: true,
    sliceMs: 30,
  });
}

const reference: Configuration = { ...runtimeDefault(1), intraOpThreads: 1 };
const request = (challengers: readonly Entrant[], rounds = 3): HeatRequest => ({
  reference,
  challengers,
  fresh: false,
  maxMs: 30_000,
  keepRunTimes: true,
  afterRound: (round) => ({ leave: [], stop: round >= rounds }),
});
const never = new AbortController().signal;

function measured(outcome: MemberOutcome | undefined) {
  if (outcome?.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome.measurement;
}

describe('the local prober', () => {
  let prober: Prober;
  beforeAll(() => {
    prober = proberOf(writeTemporary(tinyPerceptron()));
  });
  afterAll(() => prober.close());

  it('measures a heat: batches on one warm session, two instances together, ratios to the reference', async () => {
    const batch8 = { ...reference, batchSize: 8 };
    const two = { ...reference, instances: 2 };
    const heat = await prober.heat(request([batch8, two]), never);
    const [one, eight, pair] = [heat.reference, ...heat.challengers].map(measured);
    expect(heat.rounds).toBe(3);
    expect(one?.logRatio.throughput).toMatchObject({ value: 0, standardError: 0 });
    expect(eight?.rounds).toBe(3);
    // Eight rows in one call save seven calls: far more than any noise on this tiny model.
    expect(eight?.logRatio.throughput.value).toBeGreaterThan(0.5);
    expect(pair?.instancePeakRssBytes).toHaveLength(2);
    expect(pair?.peakRssBytes).toBe((pair?.instancePeakRssBytes ?? []).reduce((a, b) => a + b, 0));
    expect(one?.runTimesMs?.length).toBe(one?.runs);
    expect(one?.throughputIps.value).toBeGreaterThan(one?.throughputIps.low ?? Infinity);
    expect(one?.latencyMs.p50).toBeLessThan(one?.latencyMs.p99 ?? -1);
    expect(one?.cpuMsPerInference).toBeGreaterThan(0);
  }, 30_000);

  it('leaves every process frozen between heats, and none behind when closed', async () => {
    await prober.heat(request([{ ...reference, batchSize: 2 }], 2), never);
    const states = workerStates();
    expect(states.length).toBeGreaterThan(0);
    expect(states.every((s) => s.startsWith('T'))).toBe(true);
    await prober.close();
    await expect.poll(workerStates, { timeout: 5000 }).toEqual([]);
    prober = proberOf(writeTemporary(tinyPerceptron()));
  }, 30_000);

  it('lets a challenger leave and ends with the others', async () => {
    const heat = await prober.heat(
      {
        ...request([
          { ...reference, batchSize: 2 },
          { ...reference, batchSize: 4 },
        ]),
        afterRound: (round) => ({ leave: round === 2 ? [0] : [], stop: round >= 5 }),
      },
      never,
    );
    expect(heat.challengers.map((c) => measured(c).rounds)).toEqual([2, 5]);
  }, 30_000);

  it('finds a configuration equal to the reference in its outputs, at another batch size too', async () => {
    const verdict = await prober.compare(
      { ...reference, batchSize: 5, graphOptimization: 'disabled' },
      reference,
      never,
    );
    expect(verdict).toMatchObject({
      status: 'equal',
      outputs: [{ output: 'y', deviation: expect.any(Number), tolerance: 1e-3 }],
      toleranceReason: 'float32 sums in another order',
    });
  }, 30_000);

  it('ends at once and without a trace when aborted', async () => {
    const controller = new AbortController();
    const heat = prober.heat(
      { ...request([]), afterRound: () => ({ leave: [], stop: false }) },
      controller.signal,
    );
    setTimeout(() => controller.abort(new Error('stop')), 300);
    await expect(heat).rejects.toThrow('stop');
    await expect.poll(workerStates, { timeout: 5000 }).toEqual([]);
  }, 30_000);
});

describe('entrants of one configuration', () => {
  it('share processes unless they are copies, and may run another model', async () => {
    const wide = writeTemporary(tinyPerceptron('N', 8192));
    const prober = proberOf(writeTemporary(tinyPerceptron()), undefined, [['wide', wide]]);
    let processes = 0;
    const members: readonly Entrant[] = [
      reference,
      { ...reference, copy: 1 },
      { ...reference, copy: 2 },
      { ...reference, model: 'wide' },
    ];
    const heat = await prober.heat(
      {
        ...request(members),
        afterRound: (round) => {
          processes = workerPids().length;
          return { leave: [], stop: round >= 3 };
        },
      },
      never,
    );
    await prober.close();
    expect(processes).toBe(4);
    const [same, , , slow] = heat.challengers.map(measured);
    // 32 times the work in the wide model: far beyond any noise.
    expect(slow?.logRatio.throughput.value).toBeLessThan(-0.5);
    expect(same?.rounds).toBe(3);
  }, 30_000);

  it('that name a model nobody gave are a defect', async () => {
    const prober = proberOf(writeTemporary(tinyPerceptron()));
    await expect(prober.heat(request([{ ...reference, model: 'unknown' }]), never)).rejects.toThrow(
      'no model named unknown',
    );
    await prober.close();
  }, 30_000);
});

describe('a member that cannot be measured', () => {
  it('fails alone: the others are measured, and it says what the runtime said', async () => {
    const prober = proberOf(writeTemporary(tinyPerceptron()));
    const heat = await prober.heat(
      request([
        { ...reference, provider: 'nonsense' },
        { ...reference, instances: 2 },
      ]),
      never,
    );
    await prober.close();
    expect(heat.challengers[0]).toMatchObject({
      status: 'failed',
      failure: { kind: 'unsupported' },
    });
    expect(measured(heat.challengers[1]).rounds).toBe(3);
  }, 30_000);

  it('takes no other member of its session down: those are opened again in new processes', async () => {
    const prober = proberOf(writeTemporary(tinyPerceptron(1)));
    const refused = { ...reference, batchSize: 4 };
    const heat = await prober.heat(request([refused, { ...reference, memoryArena: false }]), never);
    await prober.close();
    expect(heat.challengers[0]).toMatchObject({
      status: 'failed',
      failure: { kind: 'runtime-error' },
    });
    expect(measured(heat.reference).rounds).toBe(3);
    expect(measured(heat.challengers[1]).rounds).toBe(3);
  }, 30_000);

  it('is ended as out of memory when it takes more than it may', async () => {
    const prober = proberOf(writeTemporary(tinyPerceptron()), 1);
    const heat = await prober.heat(request([]), never);
    await prober.close();
    expect(heat.reference).toMatchObject({ status: 'failed', failure: { kind: 'out-of-memory' } });
  }, 30_000);

  it('is reported as a crash when its process dies', async () => {
    const prober = proberOf(writeTemporary(tinyPerceptron()));
    const heat = prober.heat(
      { ...request([]), afterRound: () => ({ leave: [], stop: false }) },
      never,
    );
    await expect.poll(workerPids, { timeout: 10_000 }).not.toEqual([]);
    setTimeout(() => {
      for (const pid of workerPids()) process.kill(pid, 'SIGSEGV');
    }, 1500);
    expect((await heat).reference).toMatchObject({ status: 'failed', failure: { kind: 'crash' } });
    await prober.close();
  }, 30_000);
});

/** Workers of this test process, by pid, with their state as ps shows it. */
function workers(): { pid: number; state: string }[] {
  const lines = execFileSync('ps', ['-o', 'pid=,ppid=,stat=,args=', '-A'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, state, ...command] = line.trim().split(/\s+/);
    const mine = Number(parent) === process.pid && command.join(' ').includes('worker-main');
    return mine && !state?.startsWith('Z') ? [{ pid: Number(pid), state: state ?? '' }] : [];
  });
}
const workerStates = (): string[] => workers().map((w) => w.state);
const workerPids = (): number[] => workers().map((w) => w.pid);
