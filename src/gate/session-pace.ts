import type { Clock } from '../core/clock.ts';

/** Sessions a budget is divided into: fewer tell too little of how sessions differ, more spend the time on starting. */
const PLANNED_SESSIONS = 8;
/** Rounds a session has where the time allows it, those that are worth a last one, and the most. */
const ROUNDS = { wanted: 4, least: 3, most: 24 };

/** Divides the time of a check among its sessions. */
export interface SessionPace {
  leftMs(): number;
  /** Whether a further session would come to anything, by what the last one cost. */
  hasTime(): boolean;
  /** Begins a session; the function returned is called after each of its rounds and says whether it ends. */
  startSession(): (round: number) => boolean;
}

/** A pace towards `deadline`, on the same clock. */
export function createSessionPace(clock: Clock, deadline: number): SessionPace {
  let started = 0;
  let openMs = 0;
  let roundMs = 0;
  const leftMs = (): number => deadline - clock.now();
  return {
    leftMs,
    hasTime: () => leftMs() > openMs + ROUNDS.least * roundMs,
    startSession: () => {
      const shareMs = leftMs() / Math.max(1, PLANNED_SESSIONS - started++);
      const begun = clock.now();
      let last = begun;
      return (round) => {
        const now = clock.now();
        if (round === 1) openMs = now - begun - roundMs;
        else roundMs = now - last;
        if (round === 2) openMs = Math.max(0, last - begun - roundMs);
        last = now;
        const isOver = now - begun + roundMs > shareMs;
        return round >= ROUNDS.most || (round >= ROUNDS.wanted && isOver);
      };
    },
  };
}
