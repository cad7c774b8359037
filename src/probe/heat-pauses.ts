import type { Clock } from '../core/clock.ts';
import type { CpuTimes, DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import { monotonicClock } from './monotonic-clock.ts';

/** A heat's account of the time in which it stood still because somebody paused it. */
export interface HeatPauses {
  /** Waits for an answer; the wait counts neither as the heat's time nor as time in which it could be disturbed. */
  during<T>(answer: T | Promise<T>): Promise<T>;
  /** Time waited so far, ms. */
  totalMs(): number;
  /** A snapshot from before the waits, moved to where it would be had there been none. */
  moved(start: CpuTimes): CpuTimes;
}

/** An answer that comes sooner was no pause, ms: not worth a look at the machine. */
const SHORTEST_MS = 20;

export function createHeatPauses(
  monitor: DisturbanceMonitor,
  clock: Clock = monotonicClock,
): HeatPauses {
  let totalMs = 0;
  let busyMs = 0;
  let idleMs = 0;
  let stealMs = 0;
  return {
    during: async (answer) => {
      const since = clock.now();
      const before = monitor.snapshot();
      const value = await answer;
      const waitedMs = clock.now() - since;
      if (waitedMs < SHORTEST_MS) return value;
      const after = monitor.snapshot();
      totalMs += waitedMs;
      busyMs += after.busyMs - before.busyMs;
      idleMs += after.idleMs - before.idleMs;
      stealMs += after.stealMs - before.stealMs;
      return value;
    },
    totalMs: () => totalMs,
    moved: (start) => ({
      busyMs: start.busyMs + busyMs,
      idleMs: start.idleMs + idleMs,
      stealMs: start.stealMs + stealMs,
    }),
  };
}
