import { formatSignificant } from '../core/format-significant.ts';
import { boundEvidence } from '../load/bound-evidence.ts';
import type { LoadStatistics } from '../load/load-statistics.ts';
import type { LatencyQuantiles, Measurement } from '../study/trial.ts';

/** How a configuration stands to its bounds on latency: to the worst of them. */
type BoundStanding = 'held' | 'open' | 'broken' | 'overload';

/** Null where no latency is bounded. */
export function boundStanding({
  overloaded,
  requests,
  bounds,
}: LoadStatistics): BoundStanding | null {
  if (overloaded) return 'overload';
  if (bounds.length === 0) return null;
  if (requests === 0) return 'open';
  const verdicts = bounds.map((bound) => boundEvidence({ ...bound, requests }).verdict);
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.includes('undecided') ? 'open' : 'held';
}

type TailName = Exclude<keyof LatencyQuantiles, 'mean'>;
const TAILS: readonly (readonly [TailName, number])[] = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
];

/** The quantile of latency that is bounded, the highest where several are; the p99 where none is. */
export function boundedTail(quantiles: readonly number[]): TailName {
  const highest = quantiles.length === 0 ? 0.99 : Math.max(...quantiles);
  return TAILS.find(([, p]) => p >= highest)?.[0] ?? 'p99';
}

/** The bounded quantile, ms; null where it is not known, or says nothing since the queue grew. */
export function tailMs(
  { latencyMs, load }: Pick<Measurement, 'latencyMs' | 'load'>,
  tail: TailName,
): number | null {
  return load?.overloaded ? null : latencyMs[tail];
}

/** Requests served per second `of` those offered; a closed load offers what is served. */
export function servedOfOffered({ servedPerS, offeredPerS }: LoadStatistics): string {
  const rate = (perS: number): string => formatSignificant(perS >= 10 ? Math.round(perS) : perS, 2);
  return offeredPerS === null ? rate(servedPerS) : `${rate(servedPerS)} of ${rate(offeredPerS)}`;
}
