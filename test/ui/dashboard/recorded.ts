import { readFileSync } from 'node:fs';
import { parseEvents } from '../../../src/report/published/parse-events.ts';
import type { StudyEvent } from '../../../src/study/study-event.ts';
import { type DashboardState, initialState } from '../../../src/ui/dashboard/dashboard-state.ts';
import { GAP } from '../../../src/ui/dashboard/layout.ts';
import { lookOf } from '../../../src/ui/dashboard/look.ts';
import { reduceEvent } from '../../../src/ui/dashboard/reduce-event.ts';
import { screenOf, type TerminalSize } from '../../../src/ui/dashboard/screen-view.ts';

export const EVENT_LOG: string = new URL('../fixtures/squeezenet.events.ndjson', import.meta.url)
  .pathname;
export const RESULT_FILE: string = new URL('../fixtures/squeezenet.run.json', import.meta.url)
  .pathname;

/** SqueezeNet 1.1 tuned for 100 s on a busy machine of two cores. */
export const RECORDED: readonly StudyEvent[] = parseEvents(
  readFileSync(EVENT_LOG, 'utf8'),
  'squeezenet.events.ndjson',
);

export const PLAIN_LOOK = lookOf({ colour: false, unicode: true });
export const COLOUR_LOOK = lookOf({ colour: true, unicode: true });
export const ASCII_LOOK = lookOf({ colour: false, unicode: false });

export function stateAfter(events: readonly StudyEvent[], start = initialState()): DashboardState {
  return events.reduce(reduceEvent, start);
}

/** The events up to the round of a heat, or all where there is no such round. */
export function eventsUntil(heat: number, round: number): readonly StudyEvent[] {
  const at = RECORDED.findIndex(
    (e) => e.type === 'round-finished' && e.heat === heat && e.round === round,
  );
  return RECORDED.slice(0, at + 1);
}

/** Lines of the screen as text, at the time of the last event. */
export function screenLines(
  state: DashboardState,
  size: TerminalSize,
  look = PLAIN_LOOK,
): readonly string[] {
  const bands = screenOf(state, state.progress.elapsedS, size, look);
  return bands.flatMap((band) => {
    const height = band[0]?.lines.length ?? 0;
    return Array.from({ length: height }, (_, row) =>
      band
        .map((panel) => (panel.lines[row] ?? []).map((s) => s.text).join(''))
        .join(' '.repeat(GAP)),
    );
  });
}
