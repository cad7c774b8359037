import { quantile } from '../stats/quantile.ts';
import { sortSample } from '../stats/sorted-sample.ts';

export interface AimdPlan {
  /** The tuned largest batch, which is where the guard starts and what it never exceeds. */
  readonly maxBatch: number;
  /** Longest that a run may take, ms (see `runTargetMs`). */
  readonly runTargetMs: number;
  /** Runs judged together, at least 1, and the quantile of their times that has to stay within the target. */
  readonly windowRuns?: number;
  readonly quantile?: number;
}

/** An entry of the guard's log: one change of the largest batch. */
export interface AimdStep {
  /** End of the run that decided, ms. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly reason: 'within target' | 'beyond target';
  /** The quantile of the run times that was compared with the target, ms. */
  readonly observedMs: number;
}

export interface AimdGuard {
  readonly maxBatch: number;
  /** Takes the times of a run that has ended, ms; the step it led to, if any. The caller tells the batcher. */
  observe(run: { readonly startedAt: number; readonly endedAt: number }): AimdStep | null;
}

const WINDOW_RUNS = 20;
const QUANTILE = 0.9;
const BACK_OFF = 0.9;

/**
 * Guards the largest batch while a model is served: one more while the target holds, a tenth less (at least one) when it
 * is exceeded, between 1 and the plan. Runs that began before the last step say nothing of it and are passed over. Source:
 * Clipper (Crankshaw et al., NSDI 2017, section 4.3.1), whose back-off is as small because the best batch moves little.
 *
 * What is observed is the time of runs, as in Clipper, not that of requests: when the queue is what makes requests late,
 * smaller batches serve fewer of them, make the queue longer, and the guard would never come back up. A window of 20 runs and
 * their p90 instead of single runs keeps a hiccup from counting; a violation counts as soon as the window cannot hold.
 */
export function createAimdGuard(plan: AimdPlan): AimdGuard {
  const { runTargetMs, windowRuns = WINDOW_RUNS, quantile: p = QUANTILE } = plan;
  const tolerated = Math.floor(windowRuns * (1 - p) + 1e-9);
  let maxBatch = plan.maxBatch;
  let since = -Infinity;
  let times: number[] = [];
  let late = 0;

  const step = (at: number, to: number, reason: AimdStep['reason']): AimdStep | null => {
    const observedMs = quantile(sortSample(times), p);
    const from = maxBatch;
    times = [];
    late = 0;
    if (to === from) return null;
    maxBatch = to;
    since = at;
    return { at, from, to, reason, observedMs };
  };

  return {
    get maxBatch() {
      return maxBatch;
    },
    observe: ({ startedAt, endedAt }) => {
      if (startedAt < since) return null;
      times.push(endedAt - startedAt);
      if (endedAt - startedAt > runTargetMs) late += 1;
      if (late > tolerated) {
        return step(endedAt, Math.max(1, Math.floor(maxBatch * BACK_OFF)), 'beyond target');
      }
      if (times.length < windowRuns) return null;
      return step(endedAt, Math.min(plan.maxBatch, maxBatch + 1), 'within target');
    },
  };
}

/**
 * How long a run may take so that requests stay within `latencyMs`, ms: one that arrives just after a run began waits
 * for it and is served by the next, twice the time of a run; one that finds an instance free waits the delay and a run.
 */
export function runTargetMs(latencyMs: number, maxDelayMs: number): number {
  return Math.min(latencyMs / 2, latencyMs - maxDelayMs);
}
