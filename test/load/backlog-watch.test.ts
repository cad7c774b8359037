import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createBacklogWatch } from '../../src/load/backlog-watch.ts';
import type { OpenLoad } from '../../src/load/load.ts';
import { type ServiceTime, simulateServing } from '../../src/load/simulate-serving.ts';

const SECONDS = 40;
/** Two instances with batches of 8 that take 26 ms. */
const CAPACITY_PER_S = (2 * 8) / 0.026;
const steady = (): ServiceTime => (batch) => 10 + 2 * batch;

/** Run times that vary by 15 % all together, correlated over a second, as machines do. */
function noisy(seed: string): ServiceTime {
  const random = createRandom(`machine ${seed}`);
  let pace = random.normal();
  let since = 0;
  return (batch, _, at) => {
    const kept = Math.exp(-(at - since) / 1000);
    pace = kept * pace + Math.sqrt(1 - kept * kept) * random.normal();
    since = at;
    return (10 + 2 * batch) * Math.exp(0.15 * pace - 0.15 ** 2 / 2);
  };
}

/** When the watch knew, s; null where it never did. */
function alarmOf(load: OpenLoad, serviceMs: ServiceTime, seed: string): number | null {
  const watch = createBacklogWatch({ offeredPerS: load.ratePerS, maxBatch: 8 });
  let alarmAt: number | null = null;
  simulateServing({
    load,
    limits: { maxBatch: 8, maxDelayMs: 5, queueLimit: 1e6, deadlineMs: null, instances: 2 },
    serviceMs,
    requests: Math.round(load.ratePerS * SECONDS),
    random: createRandom(seed),
    onDue: (at, started, waiting) => {
      if (watch.observe(at, started, waiting)) alarmAt ??= at / 1000;
    },
  });
  return alarmAt;
}

function alarmsOf(
  kind: 'poisson' | 'constant' | 'lognormal',
  utilisation: number,
  service: (seed: string) => ServiceTime,
  samples: number,
): number[] {
  const load: OpenLoad = { kind, ratePerS: utilisation * CAPACITY_PER_S, sigma: 1.5, text: '' };
  const alarms = Array.from({ length: samples }, (_, i) =>
    alarmOf(load, service(`${i}`), `${kind} ${utilisation} ${i}`),
  );
  return alarms.filter((at) => at !== null).sort((a, b) => a - b);
}

describe('the watch for a growing backlog', () => {
  test.each(['poisson', 'lognormal'] as const)(
    'gives no false alarm under a %s load at 0.9 and 0.95',
    (kind) => {
      expect(alarmsOf(kind, 0.9, steady, 50)).toEqual([]);
      expect(alarmsOf(kind, 0.95, steady, 100)).toEqual([]);
    },
  );

  test('hardly ever gives one where the machine itself is unsteady', () => {
    expect(alarmsOf('poisson', 0.95, noisy, 100).length).toBeLessThanOrEqual(2);
  });

  test.each([
    [1.05, 15],
    [1.2, 8],
    [2, 6],
  ])('knows of an overload of %d within seconds', (utilisation, within) => {
    for (const kind of ['poisson', 'constant'] as const) {
      const alarms = alarmsOf(kind, utilisation, steady, 10);
      expect(alarms.length).toBe(10);
      expect(alarms.at(-1)).toBeLessThan(within);
    }
    if (utilisation === 2) expect(alarmsOf('poisson', 2, noisy, 10).at(-1)).toBeLessThan(10);
  });

  test('measures the capacity on the way', () => {
    const watch = createBacklogWatch({ offeredPerS: 500, maxBatch: 4 });
    expect(watch.capacityPerS).toBeNull();
    let grows = false;
    for (let at = 0; at <= 5000; at += 10) grows = watch.observe(at, 4, 4 + at / 10);
    expect(grows).toBe(true);
    expect(watch.capacityPerS).toBeCloseTo(400, 9);
  });

  test('starts anew when the queue was short', () => {
    const watch = createBacklogWatch({ offeredPerS: 500, maxBatch: 4 });
    for (let at = 0; at <= 60_000; at += 10) {
      expect(watch.observe(at, 4, at % 4000 === 0 ? 3 : 50)).toBe(false);
    }
  });
});
