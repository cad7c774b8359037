import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { type AimdStep, createAimdGuard, runTargetMs } from '../../src/load/aimd-guard.ts';
import { simulateServing } from '../../src/load/simulate-serving.ts';

const PLAN = { maxBatch: 20, runTargetMs: 50, windowRuns: 4, quantile: 0.75 };

/** Feeds runs of these times, one after the other from `at`; the steps they led to. */
function stepsOf(guard: ReturnType<typeof createAimdGuard>, at: number, times: readonly number[]) {
  let now = at;
  return times.map((time) => {
    const startedAt = now;
    now += time;
    return guard.observe({ startedAt, endedAt: now });
  });
}

describe('the guard of the largest batch', () => {
  test('stays at the plan while runs are within the target', () => {
    const guard = createAimdGuard(PLAN);
    expect(stepsOf(guard, 0, Array(40).fill(50)).every((step) => step === null)).toBe(true);
    expect(guard.maxBatch).toBe(20);
  });

  test('takes off a tenth as soon as the window cannot hold, and adds one after a good window', () => {
    const guard = createAimdGuard(PLAN);
    expect(stepsOf(guard, 0, [60, 60])).toEqual([
      null,
      { at: 120, from: 20, to: 18, reason: 'beyond target', observedMs: 60 },
    ]);
    expect(stepsOf(guard, 120, [40, 40, 60, 40])).toEqual([
      null,
      null,
      null,
      { at: 300, from: 18, to: 19, reason: 'within target', observedMs: 45 },
    ]);
  });

  test('passes over runs that began before its last step', () => {
    const guard = createAimdGuard(PLAN);
    stepsOf(guard, 0, [60, 60]);
    for (let i = 0; i < 9; i++) expect(guard.observe({ startedAt: 119, endedAt: 300 })).toBeNull();
    expect(guard.maxBatch).toBe(18);
  });

  test('never goes below one, and always changes by at least one on the way', () => {
    const guard = createAimdGuard(PLAN);
    const steps = stepsOf(guard, 0, Array(100).fill(60)).filter((step) => step !== null);
    expect(steps.map((step) => step.to)).toEqual([18, 16, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(guard.maxBatch).toBe(1);
  });

  test('gives a run half the latency target, or what the delay leaves', () => {
    expect(runTargetMs(50, 10)).toBe(25);
    expect(runTargetMs(50, 40)).toBe(10);
  });
});

describe('the guard in a server that another process slows down for ten seconds', () => {
  const HOG = { from: 10_000, until: 20_000, factor: 2 };
  const random = createRandom('run times');
  const guard = createAimdGuard({ maxBatch: 16, runTargetMs: runTargetMs(100, 5) });
  const log: AimdStep[] = [];
  const { endedAt, intendedAt } = simulateServing({
    load: { kind: 'poisson', ratePerS: 600, text: 'poisson:600/s' },
    limits: { maxBatch: 16, maxDelayMs: 5, queueLimit: 10_000, deadlineMs: null, instances: 2 },
    serviceMs: (batch, _, at) => {
      const slowed = at >= HOG.from && at < HOG.until ? HOG.factor : 1;
      return (10 + 2 * batch) * slowed * Math.exp(0.05 * random.normal());
    },
    requests: 30_000,
    random: createRandom('hog'),
    onRunEnd: (run, batcher) => {
      const step = guard.observe(run);
      if (step === null) return;
      log.push(step);
      batcher.setMaxBatch(step.to);
    },
  });

  test('does nothing before', () => {
    expect(log.filter((step) => step.at < HOG.from)).toEqual([]);
  });

  test('backs off within half a second, to where runs last as long as they may', () => {
    expect(log[0]).toMatchObject({ from: 16, to: 14, reason: 'beyond target' });
    expect((log[0] as AimdStep).at - HOG.from).toBeLessThan(500);
    const late = log.filter((step) => step.at > HOG.from + 2000 && step.at < HOG.until);
    // Twice 10 + 2 b is 50 at b = 7.5.
    for (const step of late) expect(Math.abs(step.to - 7)).toBeLessThanOrEqual(2);
    expect(late.length).toBeGreaterThan(0);
  });

  test('comes back to the plan after, one by one, and stays', () => {
    const after = log.filter((step) => step.at > HOG.until + 500);
    expect(after.every((step) => step.to === step.from + 1)).toBe(true);
    expect(after.at(-1)?.to).toBe(16);
    expect(guard.maxBatch).toBe(16);
    const latest = Array.from(endedAt, (end, i) => end - (intendedAt[i] as number)).slice(-3000);
    expect(Math.max(...latest)).toBeLessThan(100);
  });

  test('logs a chain of steps', () => {
    for (const [i, step] of log.entries()) {
      expect(step.from).toBe(log[i - 1]?.to ?? 16);
      expect(step.observedMs > 0 && step.at >= (log[i - 1]?.at ?? 0)).toBe(true);
    }
  });
});
