import { once } from '../core/once.ts';
import type { BatchTime } from '../load/batch-curve.ts';
import {
  capacityOf,
  goodputEstimator,
  type QueuedServer,
  type QueueEstimate,
  queueEstimator,
} from '../load/queue-estimate.ts';
import { sessionKey } from '../space/configuration.ts';
import type { BusyTimes, LoadTask } from './load-task.ts';

/** Requests simulated for one estimate: a p99 within some 15 %. */
const REQUESTS = 1500;
/** The same for each rate that is tried for a goodput. */
const GOODPUT_REQUESTS = 1000;
/** A queue longer than any that would be waited for. */
const QUEUE_LIMIT = 1e4;
/** Share of its capacity that one is said to serve which keeps its bounds at no rate. */
const LEAST_GOODPUT = 0.02;

/** How a configuration does where its runs are as much shorter, and as much longer, as the deviation of their times. */
export interface Outlook {
  readonly times: BusyTimes;
  readonly quick: View;
  readonly slow: View;
}

/** What the simulation shows. */
export interface View {
  readonly queue: QueueEstimate;
  /** null where it is not asked for. */
  readonly goodput: ExpectedGoodput | null;
}

interface ExpectedGoodput {
  readonly perS: number;
  /** Whether the bounds hold at any rate worth the name. */
  readonly holds: boolean;
}

/** What all configurations share. */
export interface Ground {
  readonly task: LoadTask;
  /** Run times by batch size, of each session. */
  readonly curves: ReadonlyMap<string, readonly BatchTime[]>;
  readonly estimate: (server: QueuedServer) => QueueEstimate;
  /** Null where no goodput is asked for. */
  readonly goodput: ReturnType<typeof goodputEstimator> | null;
}

/** Lays out what is shared; of a session's batch sizes each counts once. */
export function groundOf(all: readonly BusyTimes[], task: LoadTask): Ground {
  const runs = new Map<string, Map<number, number>>();
  for (const { configuration, runMs } of all) {
    const own = once(runs, sessionKey(configuration), () => new Map<number, number>());
    own.set(configuration.batchSize, runMs);
  }
  const curves = [...runs].map(
    ([key, own]) => [key, [...own].map(([batch, runMs]) => ({ batch, runMs }))] as const,
  );
  const { load, objective } = task;
  const isAsked = objective === 'goodput' && load.kind !== 'closed';
  return {
    task,
    curves: new Map(curves),
    estimate: queueEstimator(load, REQUESTS),
    goodput: isAsked ? goodputEstimator(load, GOODPUT_REQUESTS) : null,
  };
}

/** Simulates the batcher of one configuration. */
export function outlook(times: BusyTimes, { task, curves, estimate, goodput }: Ground): Outlook {
  const { configuration, deviation } = times;
  const runs = curves.get(sessionKey(configuration)) ?? [];
  const alone = curves.get(sessionKey({ ...configuration, instances: 1 })) ?? [];
  const longer =
    (factor: number) =>
    ({ batch, runMs }: BatchTime): BatchTime => ({ batch, runMs: factor * runMs });
  const server = (factor: number): QueuedServer => ({
    limits: {
      maxBatch: configuration.batchSize,
      maxDelayMs: configuration.maxQueueDelayMs ?? 0,
      queueLimit: QUEUE_LIMIT,
      deadlineMs: task.deadlineMs ?? null,
      instances: configuration.instances,
    },
    times: runs.map(longer(factor)),
    alone: alone.map(longer(factor)),
  });
  const view = (factor: number): View => ({
    queue: estimate(server(factor)),
    goodput: goodput && goodputOf(server(factor), task, goodput),
  });
  return {
    times,
    quick: view(Math.exp(-deviation)),
    slow: view(Math.exp(deviation)),
  };
}

function goodputOf(
  server: QueuedServer,
  { bounds }: LoadTask,
  goodput: NonNullable<Ground['goodput']>,
): ExpectedGoodput {
  const rates = bounds.flatMap((bound) => (bound === null ? [] : [goodput(server, bound)]));
  const capacity = capacityOf(server);
  const perS = Math.min(capacity, ...rates);
  // Where it holds at no rate, something near none keeps the order of those that are close to it.
  return { perS: Math.max(perS, LEAST_GOODPUT * capacity), holds: perS > 0 };
}
