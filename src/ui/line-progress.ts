import type { Clock } from '../core/clock.ts';
import { safeText } from '../report/safe-text.ts';
import type { TextStyle } from '../report/text-style.ts';
import { wrapText } from '../report/wrap-text.ts';
import type { StudyEvent } from '../study/study-event.ts';
import { progressLine } from './progress-line.ts';
import { NO_PROGRESS, nextProgress } from './progress-state.ts';
import type { Progress, ProgressStream } from './progress-stream.ts';
import { studyHeadline } from './study-headline.ts';

/** At most ten redraws a second: each wakes the terminal, on the machine that is being measured. */
const REDRAW_MS = 100;
/** How often the time left moves on while nothing happens. */
const TICK_MS = 1000;
const USUAL_COLUMNS = 80;
/** Back to the start of the line, and erase it: all a terminal needs to know. */
const CLEAR = '\r\u001b[K';

/**
 * Progress on a terminal: one line that replaces itself. Only what lasts (what is searched, warnings) scrolls by. The
 * cursor is never hidden, so that nothing is left to repair when the process is killed.
 */
export function createLineProgress(
  stream: ProgressStream,
  look: Omit<TextStyle, 'columns'>,
  clock: Clock,
): Progress {
  let state = NO_PROGRESS;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let heardAt = clock.now();
  let shown = '';
  // The last column stays empty: a full line would wrap on some terminals.
  const columns = (): number => (stream.columns || USUAL_COLUMNS) - 1;
  const draw = (): void => {
    const nowS = state.elapsedS + (clock.now() - heardAt) / 1000;
    drawnAt = clock.now();
    const line = progressLine(state, nowS, { ...look, columns: columns() });
    if (line === shown) return;
    shown = line;
    stream.write(CLEAR + line);
  };
  const clear = (): void => {
    if (shown !== '') stream.write(CLEAR);
    shown = '';
  };
  const say = (lines: readonly string[]): void => {
    clear();
    stream.write(lines.map((line) => `${line}\n`).join(''));
    drawnAt = Number.NEGATIVE_INFINITY;
  };
  const announce = (event: StudyEvent): void => {
    const wrap = (text: string): string[] =>
      wrapText(text, { columns: columns(), indent: '  ', first: '' });
    if (event.type === 'study-started') {
      const [model = '', ...rest] = studyHeadline(event, look.glyphs).map(wrap);
      say([...model].map(look.palette.strong).concat(rest.flat()));
    } else if (event.type === 'warning') {
      say(wrap(`warning: ${safeText(event.message, look.glyphs, 1000)}`).map(look.palette.caution));
    }
  };
  const ticker = setInterval(draw, TICK_MS);
  // A study that is over must not wait for the next tick.
  ticker.unref();
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(ticker);
    clear();
  };
  return {
    event: (event) => {
      if (!isOpen) return;
      state = nextProgress(state, event);
      heardAt = clock.now();
      announce(event);
      if (event.type === 'study-finished') close();
      else if (clock.now() - drawnAt >= REDRAW_MS) draw();
    },
    close,
  };
}
