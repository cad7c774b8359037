import { createRandom, type Random } from '../core/random.ts';
import { type AimdStep, createAimdGuard } from '../load/aimd-guard.ts';
import { intendedArrivals } from '../load/arrivals.ts';
import { createBacklogWatch } from '../load/backlog-watch.ts';
import { LEAST_COUNTED } from '../load/block-lengths.ts';
import type { BlockPlan, BlockResult } from '../load/load-block.ts';
import {
  type EndedRun,
  type Fate,
  type SimulatedRequests,
  simulateServing,
} from '../load/simulate-serving.ts';

/** What serves a simulated block. */
export interface SimulatedServer {
  /** Time of one run of so many samples, ms, free of noise. */
  readonly runMs: (batch: number) => number;
  /** Standard deviation of the log of single runs. */
  readonly runSpread: number;
  readonly cpuMsPerInference: number;
  readonly random: Random;
  /** How many times longer runs take that begin at this time of the block; 1 where absent. */
  readonly slowness?: (atMs: number) => number;
}

/** A closed load asks for as many requests as are answered: this much more than full batches would serve. */
const CLOSED_SPARE = 1.2;
/** A generator that is always on time, ms. */
const LAG_MS = 0.02;

/** Plays a block without a machine: exact but for what a simulation leaves out (see `simulateServing`). */
export function simulateBlock(plan: BlockPlan, server: SimulatedServer): BlockResult {
  const { load, limits, guard: aimd, rampMs, windowMs, drainMs } = plan;
  const { runMs, runSpread, random, slowness = () => 1 } = server;
  const guard = aimd && createAimdGuard(aimd);
  const guardSteps: AimdStep[] = [];
  const watch =
    load.kind === 'closed'
      ? null
      : createBacklogWatch({ offeredPerS: load.ratePerS, maxBatch: limits.maxBatch });
  let grownAt = Infinity;
  const misses = missesOf(plan);
  const requests = simulateServing({
    load,
    limits,
    requests: requestsIn(plan, runMs),
    random: createRandom(plan.seed),
    serviceMs: (batch, _busy, at) =>
      slowness(at) * runMs(batch) * Math.exp(runSpread * random.normal()),
    onRunEnd: (run, batcher) => {
      misses.count(run);
      const step = guard?.observe(run) ?? null;
      if (step === null) return;
      guardSteps.push(step);
      batcher.setMaxBatch(step.to);
    },
    onDue: (at, started, waiting) => {
      if (at > rampMs + windowMs || grownAt < Infinity) return;
      if (watch?.observe(at, started, waiting)) grownAt = at;
    },
  });
  const overloaded = grownAt < Infinity;
  const to = Math.max(rampMs + 1, Math.min(rampMs + windowMs, grownAt, misses.gaveUpAt()));
  const endsAt = overloaded ? to : to + drainMs;
  return {
    ...tally(requests, { from: rampMs, to, endsAt }, server.cpuMsPerInference),
    generatorLagMs: LAG_MS,
    overloaded,
    capacityPerS: watch?.capacityPerS ?? null,
    frontCpuMs: 0,
    guardSteps: guardSteps.filter((step) => step.at <= endsAt),
  };
}

/** Counts requests of the window that were answered too late, and tells when they were enough to give it up. */
function missesOf({ giveUp, rampMs, windowMs }: BlockPlan): {
  count(run: EndedRun): void;
  gaveUpAt(): number;
} {
  let misses = 0;
  let gaveUpAt = Infinity;
  return {
    count: ({ endedAt, latenciesMs }) => {
      if (giveUp === undefined || gaveUpAt < Infinity) return;
      for (const latency of latenciesMs) {
        const isCounted = endedAt - latency >= rampMs && endedAt - latency < rampMs + windowMs;
        if (isCounted && latency > giveUp.boundMs) misses += 1;
      }
      if (misses >= giveUp.misses && endedAt >= rampMs + LEAST_COUNTED * windowMs) {
        gaveUpAt = endedAt;
      }
    },
    gaveUpAt: () => gaveUpAt,
  };
}

/** Requests to offer, so that they last through ramp and window. */
function requestsIn(
  { load, limits, seed, rampMs, windowMs }: BlockPlan,
  runMs: (batch: number) => number,
): number {
  const endsAt = rampMs + windowMs;
  if (load.kind === 'closed') {
    const { instances, maxBatch } = limits;
    const fastest = Math.max(...[1, maxBatch].map((b) => (1000 * instances * b) / runMs(b)));
    return Math.ceil((CLOSED_SPARE * fastest * endsAt) / 1000) + load.clients;
  }
  const next = intendedArrivals(load, createRandom(seed));
  let count = 1;
  while (next() <= endsAt) count += 1;
  return count;
}

/** Counts what happened to those that arrived in the window, and what was done in it. */
function tally(
  requests: SimulatedRequests,
  { from, to, endsAt }: { readonly from: number; readonly to: number; readonly endsAt: number },
  cpuMsPerInference: number,
): Omit<
  BlockResult,
  'generatorLagMs' | 'overloaded' | 'capacityPerS' | 'frontCpuMs' | 'guardSteps'
> {
  const latencies: number[] = [];
  const count = { rejected: 0, expired: 0, unanswered: 0, answered: 0, paid: 0 };
  let [runs, busyMs, waitedMs] = [0, 0, 0];
  for (let i = 0; i < requests.intendedAt.length; i++) {
    const startedAt = requests.startedAt[i] as number;
    const endedAt = requests.endedAt[i] as number;
    if (endedAt > from && endedAt <= endsAt) count.paid += 1;
    if (endedAt > from && endedAt <= to) {
      count.answered += 1;
      // Each request of a batch brings its share of the run.
      runs += 1 / (requests.batch[i] as number);
      busyMs += (endedAt - startedAt) / (requests.batch[i] as number);
    }
    const intendedAt = requests.intendedAt[i] as number;
    if (intendedAt < from || intendedAt >= to) continue;
    const fate = fateAt(requests, i, endsAt);
    if (fate !== 'served') {
      count[fate] += 1;
      continue;
    }
    latencies.push(endedAt - intendedAt);
    waitedMs += startedAt - intendedAt;
  }
  const { paid, ...counted } = count;
  return {
    ...counted,
    latenciesMs: Float64Array.from(latencies),
    windowMs: to - from,
    runs: Math.round(runs),
    busyMs,
    waitedMs,
    instancesCpuMs: paid * cpuMsPerInference,
  };
}

/** What had become of a request when the block ended. */
function fateAt({ fate, endedAt }: SimulatedRequests, i: number, at: number): Fate | 'unanswered' {
  const known = fate[i] as Fate;
  return known === 'served' && (endedAt[i] as number) > at ? 'unanswered' : known;
}
