import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createHeatPauses } from '../../src/probe/heat-pauses.ts';

/** A machine that is busy for as long as it is looked at: 100 ms of others' work between any two looks. */
function busyMachine(): Parameters<typeof createHeatPauses>[0] {
  let busyMs = 0;
  return {
    snapshot: () => {
      busyMs += 100;
      return { busyMs, idleMs: 10 * busyMs, stealMs: 0 };
    },
    since: () => ({ stealShare: 0, backgroundShare: 0 }),
  };
}

test('what passes while an answer is awaited is no time of the heat, nor what ran meanwhile', async () => {
  const pauses = createHeatPauses(busyMachine());
  expect(await pauses.during(sleep(40, 'go on'))).toBe('go on');
  expect(pauses.totalMs()).toBeGreaterThanOrEqual(39);
  expect(pauses.moved({ busyMs: 5, idleMs: 6, stealMs: 7 })).toEqual({
    busyMs: 105,
    idleMs: 1006,
    stealMs: 7,
  });
});

test('an answer that is there at once is no pause', async () => {
  const pauses = createHeatPauses(busyMachine());
  expect(await pauses.during({ stop: true })).toEqual({ stop: true });
  const start = { busyMs: 5, idleMs: 6, stealMs: 7 };
  expect([pauses.totalMs(), pauses.moved(start)]).toEqual([0, start]);
});
