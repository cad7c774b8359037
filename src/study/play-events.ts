import type { StudyControl } from './study-control.ts';
import type { StudyEvent } from './study-event.ts';

/** How a recorded stream is played. */
export interface Playing {
  /** How many times faster than it happened; Infinity plays without waiting. */
  readonly speed: number;
  /** Lets `ms` pass; rejects when aborted. With 0 it lets others have their turn. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly control: StudyControl;
}

/** The longest wait between two events, ms: nobody watches a pause that lasted an hour. */
const LONGEST_MS = 20_000;

/**
 * Yields recorded events at the times they happened, faster by `speed`. A pause holds it; a wish to finish plays the
 * rest without waiting. Ends early when aborted.
 */
export async function* playEvents(
  events: readonly StudyEvent[],
  { speed, sleep, control }: Playing,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, void> {
  let atMs = events[0]?.atMs ?? 0;
  for (const event of events) {
    if (control.isPaused()) {
      yield { type: 'steered', action: 'paused', atMs };
      await control.untilResumed(signal);
      yield { type: 'steered', action: 'continued', atMs };
    }
    const gapMs = Math.min(LONGEST_MS, Math.max(0, event.atMs - atMs));
    const waitMs = control.isFinishing() ? 0 : gapMs / speed;
    try {
      await sleep(waitMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    atMs = Math.max(atMs, event.atMs);
    yield event;
  }
}
