import type { Estimate } from '../core/estimate.ts';

/** What a comparison came to. */
export type Verdict = 'improved' | 'held' | 'regressed' | 'inconclusive';

/** A range of log-ratios; `low <= high`. */
export interface Region {
  readonly low: number;
  readonly high: number;
}

/** Shares within which a ratio counts as unchanged: 0.05 lets it fall to 1 / 1.05 or rise to 1.05. */
export interface Tolerances {
  /** The change that matters to the user. */
  readonly band: number;
  /** The change that the machine shows where nothing changed. */
  readonly noiseFloor: number;
}

/**
 * Judges the 95 % interval of a log-ratio (higher is better) against what was promised of it, as criterion.rs does:
 * regressed or improved only where the whole interval lies beyond the promise by more than the band, and the band is at
 * least the noise floor. The question is whether anything was *lost*, so held asks that the whole interval lies above the
 * lower edge of the user's band (it may reach over the upper one); noise makes it harder to accuse, never easier to acquit.
 * Everything else is inconclusive.
 */
export function verdictOf(
  interval: Estimate,
  promise: Region,
  { band, noiseFloor }: Tolerances,
): Verdict {
  const margin = Math.log1p(Math.max(band, noiseFloor));
  if (interval.high < promise.low - margin) return 'regressed';
  if (interval.low > promise.high + margin) return 'improved';
  return interval.low >= promise.low - Math.log1p(band) ? 'held' : 'inconclusive';
}

/** The verdict on all together: one loss is a loss, one open question keeps it open. Held where there is nothing. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  const order: readonly Verdict[] = ['regressed', 'inconclusive', 'improved'];
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'held';
}
