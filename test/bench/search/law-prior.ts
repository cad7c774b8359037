import { lawPrior } from '../../../src/cli/law-points.ts';
import type { HostConstants } from '../../../src/cost/host-constants.ts';
import type { SearchPrior } from '../../../src/knowledge/search-prior.ts';
import { sessionBytesOf } from '../../../src/space/memory-estimate.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SpaceModel } from '../../../src/space/space-request.ts';
import { activationPeakBytes } from '../../../src/work/activation-peak.ts';
import type { GraphWork } from '../../../src/work/work-unit.ts';
import type { Limits } from './limits.ts';

type WorkAt = (batch: number) => GraphWork;

/** What the cost law and its constants expect before anything is measured. */
export interface LawRequest {
  readonly space: SearchSpace;
  readonly workAt: WorkAt;
  readonly baseBatch: number;
  readonly host: HostConstants;
  readonly limits: Limits;
}

/** What each limit bounds, as constraints of a study name it. */
const METRIC = { latencyMs: 'latency_p50_ms', rssBytes: 'peak_rss_bytes' } as const;

/** The model as its memory is estimated. */
export function spaceModelOf(workAt: WorkAt, baseBatch: number): SpaceModel {
  const work = workAt(baseBatch);
  return {
    baseBatch,
    batchable: true,
    parallelBranches: false,
    bytesPerSample: activationPeakBytes(work, 0) / baseBatch,
    sessionBytes: sessionBytesOf(work.weightBytes),
  };
}

/** What a study of this model on this host would start from, as far as the cost law tells. */
export function recordedLaw(request: LawRequest): Pick<SearchPrior, 'law' | 'operators'> {
  const { space, workAt, baseBatch, host, limits } = request;
  return lawPrior({
    space,
    model: spaceModelOf(workAt, baseBatch),
    workAt,
    constants: new Map([[space.reference.provider, host]]),
    defaultThreads: host.cores,
    objective: 'throughput',
    constraints: limits.map(({ of, bound }) => ({
      metric: METRIC[of],
      relation: '<=',
      bound,
      text: `${METRIC[of]}<=${bound}`,
    })),
  });
}
