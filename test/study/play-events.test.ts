import { describe, expect, test } from 'vitest';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { playEvents } from '../../src/study/play-events.ts';
import { createStudySteering } from '../../src/study/study-control.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import { conductScene, USUAL } from './conduct.ts';

const { events } = await conductScene({ noise: USUAL });
const lastMs = events.at(-1)?.atMs ?? 0;
const never = new AbortController().signal;

async function played(
  speed: number,
  onEvent: (event: StudyEvent) => void = () => {},
  signal = never,
): Promise<{ seen: readonly StudyEvent[]; tookMs: number; control: unknown }> {
  const time = createVirtualTime();
  const control = createStudySteering();
  const seen: StudyEvent[] = [];
  for await (const event of playEvents(events, { speed, sleep: time.sleep, control }, signal)) {
    seen.push(event);
    onEvent(event);
  }
  return { seen, tookMs: time.now(), control };
}

describe('a recorded study', () => {
  test.each([1, 10])('plays at %d times its speed', async (speed) => {
    const { seen, tookMs } = await played(speed);
    expect(seen).toEqual(events);
    expect(tookMs).toBeCloseTo(lastMs / speed);
  });

  test('plays without waiting at the highest speed', async () => {
    expect((await played(Number.POSITIVE_INFINITY)).tookMs).toBe(0);
  });

  test('stops when nobody watches any more', async () => {
    const leaving = new AbortController();
    const { seen } = await played(
      10,
      (e) => e.type === 'trial-finished' && leaving.abort(),
      leaving.signal,
    );
    expect(seen.length).toBeLessThan(events.length);
  });

  test('stands still while paused, and goes on to the end at once when asked', async () => {
    const time = createVirtualTime();
    const control = createStudySteering();
    const seen: StudyEvent[] = [];
    const playing = { speed: 1, sleep: time.sleep, control };
    for await (const event of playEvents(events, playing, never)) {
      seen.push(event);
      if (event.type === 'trial-finished' && event.trial.number === 1) control.pause();
      if (event.type === 'steered' && event.action === 'paused') setImmediate(control.finish);
    }
    const steered = seen.flatMap((e) => (e.type === 'steered' ? [e.action] : []));
    expect(steered).toEqual(['paused', 'continued']);
    expect(seen.filter((e) => e.type !== 'steered')).toEqual(events);
    expect(time.now()).toBeLessThan(lastMs / 2);
  });
});
