import { quantile } from '../../stats/quantile.ts';
import { sortSample } from '../../stats/sorted-sample.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { configurationText, publishedKey } from './published-words.ts';

/** The time of a run of one configuration. */
export interface LatencyCurve {
  readonly role: 'reference' | 'recommended';
  readonly configuration: string;
  readonly batch: number;
  /** Runs behind the curve. */
  readonly runs: number;
  /** Share of runs, 0 to 1, that took at most `ms`; from single runs where they were kept, else the quantiles claimed. */
  readonly points: readonly { readonly share: number; readonly ms: number }[];
  readonly isWhole: boolean;
}

/** More points than this no screen shows. */
const POINTS = 200;

/** Latency of the reference and of what is recommended; one curve where they are the same, none where none is known. */
export function latencyCurves({
  reference,
  recommendation,
}: PublishedResult): readonly LatencyCurve[] {
  const isSame =
    reference !== null &&
    recommendation !== null &&
    publishedKey(reference.configuration) === publishedKey(recommendation.configuration);
  return [
    ...(reference === null || isSame ? [] : [curveOf('reference', reference)]),
    ...(recommendation === null ? [] : [curveOf('recommended', recommendation)]),
  ].filter((curve) => curve.points.length > 0);
}

function curveOf(
  role: LatencyCurve['role'],
  m: NonNullable<PublishedResult['reference' | 'recommendation']>,
): LatencyCurve {
  const runTimes = m.run_times_ms ?? [];
  const common = {
    role,
    configuration: configurationText(m.configuration),
    batch: m.configuration.batch_size,
  };
  if (runTimes.length > 0) {
    const sample = sortSample(runTimes);
    const steps = Math.min(POINTS, runTimes.length);
    const points = Array.from({ length: steps + 1 }, (_, i) => {
      const share = i / steps;
      return { share, ms: quantile(sample, share) };
    });
    return { ...common, runs: runTimes.length, points, isWhole: true };
  }
  const { p50, p90, p95, p99 } = m.latency_ms;
  const claimed = [
    { share: 0.5, ms: p50 },
    { share: 0.9, ms: p90 },
    { share: 0.95, ms: p95 },
    { share: 0.99, ms: p99 },
  ].flatMap(({ share, ms }) => (ms === null ? [] : [{ share, ms }]));
  return { ...common, runs: Math.floor(m.runs), points: claimed, isWhole: false };
}
