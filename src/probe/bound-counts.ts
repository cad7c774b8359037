import { boundClusterSize } from '../load/bound-cluster-size.ts';
import type { BoundCount } from '../load/load-statistics.ts';
import { type BlockRecord, countBound, latenciesOf, requestsOf } from './block-record.ts';
import type { LatencyLimit } from './load-settings.ts';

/** What the requests of some blocks are to each bound, as `boundEvidence` judges it. */
export function boundCounts(
  blocks: readonly BlockRecord[],
  limits: readonly LatencyLimit[],
): readonly BoundCount[] {
  const latenciesMs = latenciesOf(blocks);
  const sample = { latenciesMs, lost: requestsOf(blocks) - latenciesMs.length };
  return limits.map(({ metric, boundMs, quantile }) => ({
    metric,
    boundMs,
    quantile,
    violations: countBound(blocks, boundMs),
    clusterSize: boundClusterSize(sample, { boundMs, quantile }),
  }));
}
