import type { Estimate } from '../core/estimate.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import type { Failure } from '../study/trial.ts';
import type { AssertionName, Finding } from './assertion.ts';
import type { CheckSetup } from './check-setup.ts';
import { type Comparisons, noiseFloor, OPPONENTS, type Opponent } from './comparison.ts';
import { calmSessions, type GateMeasurement } from './gate-session.ts';
import type { ServingLock } from './serving-lock.ts';
import { isSameClass } from './staleness.ts';
import { type Region, verdictOf } from './verdict.ts';

/** Sessions without which no comparison counts: one cannot tell how far sessions differ. */
export const LEAST_SESSIONS = 2;

const NAME_OF: Readonly<Record<Opponent, AssertionName>> = {
  default: 'holds-against-default',
  baseline: 'holds-against-baseline',
  other: 'holds-against-other',
};

const WORDS: Readonly<Record<Opponent, string>> = {
  default: "the runtime's default",
  baseline: 'the baseline model',
  other: 'the other configuration',
};

/** Nothing gained, nothing lost. */
const EQUAL: Region = { low: 0, high: 0 };

/**
 * What a lock promises of its speed-up over the default, as a log-ratio. It is the interval that was measured, not its middle:
 * a lock that was lucky must not fail every later check. On another class of machine, or where the interval is not
 * known, it only promises to be no worse than the default (or than what it was).
 */
export function promiseOf({ evidence }: ServingLock, sameClass: boolean): Region | null {
  const speedup = evidence.speedupVsDefault;
  if (speedup === null) return null;
  const value = Math.log(speedup.value);
  const isKnown = speedup.low > 0 && Number.isFinite(speedup.high);
  const low = isKnown ? Math.log(speedup.low) : Math.min(0, value);
  const high = isKnown ? Math.log(speedup.high) : value;
  return sameClass ? { low, high } : { low: Math.min(0, low), high: Math.max(0, high) };
}

/** Whether the locked configuration holds against each opponent, one finding for each that was asked for. */
export function checkHolding(
  setup: CheckSetup,
  measured: GateMeasurement,
  comparisons: Comparisons,
): readonly Finding[] {
  return OPPONENTS.filter((opponent) => isAsked(opponent, setup)).map((opponent) => {
    const found = judgeOpponent(opponent, setup, measured, comparisons);
    return { name: NAME_OF[opponent], subject: null, ...found };
  });
}

/** Whether an opponent takes part: one that was given, and whose assertion is not switched off. */
export function isAsked(opponent: Opponent, { baseline, other, levels }: CheckSetup): boolean {
  const isGiven = { default: true, baseline: baseline !== null, other: other !== null };
  return isGiven[opponent] && levels[NAME_OF[opponent]] !== 'off';
}

type Judged = Omit<Finding, 'name' | 'subject'>;

const QUIET = 'Run it again on a quieter machine, or with a longer --budget.';

function judgeOpponent(
  opponent: Opponent,
  setup: CheckSetup,
  measured: GateMeasurement,
  comparisons: Comparisons,
): Judged {
  const failure = measured.failures.get('locked') ?? measured.failures.get('twin');
  if (failure !== undefined) return lockedFails(failure);
  const promise =
    opponent === 'default' ? promiseOf(setup.lock, isSameClass(setup.lock, setup.host)) : EQUAL;
  if (promise === null) {
    return unasked("the runtime's default did not work when this was locked");
  }
  const theirs = measured.failures.get(opponent);
  if (theirs !== undefined) return opponentFails(opponent, theirs);
  const ratio = comparisons.against.get(opponent);
  const calm = calmSessions(measured).length;
  if (ratio === undefined || calm < LEAST_SESSIONS) return tooFewSessions(measured, ratio);
  const floor = noiseFloor(comparisons);
  const verdict = verdictOf(ratio, promise, { band: setup.band, noiseFloor: floor });
  return judged(opponent, logEstimateToRatio(ratio), verdict);
}

function judged(opponent: Opponent, ratio: Estimate, verdict: Judged['verdict']): Judged {
  const what = WORDS[opponent];
  const lost =
    opponent === 'default'
      ? `the advantage over ${what} has dropped below what was locked`
      : `slower than ${what}`;
  switch (verdict) {
    case 'regressed':
      return { status: 'failed', verdict, ratio, message: lost, hint: hintOfLoss(opponent) };
    case 'improved': {
      const message =
        opponent === 'default'
          ? `the advantage over ${what} has grown beyond what was locked`
          : `faster than ${what}`;
      return { status: 'passed', verdict, ratio, message, hint: null };
    }
    case 'held': {
      const message =
        opponent === 'default'
          ? `the advantage over ${what} is what was locked`
          : `not slower than ${what}`;
      return { status: 'passed', verdict, ratio, message, hint: null };
    }
    default: {
      const message = `not known whether it still holds against ${what}: the interval is too wide`;
      return { status: 'inconclusive', verdict: 'inconclusive', ratio, message, hint: QUIET };
    }
  }
}

function hintOfLoss(opponent: Opponent): string {
  return opponent === 'baseline'
    ? 'The model became slower: look at what changed in its graph.'
    : 'Search again with `tune` and lock the result, or undo what changed.';
}

function lockedFails({ kind, message }: Failure): Judged {
  // A session that was not ready in time says more of the budget than of the configuration.
  const isOpen = kind === 'timeout';
  return {
    status: isOpen ? 'inconclusive' : 'failed',
    verdict: isOpen ? 'inconclusive' : 'regressed',
    ratio: null,
    message: `the locked configuration does not work here: ${message}`,
    hint: isOpen ? 'Give it a longer --budget.' : 'Search again with `tune` and lock the result.',
  };
}

function opponentFails(opponent: Opponent, { message }: Failure): Judged {
  const text = `${WORDS[opponent]} does not work here: ${message}`;
  return {
    status: 'inconclusive',
    verdict: 'inconclusive',
    ratio: null,
    message: text,
    hint: null,
  };
}

function unasked(message: string): Judged {
  return { status: 'not-applicable', verdict: null, ratio: null, message, hint: null };
}

function tooFewSessions(measured: GateMeasurement, ratio: Estimate | undefined): Judged {
  const all = measured.sessions.length;
  const calm = calmSessions(measured).length;
  const isLoaded = all - calm > 0;
  const message = isLoaded
    ? `other work disturbed ${all - calm} of ${all} sessions: what is left is too little for a verdict`
    : `the time sufficed for ${all === 0 ? 'no session' : 'one session'} only`;
  return {
    status: 'inconclusive',
    verdict: 'inconclusive',
    ratio: ratio === undefined ? null : logEstimateToRatio(ratio),
    message,
    hint: isLoaded
      ? 'Stop what else runs on the machine, then check again.'
      : 'Give it a longer --budget.',
  };
}
