import { createRandom } from '../../core/random.ts';
import { type AimdStep, createAimdGuard } from '../../load/aimd-guard.ts';
import { createArrivalSource } from '../../load/arrival-source.ts';
import { createBacklogWatch } from '../../load/backlog-watch.ts';
import { createBatcher } from '../../load/batcher.ts';
import type { BlockPlan, BlockResult } from '../../load/load-block.ts';
import { createRequestLedger } from './request-ledger.ts';

/** A run of an instance that has ended. Times in ms since the block began, as the instance itself took them. */
export interface InstanceRun {
  readonly instance: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What a block asks of the world around it. */
export interface BlockActions {
  /** Starts a run of `batch` samples on an idle instance. */
  run(instance: number, batch: number): void;
  /** The window that is counted begins, or ends: time to look at the CPU. */
  mark(edge: 'begin' | 'end'): void;
}

export type PlayedBlock = Omit<BlockResult, 'instancesCpuMs' | 'frontCpuMs'>;

/**
 * A block being played, as a state machine without a clock: it is told what happened when, and says when to tell it the time
 * next. Times are ms since the block began and never fall.
 */
export interface BlockPlayer {
  /** These runs have ended, if any, and it is `at` now: does all that is due. Nothing happens once the block is over. */
  step(at: number, ended: readonly InstanceRun[]): void;
  /** When the next thing is due unless a run ends before; Infinity once the block is over. */
  nextDueAt(): number;
  /** Null until the block is over. Runs may then still be under way: nobody waits for them any more. */
  readonly result: PlayedBlock | null;
}

type Phase = 'ramp' | 'window' | 'drain' | 'over';

/** Share of the window that is counted before an overload ends the block: what is served is then known well enough. */
const LEAST_SHARE = 1 / 3;

/**
 * Begins a block at 0. Where several things happen at once, runs end first, then requests arrive, then batches start, so
 * that with exact times it does what `simulateServing` does. Requests are offered until the last one that counts has met its
 * fate: the last of the window are served under the same load as the others.
 *
 * Throws a `RangeError` for limits out of range, for a closed load whose clients do not fit into the queue, and for a guard
 * whose largest batch is another than that of the limits.
 */
export function playBlock(plan: BlockPlan, actions: BlockActions): BlockPlayer {
  const { load, limits, rampMs } = plan;
  if (load.kind === 'closed' && load.clients > limits.queueLimit) {
    throw new RangeError(`${load.clients} clients need a queue that holds as many`);
  }
  if (plan.guard !== undefined && plan.guard.maxBatch !== limits.maxBatch) {
    throw new RangeError('a guard starts at the largest batch');
  }
  const batcher = createBatcher(limits);
  const source = createArrivalSource(load, Infinity, createRandom(plan.seed));
  const ledger = createRequestLedger();
  const watch =
    load.kind === 'closed'
      ? null
      : createBacklogWatch({
          offeredPerS: load.ratePerS,
          maxBatch: Math.min(limits.maxBatch, limits.queueLimit),
        });
  const guard = plan.guard === undefined ? null : createAimdGuard(plan.guard);
  const guardSteps: AimdStep[] = [];
  const running = new Map<number, { readonly ids: readonly number[]; readonly since: number }>();
  const counts = { answered: 0, runs: 0, busyMs: 0 };
  let phase: Phase = 'ramp';
  /** Planned, and drawn in where the block ends early. */
  let windowEnd = rampMs + plan.windowMs;
  let result: PlayedBlock | null = null;

  const inWindow = (at: number): boolean => at >= rampMs && at < windowEnd;

  const finish = (run: InstanceRun, at: number): void => {
    const { ids, since } = running.get(run.instance) as { ids: readonly number[]; since: number };
    running.delete(run.instance);
    batcher.finish(run.instance, at);
    source.answered(ids.length, at);
    for (const id of ids) ledger.answer(id, at);
    if (inWindow(at)) {
      counts.answered += ids.length;
      counts.runs += 1;
      counts.busyMs += at - since;
    }
    const step = guard?.observe(run) ?? null;
    if (step === null) return;
    guardSteps.push(step);
    batcher.setMaxBatch(step.to);
  };

  const arrive = (at: number): void => {
    const intendedAt = source.take();
    const id = ledger.offer(intendedAt, at, inWindow(intendedAt));
    if (batcher.arrive(id, at) === 'rejected') ledger.drop(id, 'rejected');
  };

  const start = (at: number): void => {
    const { dispatches, expired } = batcher.due(at);
    for (const id of expired) ledger.drop(id, 'expired');
    if (expired.length > 0) source.answered(expired.length, at);
    let started = 0;
    for (const { instance, ids } of dispatches) {
      running.set(instance, { ids, since: at });
      for (const id of ids) ledger.start(id, at);
      started += ids.length;
      actions.run(instance, ids.length);
    }
    const grows = watch?.observe(at, started, batcher.waiting) ?? false;
    if (grows && phase === 'window' && at >= rampMs + LEAST_SHARE * plan.windowMs) end(at, true);
  };

  const end = (at: number, overloaded: boolean): void => {
    if (phase === 'window') {
      windowEnd = Math.min(windowEnd, at);
      actions.mark('end');
    }
    phase = 'over';
    result = {
      ...ledger.summary(),
      windowMs: windowEnd - rampMs,
      answered: counts.answered,
      runs: counts.runs,
      samples: counts.answered,
      busyMs: counts.busyMs,
      overloaded,
      capacityPerS: watch?.capacityPerS ?? null,
      guardSteps,
    };
  };

  /** The time at which the phase ends by itself. */
  const phaseEndsAt = (): number => {
    switch (phase) {
      case 'ramp':
        return rampMs;
      case 'window':
        return windowEnd;
      case 'drain':
        return windowEnd + plan.drainMs;
      case 'over':
        return Infinity;
    }
  };
  const advance = (at: number): void => {
    if (phase === 'ramp' && at >= rampMs) {
      phase = 'window';
      actions.mark('begin');
    }
    if (phase === 'window' && at >= windowEnd) {
      phase = 'drain';
      actions.mark('end');
    }
  };

  return {
    get result() {
      return result;
    },
    step: (at, ended) => {
      if (phase === 'over') return;
      advance(at);
      for (const run of ended) finish(run, at);
      while (source.nextAt() <= at) arrive(at);
      start(at);
      if (phase !== 'drain') return;
      const isDone = ledger.open === 0 && source.nextAt() >= windowEnd;
      if (isDone || at >= phaseEndsAt()) end(at, false);
    },
    nextDueAt: () =>
      phase === 'over'
        ? Infinity
        : Math.min(phaseEndsAt(), source.nextAt(), batcher.nextDueAt() ?? Infinity),
  };
}
