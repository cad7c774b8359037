import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { createStudySteering } from '../../src/study/study-control.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import { conductScene, createYieldingTime, USUAL } from './conduct.ts';

type Steered = Extract<StudyEvent, { type: 'steered' }>;
const actionsOf = (events: readonly StudyEvent[]): readonly string[] =>
  events.filter((e): e is Steered => e.type === 'steered').map((e) => e.action);
const isSearchRound = (event: StudyEvent, heat: number, round: number): boolean =>
  event.type === 'round-finished' && event.heat === heat && event.round === round;

describe('a paused study', () => {
  test('stands still without spending its budget, and goes on as if nothing had been', async () => {
    const undisturbed = await conductScene({ noise: USUAL, time: createYieldingTime() });
    const time = createYieldingTime();
    const control = createStudySteering();
    const { result, events, tookS } = await conductScene({
      noise: USUAL,
      time,
      control,
      onEvent: (event) => {
        if (isSearchRound(event, 2, 3)) control.pause();
        if (event.type !== 'steered' || event.action !== 'paused') return;
        // The reader of the event comes back from lunch.
        time
          .sleep(3_600_000, new AbortController().signal)
          .then(control.resume, expect.unreachable);
      },
    });
    expect(actionsOf(events)).toEqual(['paused', 'continued']);
    expect(tookS).toBeGreaterThan(3600);
    expect(result.elapsedS).toBeLessThan(60 * 1.05);
    expect(result.stoppedBecause).toBe(undisturbed.result.stoppedBecause);
    expect(result.trials.length).toBe(undisturbed.result.trials.length);
    const times = events.map((e) => Math.round(e.atMs));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('can be interrupted, and keeps what was measured', async () => {
    const control = createStudySteering();
    const stop = new AbortController();
    const { result } = await conductScene({
      time: createYieldingTime(),
      control,
      signal: stop.signal,
      onEvent: (event) => {
        if (isSearchRound(event, 2, 2)) control.pause();
        if (event.type === 'steered') stop.abort();
      },
    });
    expect(result.stoppedBecause).toBe('interrupted');
    expect(result.trials.length).toBeGreaterThan(1);
  });
});

describe('a study asked to finish', () => {
  test('ends the search after the round at hand and still holds the final race', async () => {
    const control = createStudySteering();
    const { result, events } = await conductScene({
      time: createYieldingTime(),
      control,
      onEvent: (event) => {
        if (isSearchRound(event, 2, 1)) control.finish();
      },
    });
    const rounds = events.filter((e) => e.type === 'round-finished' && e.heat === 2);
    expect(rounds.length).toBeLessThanOrEqual(3);
    expect(actionsOf(events)).toEqual(['finishing']);
    expect(result.stoppedBecause).toBe('asked-to-finish');
    expect(result.raceSessions).toBeGreaterThanOrEqual(3);
    expect(result.trials).toHaveLength(5);
    expect(result.recommendation).not.toBeNull();
  });

  test('ends also where it was paused before, and while the default is measured', async () => {
    const control = createStudySteering();
    const { result } = await conductScene({
      time: createYieldingTime(),
      control,
      onEvent: (event) => {
        if (isSearchRound(event, 1, 1)) control.pause();
        if (event.type === 'steered' && event.action === 'paused') control.finish();
      },
    });
    expect(result.stoppedBecause).toBe('asked-to-finish');
    expect(result.trials).toHaveLength(1);
    expect(result.recommendation?.keepDefault).toBe(true);
  });
});

describe('a skipped heat', () => {
  test('keeps what was measured of its challengers and does not try them again', async () => {
    const control = createStudySteering();
    const { result, events } = await conductScene({
      time: createYieldingTime(),
      control,
      onEvent: (event) => {
        if (isSearchRound(event, 2, 1)) control.skip();
      },
    });
    expect(actionsOf(events)).toEqual(['skipped']);
    const skipped = result.trials.filter((t) => t.number >= 2 && t.number <= 5);
    expect(skipped.map((t) => t.status)).toEqual(Array(4).fill('measured'));
    expect(skipped.every((t) => t.status !== 'failed' && t.measurement.rounds <= 3)).toBe(true);
    expect(new Set(result.trials.map((t) => JSON.stringify(t.configuration))).size).toBe(
      result.trials.length,
    );
  });

  test('is not what a wish from before the heat, or in the race, or for the default is about', async () => {
    const control = createStudySteering();
    const { events } = await conductScene({
      time: createVirtualTime(),
      control,
      onEvent: (event) => {
        const isRace = event.type === 'heat-started' && event.phase === 'finish';
        if (isRace || isSearchRound(event, 1, 1)) control.skip();
      },
    });
    expect(actionsOf(events)).toEqual([]);
  });
});
