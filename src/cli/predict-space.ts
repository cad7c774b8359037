import { predictSurface } from '../cost/predict-surface.ts';
import { coreBudget } from '../space/core-budget.ts';
import type { BuiltSpace } from '../space/space-request.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import type { Prediction } from '../study/study-event.ts';
import { storedConstants } from './calibrate-machine.ts';
import type { Machine } from './describe-machine.ts';
import type { Knowledge } from './open-knowledge.ts';
import type { PreparedModel } from './prepare-model.ts';

/** Spaces beyond this many configurations take longer to predict than anybody would want to wait for a picture. */
const MOST = 2000;
/** Half the width of a 95 % interval, in standard deviations. */
const NORMAL_95 = 1.96;

/**
 * What the cost law expects of the configurations of a space, relative to its reference, for people to see before they are
 * measured: the search does not use it. Empty where this machine was not calibrated, or the space is too large.
 */
export async function predictSpace(
  knowledge: Knowledge,
  machine: Machine,
  model: PreparedModel,
  space: BuiltSpace,
): Promise<readonly Prediction[]> {
  const { constants } = await storedConstants(knowledge, machine.facts, 'cpu');
  if (constants === null || space.configurations.length > MOST) return [];
  const cpu = space.configurations.filter((c) => c.provider === 'cpu');
  const [reference, ...others] = predictSurface([space.reference, ...cpu], {
    workAt: model.workAt,
    host: constants,
    defaultThreads: coreBudget(machine.facts, false).defaultThreads,
    model: model.space,
  });
  if (reference === undefined || space.reference.provider !== 'cpu') return [];
  return others.map(({ configuration, throughputIps, relativeLogDeviation }) => {
    const value = Math.log(throughputIps / reference.throughputIps);
    const spread = NORMAL_95 * relativeLogDeviation;
    const relative = logEstimateToRatio({ value, low: value - spread, high: value + spread });
    return { configuration, relative };
  });
}
