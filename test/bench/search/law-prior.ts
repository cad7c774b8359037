import type { OperatorFamily } from '../../../operators/operator.ts';
import type { HostConstants } from '../../../src/cost/host-constants.ts';
import { loadOf } from '../../../src/cost/load-times.ts';
import { predictSurface } from '../../../src/cost/predict-surface.ts';
import { runTimeMs, workingSetBytes } from '../../../src/cost/run-time.ts';
import { unitTimeMs } from '../../../src/cost/unit-time.ts';
import type { LawPoint, OperatorResponse } from '../../../src/knowledge/search-prior.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import { sessionBytesOf } from '../../../src/space/memory-estimate.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SpaceModel } from '../../../src/space/space-request.ts';
import { activationPeakBytes } from '../../../src/work/activation-peak.ts';
import type { GraphWork } from '../../../src/work/work-unit.ts';
import type { Limits } from './limits.ts';

/** Deviation of the logarithm of predicted memory: measured peaks lay within a factor of two. */
const MEMORY_DEVIATION = 0.35;
/** Families with less of the time than this decide nothing. */
const LEAST_SHARE = 0.01;

type WorkAt = (batch: number) => GraphWork;

/** What the cost law and its constants expect before anything is measured. */
export interface LawRequest {
  readonly space: SearchSpace;
  readonly workAt: WorkAt;
  readonly baseBatch: number;
  readonly host: HostConstants;
  readonly limits: Limits;
}

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

/** One point for each configuration of the space, in its order. */
export function lawPoints({
  space,
  workAt,
  baseBatch,
  host,
  limits,
}: LawRequest): readonly LawPoint[] {
  const [reference, ...predictions] = predictSurface([space.reference, ...space.configurations], {
    workAt,
    host,
    defaultThreads: host.cores,
    model: spaceModelOf(workAt, baseBatch),
  });
  const base = reference?.throughputIps ?? Number.NaN;
  return predictions.map((p) => ({
    logRatio: Math.log(p.throughputIps / base),
    deviation: p.configuration === space.reference ? 0 : p.relativeLogDeviation,
    throughputIps: p.throughputIps,
    runMs: p.runMs,
    margins: limits.map(({ of, bound }) =>
      of === 'latencyMs'
        ? { value: Math.log(bound / p.runMs), deviation: p.logDeviation }
        : { value: Math.log(bound / p.memoryBytes), deviation: MEMORY_DEVIATION },
    ),
  }));
}

/** How each operator family of the model alone would respond, largest share first. */
export function operatorResponses({
  space,
  workAt,
  host,
}: LawRequest): readonly OperatorResponse[] {
  const works = new Map<number, GraphWork>();
  const timesOf = (c: Configuration): ReadonlyMap<OperatorFamily, number> => {
    const work = works.get(c.batchSize) ?? workAt(c.batchSize);
    works.set(c.batchSize, work);
    return familyTimesMs(work, host, c);
  };
  const usual = timesOf(space.reference);
  const total = [...usual.values()].reduce((a, b) => a + b, 0);
  const all = space.configurations.map((c) => ({ c, times: timesOf(c) }));
  return [...usual]
    .map(([family, time]) => ({
      family,
      share: time / total,
      logRates: all.map(({ c, times }) =>
        Math.log((1000 * c.batchSize * c.instances) / (times.get(family) ?? Number.NaN)),
      ),
    }))
    .filter(({ share, logRates }) => share >= LEAST_SHARE && logRates.every(Number.isFinite))
    .sort((a, b) => b.share - a.share);
}

/** The time of a run, contention included, divided among the families as their kernels alone take it. */
function familyTimesMs(
  work: GraphWork,
  host: HostConstants,
  c: Configuration,
): ReadonlyMap<OperatorFamily, number> {
  const load = loadOf(c, host.cores);
  const at = {
    ...load,
    instances: Math.min(load.instances, Math.max(1, host.cores / load.threads)),
    workingSetBytes: workingSetBytes(work),
  };
  const times = new Map<OperatorFamily, number>();
  let total = 0;
  for (const unit of work.units) {
    const time = unit.times * unitTimeMs(unit, host, at);
    times.set(unit.family, (times.get(unit.family) ?? 0) + time);
    total += time;
  }
  const scale = runTimeMs(work, host, load) / total;
  return new Map([...times].map(([family, time]) => [family, scale * time]));
}
