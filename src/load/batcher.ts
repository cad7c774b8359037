import { createRequestQueue } from './request-queue.ts';

/** What bounds a dynamic batcher. */
export interface BatcherLimits {
  /** Most samples of one run, at least 1. */
  readonly maxBatch: number;
  /** Longest that a request waits for others to join it while an instance is free, ms; 0 never waits for others. */
  readonly maxDelayMs: number;
  /** Most requests that wait to be started; a further one is turned away. At least 1. */
  readonly queueLimit: number;
  /** A request that was not started this long after its arrival is dropped, ms, above `maxDelayMs`; null never drops. */
  readonly deadlineMs: number | null;
  /** Instances that run batches, one each at a time; they are numbered from 0. */
  readonly instances: number;
}

/** A batch that is to start now. */
export interface Dispatch {
  readonly instance: number;
  /** The requests of the batch in the order of their arrival. */
  readonly ids: readonly number[];
}

/** What is to be done at a point in time. */
export interface Due {
  readonly dispatches: readonly Dispatch[];
  /** Requests dropped because their deadline passed before they were started, in the order of their arrival. */
  readonly expired: readonly number[];
}

/**
 * A dynamic batcher as a state machine without a clock: the front process and the simulation tell it what happened when,
 * it says what to start. Times are ms from any origin and never fall from call to call.
 */
export interface Batcher {
  /** Requests that wait to be started. */
  readonly waiting: number;
  /** Instances that run nothing. */
  readonly idle: number;
  readonly maxBatch: number;
  /** Offers a request; `rejected` where the queue is full. `id` is the caller's, a whole number. */
  arrive(id: number, at: number): 'queued' | 'rejected';
  /** Frees an instance whose run has ended. Throws a `RangeError` where it was not running. */
  finish(instance: number, at: number): void;
  /** What is to be done at `at`; it counts as done. Ask after every arrival, every finish and at `nextDueAt`. */
  due(at: number): Due;
  /** The time from which `due` has something to do if nothing happens before; null: only once something happens. */
  nextDueAt(): number | null;
  /** Changes the most samples of a run for the batches to come: at least 1. */
  setMaxBatch(maxBatch: number): void;
}

const NOTHING: Due = { dispatches: [], expired: [] };

/**
 * Creates an empty batcher. Throws a `RangeError` for limits out of range.
 *
 * A batch starts as soon as an instance is free **and** either `maxBatch` requests wait (or as many as the queue holds) or
 * the oldest has waited `maxDelayMs` since its arrival, be it for others or for an instance. It takes the oldest
 * requests, as many as wait, up to `maxBatch`, and goes to the instance that has been free longest. So with a delay of 0 a
 * free instance takes at once what is there, batches form only while all instances are busy, and an instance that becomes
 * free after a long run does not wait again. These are the rules of Triton's `dynamic_batching` without preferred sizes
 * (`max_queue_delay_microseconds`, `max_queue_size`, `default_timeout_microseconds` with the action REJECT), of TensorFlow
 * Serving's `batch_timeout_micros` and of Clipper's delayed batching (Crankshaw et al., NSDI 2017, section 4.3.2).
 *
 * Requests are started in the order of their arrival. One that has waited `deadlineMs` is dropped before anything starts
 * at that time: an answer would come too late. Every request that was queued ends up in exactly one dispatch or among the
 * expired. All operations are O(1) amortised per request.
 */
export function createBatcher(limits: BatcherLimits): Batcher {
  requireLimits(limits);
  const { maxDelayMs, queueLimit } = limits;
  const deadlineMs = limits.deadlineMs ?? Infinity;
  const queue = createRequestQueue();
  // The ring of instances, free longest first.
  const free = createRequestQueue();
  const running = new Uint8Array(limits.instances);
  for (let instance = 0; instance < limits.instances; instance++) free.push(instance, 0);
  let maxBatch = limits.maxBatch;
  let now = -Infinity;

  const advance = (at: number): void => {
    if (!(at >= now)) throw new RangeError(`time ran backwards, from ${now} to ${at}`);
    now = at;
  };
  const isFull = (): boolean => queue.length >= Math.min(maxBatch, queueLimit);
  const isReady = (): boolean =>
    free.length > 0 && queue.length > 0 && (isFull() || now >= queue.oldestArrival() + maxDelayMs);

  const drop = (): number[] => {
    const expired: number[] = [];
    while (now >= queue.oldestArrival() + deadlineMs) expired.push(...queue.take(1));
    return expired;
  };
  const dispatch = (): Dispatch[] => {
    const dispatches: Dispatch[] = [];
    while (isReady()) {
      const instance = free.take(1)[0] as number;
      running[instance] = 1;
      dispatches.push({ instance, ids: queue.take(maxBatch) });
    }
    return dispatches;
  };

  return {
    get waiting() {
      return queue.length;
    },
    get idle() {
      return free.length;
    },
    get maxBatch() {
      return maxBatch;
    },
    arrive: (id, at) => {
      advance(at);
      if (queue.length >= queueLimit) return 'rejected';
      queue.push(id, at);
      return 'queued';
    },
    finish: (instance, at) => {
      advance(at);
      if (running[instance] !== 1) throw new RangeError(`instance ${instance} was not running`);
      running[instance] = 0;
      free.push(instance, at);
    },
    due: (at) => {
      advance(at);
      if (queue.length === 0) return NOTHING;
      const expired = deadlineMs === Infinity ? NOTHING.expired : drop();
      return isReady() || expired.length > 0 ? { dispatches: dispatch(), expired } : NOTHING;
    },
    nextDueAt: () => {
      if (queue.length === 0) return null;
      if (isReady()) return now;
      const oldest = queue.oldestArrival();
      if (free.length > 0) return oldest + maxDelayMs;
      return deadlineMs === Infinity ? null : oldest + deadlineMs;
    },
    setMaxBatch: (value) => {
      requireCount(value, 'the largest batch');
      maxBatch = value;
    },
  };
}

function requireLimits(limits: BatcherLimits): void {
  requireCount(limits.maxBatch, 'the largest batch');
  requireCount(limits.queueLimit, 'the length of the queue');
  requireCount(limits.instances, 'the number of instances');
  if (!(limits.maxDelayMs >= 0 && Number.isFinite(limits.maxDelayMs))) {
    throw new RangeError(`a delay is at least 0 ms, not ${limits.maxDelayMs}`);
  }
  if (limits.deadlineMs !== null && !(limits.deadlineMs > limits.maxDelayMs)) {
    throw new RangeError(`a deadline lies above the delay, not at ${limits.deadlineMs} ms`);
  }
}

function requireCount(value: number, what: string): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(`${what} is a whole number from 1, not ${value}`);
  }
}
