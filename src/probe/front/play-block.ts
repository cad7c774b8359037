import { createRandom } from '../../core/random.ts';
import { type AimdGuard, type AimdStep, createAimdGuard } from '../../load/aimd-guard.ts';
import { type ArrivalSource, createArrivalSource } from '../../load/arrival-source.ts';
import { type BacklogWatch, createBacklogWatch } from '../../load/backlog-watch.ts';
import { type Batcher, createBatcher } from '../../load/batcher.ts';
import { LEAST_COUNTED } from '../../load/block-lengths.ts';
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

/**
 * Begins a block at 0. Where several things happen at once, runs end first, then requests arrive, then batches start, so
 * that with exact times it does what `simulateServing` does. Requests are offered until the last one that counts has met its
 * fate: the last of the window are served under the same load as the others.
 *
 * Throws a `RangeError` for limits out of range, for a closed load whose clients do not fit into the queue, and for a guard
 * whose largest batch is another than that of the limits.
 */
export function playBlock(plan: BlockPlan, actions: BlockActions): BlockPlayer {
  const { load, limits, guard } = plan;
  if (load.kind === 'closed' && load.clients > limits.queueLimit) {
    throw new RangeError(`${load.clients} clients need a queue that holds as many`);
  }
  if (guard !== undefined && guard.maxBatch !== limits.maxBatch) {
    throw new RangeError('a guard starts at the largest batch');
  }
  return new Player(plan, actions);
}

class Player implements BlockPlayer {
  readonly #plan: BlockPlan;
  readonly #actions: BlockActions;
  readonly #batcher: Batcher;
  readonly #source: ArrivalSource;
  readonly #watch: BacklogWatch | null;
  readonly #guard: AimdGuard | null;
  readonly #ledger = createRequestLedger();
  readonly #guardSteps: AimdStep[] = [];
  readonly #running = new Map<
    number,
    { readonly ids: readonly number[]; readonly since: number }
  >();
  readonly #counts = { answered: 0, runs: 0, busyMs: 0 };
  #misses = 0;
  #phase: Phase = 'ramp';
  /** Planned, and drawn in where the block ends early. */
  #windowEnd: number;
  #result: PlayedBlock | null = null;

  constructor(plan: BlockPlan, actions: BlockActions) {
    const { load, limits } = plan;
    this.#plan = plan;
    this.#actions = actions;
    this.#batcher = createBatcher(limits);
    this.#source = createArrivalSource(load, Infinity, createRandom(plan.seed));
    const maxBatch = Math.min(limits.maxBatch, limits.queueLimit);
    this.#watch =
      load.kind === 'closed' ? null : createBacklogWatch({ offeredPerS: load.ratePerS, maxBatch });
    this.#guard = plan.guard === undefined ? null : createAimdGuard(plan.guard);
    this.#windowEnd = plan.rampMs + plan.windowMs;
  }

  get result(): PlayedBlock | null {
    return this.#result;
  }

  step(at: number, ended: readonly InstanceRun[]): void {
    if (this.#phase === 'over') return;
    this.#advance(at);
    for (const run of ended) this.#finish(run, at);
    while (this.#source.nextAt() <= at) this.#arrive(at);
    this.#start(at);
    if (this.#phase !== 'drain') return;
    const isDone = this.#ledger.open === 0 && this.#source.nextAt() >= this.#windowEnd;
    if (isDone || at >= this.#phaseEndsAt()) this.#end(at, false);
  }

  nextDueAt(): number {
    if (this.#phase === 'over') return Infinity;
    const due = this.#batcher.nextDueAt() ?? Infinity;
    return Math.min(this.#phaseEndsAt(), this.#source.nextAt(), due);
  }

  #inWindow(at: number): boolean {
    return at >= this.#plan.rampMs && at < this.#windowEnd;
  }

  #advance(at: number): void {
    if (this.#phase === 'ramp' && at >= this.#plan.rampMs) {
      this.#phase = 'window';
      this.#actions.mark('begin');
    }
    if (this.#phase === 'window' && at >= this.#windowEnd) {
      this.#phase = 'drain';
      this.#actions.mark('end');
    }
  }

  #finish(run: InstanceRun, at: number): void {
    const begun = this.#running.get(run.instance);
    if (begun === undefined) throw new Error(`instance ${run.instance} ended a run it never began`);
    const { ids, since } = begun;
    this.#running.delete(run.instance);
    this.#batcher.finish(run.instance, at);
    this.#source.answered(ids.length, at);
    for (const id of ids) this.#countMiss(this.#ledger.answer(id, at));
    this.#giveUp(at);
    if (this.#inWindow(at)) {
      this.#counts.answered += ids.length;
      this.#counts.runs += 1;
      this.#counts.busyMs += at - since;
    }
    const step = this.#guard?.observe(run) ?? null;
    if (step === null) return;
    this.#guardSteps.push(step);
    this.#batcher.setMaxBatch(step.to);
  }

  #countMiss(tookMs: number | null): void {
    if (tookMs !== null && tookMs > (this.#plan.giveUp?.boundMs ?? Infinity)) this.#misses += 1;
  }

  /** Those that came so far are still waited for: what is cut short is the window. */
  #giveUp(at: number): void {
    if (!this.#isSeen(at) || this.#misses < (this.#plan.giveUp?.misses ?? Infinity)) return;
    this.#windowEnd = at;
    this.#advance(at);
  }

  #isSeen(at: number): boolean {
    const { rampMs, windowMs } = this.#plan;
    return this.#phase === 'window' && at >= rampMs + LEAST_COUNTED * windowMs;
  }

  #arrive(at: number): void {
    const intendedAt = this.#source.take();
    const id = this.#ledger.offer(intendedAt, at, this.#inWindow(intendedAt));
    if (this.#batcher.arrive(id, at) === 'rejected') this.#ledger.drop(id, 'rejected');
  }

  #start(at: number): void {
    const { dispatches, expired } = this.#batcher.due(at);
    for (const id of expired) this.#ledger.drop(id, 'expired');
    if (expired.length > 0) this.#source.answered(expired.length, at);
    let started = 0;
    for (const { instance, ids } of dispatches) {
      this.#running.set(instance, { ids, since: at });
      for (const id of ids) this.#ledger.start(id, at);
      started += ids.length;
      this.#actions.run(instance, ids.length);
    }
    const grows = this.#watch?.observe(at, started, this.#batcher.waiting) ?? false;
    if (grows && this.#isSeen(at)) this.#end(at, true);
  }

  #end(at: number, overloaded: boolean): void {
    if (this.#phase === 'window') {
      this.#windowEnd = Math.min(this.#windowEnd, at);
      this.#actions.mark('end');
    }
    this.#phase = 'over';
    this.#result = {
      ...this.#ledger.summary(),
      ...this.#counts,
      windowMs: this.#windowEnd - this.#plan.rampMs,
      overloaded,
      capacityPerS: this.#watch?.capacityPerS ?? null,
      guardSteps: this.#guardSteps,
    };
  }

  /** The time at which the phase ends by itself. */
  #phaseEndsAt(): number {
    switch (this.#phase) {
      case 'ramp':
        return this.#plan.rampMs;
      case 'window':
        return this.#windowEnd;
      case 'drain':
        return this.#windowEnd + this.#plan.drainMs;
      case 'over':
        return Infinity;
    }
  }
}
