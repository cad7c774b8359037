import type { Random } from '../../../src/core/random.ts';
import { tInterval } from '../../../src/stats/interval.ts';
import type { MeanEstimate } from '../../../src/stats/mean-estimate.ts';
import { sessionMean } from '../../../src/stats/session-mean.ts';
import { winnerInterval } from '../../../src/stats/winner-interval.ts';
import type { RecordedSurface } from './recorded-surface.ts';

/** How far a fresh session is off the long-run value of its configuration, as a surface's replicates show it. */
export interface SessionNoise {
  /** Deviations of replicates from their mean, enlarged to be those of single sessions. */
  readonly deviations: readonly number[];
  /** Standard errors that sessions gave for themselves. */
  readonly standardErrors: readonly number[];
}

/** null where there is nothing to learn it from: every configuration was measured once. */
export function sessionNoiseOf({ points }: RecordedSurface): SessionNoise | null {
  const deviations: number[] = [];
  const standardErrors: number[] = [];
  for (const { replicates } of points) {
    const measured = replicates.filter((r) => r.logRatio !== null && r.standardError !== 0);
    if (measured.length < 2) continue;
    const values = measured.map((r) => r.logRatio as number);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const enlarged = Math.sqrt(values.length / (values.length - 1));
    deviations.push(...values.map((v) => (v - mean) * enlarged));
    standardErrors.push(...measured.flatMap((r) => r.standardError ?? []));
  }
  return deviations.length === 0 || standardErrors.length === 0
    ? null
    : { deviations, standardErrors };
}

/** What the race of a study says of its winner's gain over the default, and what it is in the long run. */
export interface RaceClaim {
  readonly covers: boolean;
  /** Half of the interval, as a log-ratio. */
  readonly half: number;
}

/** As in a study: see src/study/final-race.ts. */
const SESSIONS = { enough: 3, most: 7 };
const TARGET_PRECISION = 0.02;

/**
 * Runs the final race of a study on the long-run values of the finalists, log-ratios to the default: fresh sessions, each
 * off by what replicates are, until it is precise or seven were run; the winner's interval as a study reports it. null where
 * the default would be kept, of which nothing is claimed.
 */
export function raceClaim(
  values: readonly number[],
  { deviations, standardErrors }: SessionNoise,
  random: Random,
): RaceClaim | null {
  const drawn = (from: readonly number[]): number => from[random.integer(from.length)] as number;
  const lanes = values.map((value) => ({ value, sessions: [] as MeanEstimate[] }));
  const estimates = (): readonly MeanEstimate[] =>
    lanes.map(({ sessions }) =>
      sessionMean(
        sessions,
        lanes.filter((l) => l.sessions !== sessions).map((l) => l.sessions),
      ),
    );
  for (let session = 1; session <= SESSIONS.most; session++) {
    for (const { value, sessions } of lanes) {
      const sign = random.integer(2) === 0 ? -1 : 1;
      const mean = value + sign * drawn(deviations);
      sessions.push({ mean, standardError: drawn(standardErrors), degreesOfFreedom: 3 });
    }
    if (session >= SESSIONS.enough && estimates().every(isPrecise)) break;
  }
  const judged = estimates()
    .map((estimate, i) => ({
      truth: values[i] as number,
      ...winnerInterval(estimate, values.length - 1),
    }))
    .sort((a, b) => b.value - a.value);
  const winner = judged.find((j) => j.low > 0);
  if (winner === undefined) return null;
  const { truth, low, high } = winner;
  return { covers: truth >= low && truth <= high, half: (high - low) / 2 };
}

function isPrecise({ mean, standardError, degreesOfFreedom }: MeanEstimate): boolean {
  const { low, high } = tInterval(mean, standardError, degreesOfFreedom);
  return (high - low) / 2 <= TARGET_PRECISION;
}
