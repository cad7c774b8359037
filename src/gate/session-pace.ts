import type { Clock } from '../core/clock.ts';

/** Sessions a budget is divided into: fewer tell too little of how sessions differ, more spend the time on starting. */
const SESSIONS = { planned: 8, least: 3 };
/** A session lasts at least this many times what starting its processes took, as long as that leaves the least sessions. */
const WORTHWHILE = 2.5;
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
  const share = (sessions: number): number => leftMs() / Math.max(1, sessions - started);
  return {
    leftMs,
    hasTime: () => leftMs() > openMs + ROUNDS.least * roundMs,
    startSession: () => {
      const plannedMs = share(SESSIONS.planned);
      const longestMs = share(SESSIONS.least);
      started++;
      const begun = clock.now();
      let last = begun;
      return (round) => {
        const now = clock.now();
        // A first round cannot be told from starting; from the second on both are known.
        if (round > 1) roundMs = now - last;
        if (round === 1) openMs = now - begun;
        if (round === 2) openMs = Math.max(0, last - begun - roundMs);
        last = now;
        const wantedMs = Math.max(plannedMs, Math.min(WORTHWHILE * openMs, longestMs));
        const isOver = now - begun + roundMs > wantedMs;
        return round >= ROUNDS.most || (round >= ROUNDS.wanted && isOver);
      };
    },
  };
}
