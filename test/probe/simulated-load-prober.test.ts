import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { LoadSettings } from '../../src/probe/load-settings.ts';
import type { SimulatedHost } from '../../src/probe/simulated-host.ts';
import { createSimulatedLoadProber } from '../../src/probe/simulated-load-prober.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { Entrant } from '../../src/study/entrant.ts';
import type { MemberOutcome } from '../../src/study/prober.ts';

const never = new AbortController().signal;

/** A run takes 3 ms and half a millisecond for each sample; instances do not disturb each other. */
const behaviour = ({ batchSize, instances }: Entrant) => {
  const runMs = 3 + 0.5 * batchSize;
  return {
    throughputIps: (1000 * batchSize * instances) / runMs,
    cpuMsPerInference: (2 * runMs) / batchSize,
    peakRssBytes: 1e8 * instances,
    sessionCreateMs: 200,
    firstRunMs: 20,
  };
};

function proberOf(settings: Partial<LoadSettings> = {}) {
  const host: SimulatedHost = {
    behaviour,
    noise: { sessionSpread: 0.01, sliceSpread: 0.02, sliceCorrelation: 0.5, runSpread: 0.02 },
    time: createVirtualTime(),
    random: createRandom(3),
  };
  return createSimulatedLoadProber(host, {
    load: { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' },
    objective: 'latency',
    bounds: [{ metric: 'latency_p99_ms', boundMs: 30, quantile: 0.99 }],
    price: { cpu: 0.5, gpu: 1 },
    adaptiveBatching: false,
    cores: 8,
    defaultThreads: 4,
    ...settings,
  });
}

const one = runtimeDefault(1);
const eight: Configuration = { ...one, batchSize: 8, maxQueueDelayMs: 0 };

function heatOf(
  prober: ReturnType<typeof proberOf>,
  challengers: readonly Configuration[],
  rounds: number,
  fresh = false,
) {
  const request = {
    reference: one,
    challengers,
    fresh,
    maxMs: 600_000,
    keepRunTimes: true,
    afterRound: (round: number) => ({ leave: [], stop: round >= rounds }),
  };
  return prober.heat(request, never);
}

function measured(outcome: MemberOutcome | undefined) {
  if (outcome?.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome.measurement;
}

describe('the simulated prober of a load', () => {
  it('drops requests that have not begun by their deadline, and counts them as missed', async () => {
    const busy = { load: { kind: 'poisson', ratePerS: 270, text: 'poisson:270/s' } } as const;
    const without = measured((await heatOf(proberOf(busy), [], 4)).reference);
    const within = measured((await heatOf(proberOf({ ...busy, deadlineMs: 15 }), [], 4)).reference);
    expect(without.load?.expired).toBe(0);
    expect(within.load?.expired).toBeGreaterThan(0);
    expect(within.load?.bounds[0]?.violations).toBeGreaterThanOrEqual(within.load?.expired ?? 0);
    expect(within.latencyMs.p50 ?? 0).toBeLessThan(without.latencyMs.p50 ?? 0);
  });

  it('fails a challenger that serves less than is offered, and measures an overloaded reference', async () => {
    const prober = proberOf({ load: { kind: 'poisson', ratePerS: 500, text: 'poisson:500/s' } });
    const single = { ...one, intraOpThreads: 1 };
    const heat = await heatOf(prober, [single, eight], 4);
    const reference = measured(heat.reference);
    expect(reference.load?.overloaded).toBe(true);
    expect(reference.load?.servedPerS).toBeLessThan(310);
    expect(heat.challengers[0]).toMatchObject({ failure: { kind: 'overloaded' } });
    const best = measured(heat.challengers[1]);
    expect(best.load?.overloaded).toBe(false);
    expect(best.logRatio.latency.value).toBeGreaterThan(1);
    expect(best.stderr).toContain('simulated');
  });

  it('weighs what is reserved, by the cores that instances and threads take', async () => {
    const small = { ...eight, intraOpThreads: 1 };
    const large = { ...eight, instances: 4 };
    const heat = await heatOf(proberOf(), [small, large], 2);
    const costs = heat.challengers.map((c) => measured(c).logRatio.cost);
    expect(costs[0]).toMatchObject({ value: Math.log(4), standardError: 0 });
    expect(costs[1]?.value).toBeCloseTo(Math.log(4 / 8));
  });
});

describe('the goodput on a simulated machine', () => {
  it('looks for the goodput of every member at rates of its own, and ends when all are known', async () => {
    const heat = await heatOf(proberOf({ objective: 'goodput' }), [eight], 100);
    expect(heat.rounds).toBeLessThan(12);
    const best = measured(heat.challengers[0]);
    // Full batches back to back would serve 286 and 1143 per second: a ratio of 4, about 1.39 as a logarithm.
    const { value = 0, standardError = 0 } = best.logRatio.goodput ?? {};
    expect(value).toBeGreaterThan(1.1);
    expect(value).toBeLessThan(1.7);
    expect(standardError).toBeLessThan(0.1);
    // Nothing was claimed, and what it is described by is a rate that was low enough.
    expect(best.load?.goodput?.heldPerS).toBe(0);
    expect(best.load?.offeredPerS).toBeGreaterThan(700);
    expect(best.load?.offeredPerS).toBeLessThan(1143);
  });

  it('shows a rate to hold in fresh processes, by blocks of its own', async () => {
    const prober = proberOf({ objective: 'goodput' });
    const first = await heatOf(prober, [eight], 100);
    const heat = await heatOf(prober, [eight], 100, true);
    const [reference, best] = [measured(heat.reference), measured(heat.challengers[0])];
    expect(reference.load?.goodput?.heldPerS).toBeGreaterThan(100);
    expect(reference.load?.goodput?.heldPerS).toBeLessThan(286);
    expect(best.load?.goodput?.heldPerS).toBeGreaterThan(600);
    expect(best.load?.goodput?.heldPerS).toBeLessThan(1143);
    expect(best.load?.offeredPerS).toBe(best.load?.goodput?.heldPerS);
    // It goes on from what the first heat found: no longer way to the start.
    const looks = (m: typeof best): number =>
      m.load?.goodput?.tried.filter((t) => t.verdict !== 'held').length ?? 0;
    expect(looks(best)).toBeLessThanOrEqual(looks(measured(first.challengers[0])) + 4);
  });

  it('tells the headroom of one configuration whatever the objective', async () => {
    const prober = proberOf();
    const held = { ratePerS: 100, verdict: 'held', requests: 1000, p99Ms: 9 } as const;
    const goodput = await prober.headroom?.(eight, held, 200_000, never);
    expect(goodput?.tried[0]).toEqual(held);
    expect(goodput?.heldPerS).toBeGreaterThan(700);
    expect(goodput?.tried.length).toBeGreaterThan(3);
  });

  it('has no headroom without a bound or a rate', () => {
    expect(proberOf({ bounds: [] }).headroom).toBeUndefined();
    const load = { kind: 'closed', clients: 2, text: 'closed:2' } as const;
    expect(proberOf({ load }).headroom).toBeUndefined();
  });
});

describe('the guard on a simulated machine', () => {
  it('lets the guard shrink batches that take too long', async () => {
    const load = { kind: 'closed', clients: 64, text: 'closed:64' } as const;
    const bounds = [{ metric: 'latency_p99_ms', boundMs: 20, quantile: 0.99 }];
    const wide = { ...one, batchSize: 32, maxQueueDelayMs: 0 };
    const heat = await heatOf(proberOf({ load, bounds, adaptiveBatching: true }), [wide], 2);
    const { load: stats } = measured(heat.challengers[0]);
    expect(stats?.guardSteps?.[0]).toMatchObject({ from: 32, reason: 'beyond target' });
    // 3 ms and half a millisecond for each sample take 10 ms for 14 samples.
    expect(stats?.meanBatch).toBeLessThan(20);
  });
});
