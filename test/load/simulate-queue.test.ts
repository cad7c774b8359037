import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { OpenLoad } from '../../src/load/load.ts';
import { simulateQueue } from '../../src/load/simulate-queue.ts';
import { type ServiceTime, simulateServing } from '../../src/load/simulate-serving.ts';

const LOADS: readonly OpenLoad[] = [
  { kind: 'poisson', ratePerS: 300, text: '' },
  { kind: 'constant', ratePerS: 300, text: '' },
  { kind: 'lognormal', ratePerS: 300, sigma: 2, text: '' },
  { kind: 'trace', ratePerS: 300, arrivalsMs: [0, 0, 0, 1, 9, 9], text: '' },
];

describe.each(LOADS)('a queue under $kind arrivals', (load) => {
  test.each([
    { maxBatch: 1, maxDelayMs: 0, deadlineMs: null, instances: 1 },
    { maxBatch: 4, maxDelayMs: 0, deadlineMs: null, instances: 1 },
    { maxBatch: 8, maxDelayMs: 6, deadlineMs: null, instances: 2 },
    { maxBatch: 16, maxDelayMs: 40, deadlineMs: null, instances: 3 },
    { maxBatch: 1, maxDelayMs: 0, deadlineMs: 9, instances: 1 },
    { maxBatch: 4, maxDelayMs: 2, deadlineMs: 7, instances: 2 },
  ])('is served exactly as the batcher serves it: %o', (limits) => {
    const serviceMs: ServiceTime = (batch, busy) => 2 + 0.5 * batch + 0.7 * busy;
    const requests = 3000;
    const whole = simulateServing({
      load,
      limits: { ...limits, queueLimit: requests },
      serviceMs,
      requests,
      random: createRandom('queue'),
    });
    const { intendedAt } = whole;
    const lean = simulateQueue({ intendedAt, limits, serviceMs });
    expect(lean.endedAt).toEqual(whole.endedAt);
    expect(lean.runs).toBe(whole.runs);
    expect(lean.busyMs).toBeCloseTo(whole.busyMs, 6);
  });
});
