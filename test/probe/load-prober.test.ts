import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { Load } from '../../src/load/load.ts';
import type { LoadSettings } from '../../src/probe/load-settings.ts';
import { createLocalProber } from '../../src/probe/local-prober.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { HeatRequest, MemberOutcome, Prober } from '../../src/study/prober.ts';
import { processSource } from '../support/process-source.ts';
import { TINY_FEED, tinyPerceptron, writeTemporary } from '../support/tiny-model.ts';

const never = new AbortController().signal;
const probers: Prober[] = [];

function proberOf(load: Load, settings: Partial<LoadSettings> = {}): Prober {
  const prober = createLocalProber({
    model: {
      path: writeTemporary(tinyPerceptron()),
      feeds: [TINY_FEED],
      realFeeds: [],
      seed: 1,
    },
    outputs: [{ name: 'y', batchAxis: 0 }],
    random: createRandom(1),
    monitor: {
      snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
      since: () => ({ stealShare: 0, backgroundShare: 0 }),
    },
    memoryLimitBytes: 8 * 2 ** 30,
    ...processSource,
    freeze: true,
    load: {
      load,
      objective: 'latency',
      bounds: [{ metric: 'latency_p99_ms', boundMs: 1000, quantile: 0.99 }],
      price: { cpu: 1, gpu: 1 },
      adaptiveBatching: false,
      cores: 2,
      defaultThreads: 2,
      ...settings,
    },
  });
  probers.push(prober);
  return prober;
}

afterAll(async () => {
  for (const prober of probers) await prober.close();
});

const reference: Configuration = { ...runtimeDefault(1), intraOpThreads: 1 };
const request = (challengers: readonly Configuration[], rounds = 2): HeatRequest => ({
  reference,
  challengers,
  fresh: false,
  maxMs: 60_000,
  keepRunTimes: true,
  afterRound: (round) => ({ leave: [], stop: round >= rounds }),
});

function measured(outcome: MemberOutcome | undefined) {
  if (outcome?.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome.measurement;
}

describe('the local prober under a load', () => {
  it('offers every member the same requests and tells what became of them', async () => {
    const prober = proberOf({ kind: 'poisson', ratePerS: 500, text: 'poisson:500/s' });
    // A wait that no busy machine reaches by itself.
    const batched = { ...reference, batchSize: 32, maxQueueDelayMs: 50 };
    const pair = { ...reference, batchSize: 4, instances: 2 };
    const heat = await prober.heat(request([batched, pair]), never);
    const [one, many, two] = [heat.reference, ...heat.challengers].map(measured);
    expect(heat.rounds).toBe(2);
    expect(one?.load?.offeredPerS).toBe(500);
    expect(one?.load?.overloaded).toBe(false);
    expect(one?.load?.meanBatch).toBe(1);
    expect(many?.load?.requests).toBe(one?.load?.requests);
    expect(two?.load?.requests).toBe(one?.load?.requests);
    expect(many?.load?.meanBatch).toBeGreaterThan(1);
    expect(many?.load?.meanWaitMs).toBeGreaterThan(one?.load?.meanWaitMs ?? Infinity);
    expect(one?.load?.bounds[0]).toMatchObject({ violations: 0 });
    expect(one?.runTimesMs?.length).toBe(one?.runs);
    expect(two?.instancePeakRssBytes).toHaveLength(2);
    expect(many?.logRatio.latency.value).toBeLessThan(0);
    expect(two?.logRatio.cost?.value).toBeCloseTo(Math.log(1 / 2));
    expect(one?.cpuMsPerInference).toBeGreaterThan(0);
  }, 60_000);

  it('lets the answers of a closed load decide how many requests there are', async () => {
    const prober = proberOf({ kind: 'closed', clients: 4, text: 'closed:4' });
    const heat = await prober.heat(request([{ ...reference, batchSize: 4 }]), never);
    const four = measured(heat.challengers[0]);
    expect(four.load?.offeredPerS).toBeNull();
    expect(four.load?.servedPerS).toBeCloseTo(four.throughputIps.value, 3);
    expect(four.load?.meanBatch).toBeGreaterThan(1);
    expect(prober.headroom).toBeUndefined();
  }, 60_000);

  it('fails what serves less than is offered, but keeps the reference', async () => {
    const prober = proberOf({ kind: 'constant', ratePerS: 120_000, text: 'constant:120000/s' });
    const heat = await prober.heat(request([{ ...reference, batchSize: 2 }]), never);
    expect(measured(heat.reference).load?.overloaded).toBe(true);
    expect(heat.challengers[0]).toMatchObject({
      status: 'failed',
      failure: {
        kind: 'overloaded',
        message: expect.stringMatching(/^serves .*\/s of the 120,?000\/s offered$/),
      },
    });
  }, 60_000);
});
