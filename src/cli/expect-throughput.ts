import type { BatchPlan } from '../batching/plan-batching.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { type Prediction, predictSurface } from '../cost/predict-surface.ts';
import { graphWidth } from '../onnx/graph-width.ts';
import type { Expectation, ExpectedConfiguration, Inspection } from '../report/inspection.ts';
import { buildSpace } from '../space/build-space.ts';
import { runtimeDefault } from '../space/configuration.ts';
import { coreBudget } from '../space/core-budget.ts';
import type { HostFacts } from '../space/host-facts.ts';
import { memoryBudgetBytes, sessionBytesOf } from '../space/memory-estimate.ts';
import type { SpaceModel } from '../space/space-request.ts';
import type { GraphWork } from '../work/work-unit.ts';
import { PARALLEL_WIDTH } from './prepare-model.ts';

/** A model as it was inspected. */
interface Inspected {
  readonly inspection: Inspection;
  readonly plan: BatchPlan;
  readonly workAt: (batch: number) => GraphWork;
}

/** What the cost law expects of the default and of the best configuration of the usual space on this machine. */
export function expectThroughput(
  { inspection, plan, workAt }: Inspected,
  host: HostFacts,
  constants: HostConstants,
): Expectation | null {
  const model: SpaceModel = {
    baseBatch: plan.baseBatch,
    batchable: plan.status !== 'fixed',
    parallelBranches: graphWidth(plan.model.graph) > PARALLEL_WIDTH,
    bytesPerSample: inspection.activationPeakBytes / inspection.batch,
    sessionBytes: sessionBytesOf(inspection.weightBytes),
  };
  const space = buildSpace({ host, model, overrides: { provider: ['cpu'] }, wide: false });
  const reference = runtimeDefault(plan.baseBatch);
  const { defaultThreads } = coreBudget(host, false);
  const request = { workAt, host: constants, defaultThreads, model };
  const [first, ...others] = predictSurface([reference, ...space.configurations], request);
  if (first === undefined) return null;
  const room = memoryBudgetBytes(host);
  const best = others
    .filter((p) => p.memoryBytes <= room)
    .reduce((a, b) => (b.throughputIps > a.throughputIps ? b : a), first);
  return {
    default: expected(first),
    best: expected(best),
    ratio: best.throughputIps / first.throughputIps,
    configurations: others.length,
  };
}

function expected(p: Prediction): ExpectedConfiguration {
  const { configuration, throughputIps, logDeviation, memoryBytes } = p;
  return { configuration, throughputIps, logDeviation, memoryBytes };
}
