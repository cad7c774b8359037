import type { Clock } from '../../core/clock.ts';

/** Decides when the screen is drawn, so that watching never disturbs what is measured. */
export interface RedrawPacer {
  /** A round ended: the moment between two slices, when drawing disturbs least. Drawn at once or not at all. */
  betweenSlices(): void;
  /** Something else happened: drawn soon. */
  soon(): void;
  /** A key was pressed: drawn at once, up to ten times a second. */
  now(): void;
  close(): void;
}

/** Least time between two drawings: for keys and for events, ms. */
const LEAST_MS = { key: 100, event: 250 };
/** Share of one core that drawing may take while something is measured. */
const SHARE = 0.01;
/** How often the time left moves on while nothing happens, ms. */
const TICK_MS = 1000;
/** How much of a new cost enters the estimate. */
const LEARNING = 0.3;

/** Paces `draw`; what a drawing costs is measured, and slower terminals are drawn less often. */
export function createRedrawPacer(draw: () => void, clock: Clock): RedrawPacer {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let costMs = 0;
  let timer: NodeJS.Timeout | null = null;
  const drawNow = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    drawnAt = clock.now();
    draw();
    const took = clock.now() - drawnAt;
    costMs = costMs === 0 ? took : costMs + LEARNING * (took - costMs);
  };
  const eventMs = (): number => Math.max(LEAST_MS.event, costMs / SHARE);
  const within = (leastMs: number): void => {
    const waitMs = drawnAt + leastMs - clock.now();
    if (waitMs <= 0) drawNow();
    else timer ??= setTimeout(drawNow, waitMs);
  };
  const ticker = setInterval(() => {
    if (clock.now() - drawnAt >= Math.max(TICK_MS, eventMs()) - LEAST_MS.key) drawNow();
  }, TICK_MS);
  // A study that is over must not wait for the next tick.
  ticker.unref();
  return {
    betweenSlices: () => {
      if (clock.now() - drawnAt >= eventMs()) drawNow();
    },
    soon: () => within(LEAST_MS.event),
    now: () => within(LEAST_MS.key),
    close: () => {
      clearInterval(ticker);
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
