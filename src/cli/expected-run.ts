import type { HostConstants } from '../cost/host-constants.ts';
import type { LoadTask } from '../cost/load-task.ts';
import type { Prediction } from '../cost/predict-surface.ts';
import type { KnownTask } from '../knowledge/search-prior.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { SpaceModel } from '../space/space-request.ts';
import type { Constraint, Objective } from '../study/objective.ts';
import type { GraphWork } from '../work/work-unit.ts';
import type { Bounded } from './predicted-margin.ts';

/** What the cost law is asked for. */
export interface LawRequest {
  readonly space: SearchSpace;
  readonly model: SpaceModel;
  /** Work of one run at a batch size. */
  readonly workAt: (batch: number) => GraphWork;
  /** Constants of this host by execution provider, as far as it is calibrated. */
  readonly constants: ReadonlyMap<string, HostConstants>;
  readonly defaultThreads: number;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  /** What is served, and what it costs; absent where instances run back to back. */
  readonly load?: OfferedLoad;
}

/** A load, and what was measured back to back before it. */
export interface OfferedLoad
  extends Pick<LoadTask, 'load' | 'price' | 'usableCores' | 'deadlineMs'> {
  /** Earlier trials of the model on this host, their values those of throughput; none by default. */
  readonly own?: readonly KnownTask[];
}

/** Deviation for a provider that was not calibrated: a factor of four either way is nothing unusual. */
const STRANGE_PROVIDER = 1.5;

/** What the law says of one configuration. */
export interface Expected {
  readonly prediction: Prediction;
  /** CPU time per sample, ms. */
  readonly cpuMs: number;
}

/** What a constraint may bound of it. */
export function boundedOf(model: SpaceModel, { prediction, cpuMs }: Expected): Bounded {
  const isSized = model.bytesPerSample !== null && model.sessionBytes !== null;
  return { prediction, memoryBytes: isSized ? prediction.memoryBytes : null, cpuMs };
}

/** Standard deviation of the logarithm of the ratio of a run's time to the reference's. */
export function relativeDeviation(
  { space, constants }: LawRequest,
  { prediction }: Expected,
  reference: Expected,
): number {
  const { provider } = prediction.configuration;
  if (provider === space.reference.provider) return prediction.relativeLogDeviation;
  if (!constants.has(provider)) return STRANGE_PROVIDER;
  // Nothing cancels between the constants of two providers.
  const both = Math.hypot(prediction.logDeviation, reference.prediction.logDeviation);
  return Math.hypot(both, prediction.relativeLogDeviation);
}
