import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import { median } from '../../../src/stats/median.ts';
import type { RecordedPoint, RecordedSurface } from './recorded-surface.ts';

/** What all replicates together say. */
export interface Truth {
  /** Log-ratio to the reference: mean over replicates, weighted by precision; null where none was measured. */
  readonly logRatio: number | null;
  /** Of `logRatio`, from the replicates' own errors and how far they are apart. */
  readonly standardError: number | null;
  /** Median over replicates. */
  readonly latencyMs: number | null;
  readonly rssBytes: number | null;
  /** Whether every replicate was measured: only then it may be the best. */
  readonly isSound: boolean;
}

/** Standard errors below this are luck of few rounds; they must not outweigh the other replicates. */
const LEAST_ERROR = 0.005;

/** Truth by configuration. */
export function truthsOf(surface: RecordedSurface): ReadonlyMap<string, Truth> {
  return new Map(surface.points.map((p) => [configurationKey(p.configuration), truthOf(p)]));
}

function truthOf({ replicates }: RecordedPoint): Truth {
  const measured = replicates.flatMap(({ steadyLogRatio: logRatio, standardError }) =>
    logRatio === null ? [] : [{ logRatio, error: Math.max(LEAST_ERROR, standardError ?? 0) }],
  );
  const values = (of: (r: (typeof replicates)[number]) => number | null): number | null => {
    const known = replicates.map(of).filter((v) => v !== null);
    return known.length === 0 ? null : median(known);
  };
  const { mean, error } = weightedMean(measured);
  const isReference = replicates.every((r) => r.steadyLogRatio === 0 && r.standardError === 0);
  return {
    logRatio: measured.length === 0 ? null : mean,
    standardError: measured.length === 0 ? null : isReference ? 0 : error,
    latencyMs: values((r) => r.latencyMs),
    rssBytes: values((r) => r.rssBytes),
    isSound: measured.length === replicates.length,
  };
}

/** Mean weighted by precision; its error is the larger of what the errors and what the spread of the values say. */
function weightedMean(values: readonly { readonly logRatio: number; readonly error: number }[]): {
  readonly mean: number;
  readonly error: number;
} {
  let [weights, sum] = [0, 0];
  for (const { logRatio, error } of values) {
    weights += error ** -2;
    sum += logRatio * error ** -2;
  }
  const mean = sum / weights;
  const spread = values.reduce((s, v) => s + ((v.logRatio - mean) / v.error) ** 2, 0);
  const inflation = values.length > 1 ? Math.max(1, spread / (values.length - 1)) : 1;
  return { mean, error: Math.sqrt(inflation / weights) };
}

/** Largest log-ratio among the configurations that were measured in every replicate and pass the test. */
export function bestOf(
  truths: ReadonlyMap<string, Truth>,
  isAllowed: (truth: Truth) => boolean = () => true,
): number {
  let best = -Infinity;
  for (const truth of truths.values()) {
    if (truth.isSound && truth.logRatio !== null && isAllowed(truth))
      best = Math.max(best, truth.logRatio);
  }
  return best;
}

/** Configurations this near the best decide regret, as a log-ratio. */
const NEAR_BEST = 0.1;

/** Typical standard error of the truth near the top: regret below it cannot be told from none. */
export function noiseFloorOf(truths: ReadonlyMap<string, Truth>): number {
  const best = bestOf(truths);
  const near = [...truths.values()].filter((t) => (t.logRatio ?? -Infinity) >= best - NEAR_BEST);
  return median(near.map((t) => t.standardError ?? 0));
}

/** Share of the best that a configuration gives away; 1 for one that never ran. */
export function regretOf(
  truths: ReadonlyMap<string, Truth>,
  best: number,
  configuration: Configuration,
): number {
  const value = truths.get(configurationKey(configuration))?.logRatio ?? -Infinity;
  return Math.max(0, 1 - Math.exp(value - best));
}
