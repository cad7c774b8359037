import { correlatedMean } from '../stats/correlated-mean.ts';
import { tInterval } from '../stats/interval.ts';

/** What a watch needs to know of the load and the batcher. */
export interface BacklogLimits {
  /** Mean rate of intended arrivals per second. */
  readonly offeredPerS: number;
  /** Most samples of one run, as the batcher was told; the length of its queue where that is shorter. */
  readonly maxBatch: number;
}

/** Tells as a run goes on whether its queue grows without bound. */
export interface BacklogWatch {
  /**
   * After each `due` of the batcher: `started` samples began a run, `waiting` requests still wait. True from the moment
   * the queue is known to grow without bound. Times in ms, never falling.
   */
  observe(at: number, started: number, waiting: number): boolean;
  /** Samples served per second while full batches waited without a break until now; null before it could be told. */
  readonly capacityPerS: number | null;
}

/** Machines change their speed for about a second at a time, so shorter windows say little more than the first of them. */
const WINDOW_MS = 1000;
const WINDOW_RUNS = 3;
const FEWEST_WINDOWS = 5;
/** It is looked again and again, so one look has to be surer than the whole. */
const LEVEL = 0.999;
/** How far below the rate offered the capacity has to lie: a slow machine is not yet an overloaded one. */
const SHARE = 0.97;

/**
 * Watches the queue of an open load.
 *
 * While at least `maxBatch` requests wait, no instance is free and every run is full: what is served then is the capacity
 * of the configuration, whatever the arrivals. Where its upper confidence bound (`correlatedMean` of the rates of
 * consecutive windows, t) lies 3 % below the rate offered, the queue grows without bound, and no more needs to be seen.
 * Not the length of the queue is compared: at a utilisation of 0.95 bursts make queues of hundreds that mean nothing. As
 * soon as fewer requests wait, it starts anew.
 *
 * Simulated for 40 s with steady runs: no alarm at utilisations of 0.9 and 0.95; at 1.05, 1.2 and 2 always one, after 5.3,
 * 5.1 and 5.0 s (median). With runs that all vary by 15 %, correlated over a second: false alarms in 1 % at 0.9 and at
 * 0.95; at 1.05, 1.2 and 2 alarms in 10, 90 and 100 %, after 17, 14 and 5 s. Blocks are shorter than that: see `growsUnseen`.
 */
export function createBacklogWatch({ offeredPerS, maxBatch }: BacklogLimits): BacklogWatch {
  let rates: number[] = [];
  let window: { readonly since: number; started: number; runs: number } | null = null;
  let capacityPerS: number | null = null;
  let grows = false;

  const close = (at: number, started: number, since: number): void => {
    rates.push((1000 * started) / (at - since));
    if (rates.length < FEWEST_WINDOWS) return;
    const { mean, standardError, degreesOfFreedom } = correlatedMean(rates);
    const estimate = tInterval(mean, standardError, degreesOfFreedom, LEVEL);
    capacityPerS = estimate.value;
    grows ||= estimate.high < SHARE * offeredPerS;
  };

  return {
    get capacityPerS() {
      return capacityPerS;
    },
    observe: (at, started, waiting) => {
      if (waiting < maxBatch) {
        rates = [];
        window = null;
        return grows;
      }
      if (window === null) {
        window = { since: at, started: 0, runs: 0 };
        return grows;
      }
      window.started += started;
      window.runs += started > 0 ? 1 : 0;
      if (at - window.since >= WINDOW_MS && window.runs >= WINDOW_RUNS && started > 0) {
        close(at, window.started, window.since);
        window = { since: at, started: 0, runs: 0 };
      }
      return grows;
    },
  };
}
