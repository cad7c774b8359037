import type { Estimate } from '../core/estimate.ts';
import { bestOf } from '../stats/best-of.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { winnerInterval } from '../stats/winner-interval.ts';
import type { ComparedBy, WonBy } from './contest-result.ts';

/** A log-ratio of two variants, and where it is from. */
export interface Versus {
  readonly ratio: MeanEstimate;
  readonly comparedBy: ComparedBy;
}

/** Feasible variants, by their places. */
export interface Field {
  readonly size: number;
  readonly accuracy: (place: number) => number | null;
  /** Log-ratio of the speed of `a` to that of `b`. */
  readonly versus: (a: number, b: number) => Versus;
}

/** The order of a field. */
export interface Ranking {
  readonly winner: number;
  readonly wonBy: WonBy;
  /** Probability that no other is faster. */
  readonly chance: number;
  /** The others, the fastest first: how many times as fast as the winner each is. */
  readonly others: readonly {
    readonly place: number;
    readonly speed: Estimate;
    readonly comparedBy: ComparedBy;
  }[];
}

/** Speed of the winner to another's, with the interval that a winner of several deserves. */
function lead({ versus, size }: Field, winner: number, other: number): Estimate {
  return winnerInterval(versus(winner, other).ratio, size - 1);
}

/** Speeds this near to the fastest (as a log) may give way to accuracy. */
const CLOSE = Math.log(1.1);

/**
 * The fastest, or the most accurate of those that are about as fast: cannot be told from it beyond doubt (95 %), and lie
 * within 10 % of it as measured, for where little was measured everything is in doubt.
 */
function pick(field: Field): { readonly winner: number; readonly wonBy: WonBy } {
  const places = Array.from({ length: field.size }, (_, i) => i);
  const speeds = places.map((i) => field.versus(i, 0).ratio.mean);
  const fastest = speeds.indexOf(Math.max(...speeds));
  if (field.size === 1) return { winner: 0, wonBy: 'only' };
  const accuracyOf = (place: number): number => field.accuracy(place) ?? -Infinity;
  const isAbout = (place: number): boolean => {
    const ahead = lead(field, fastest, place);
    return ahead.low <= 0 && ahead.value <= CLOSE;
  };
  const [accurate] = places
    .filter((i) => i !== fastest && accuracyOf(i) > accuracyOf(fastest) && isAbout(i))
    .sort((a, b) => accuracyOf(b) - accuracyOf(a) || (speeds[b] ?? 0) - (speeds[a] ?? 0));
  return accurate === undefined
    ? { winner: fastest, wonBy: 'speed' }
    : { winner: accurate, wonBy: 'accuracy' };
}

function inverse({ value, low, high }: Estimate): Estimate {
  return { value: -value, low: -high, high: -low };
}

/** Ranks the feasible variants, at least one: speed decides, and accuracy where speed does not tell them apart. */
export function rankVariants(field: Field): Ranking {
  const { winner, wonBy } = pick(field);
  const places = Array.from({ length: field.size }, (_, i) => i);
  const standing = places.map((i) => field.versus(i, winner).ratio);
  const others = places
    .filter((place) => place !== winner)
    .map((place) => ({
      place,
      speed: logEstimateToRatio(
        wonBy === 'accuracy'
          ? winnerInterval(field.versus(place, winner).ratio, 0)
          : inverse(lead(field, winner, place)),
      ),
      comparedBy: field.versus(place, winner).comparedBy,
    }))
    .sort((a, b) => b.speed.value - a.speed.value);
  return { winner, wonBy, chance: bestOf(standing)[winner] ?? 0, others };
}
