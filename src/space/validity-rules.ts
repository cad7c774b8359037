import { acceleratorRules, batchCapRule } from './accelerator-rules.ts';
import { isAccelerator } from './accelerators.ts';
import type { Configuration } from './configuration.ts';
import { type CoreBudget, threadsAtOnce } from './core-budget.ts';
import { estimateMemoryBytes, memoryBudgetBytes } from './memory-estimate.ts';
import type { SpaceRequest } from './space-request.ts';

/** Why a configuration is not worth or not safe to measure; null where it is valid. */
export type ValidityRule = (c: Configuration) => string | null;

type KnobValues = { readonly [K in keyof Configuration]-?: readonly Configuration[K][] };

/** All rules for one space, cheapest first; the first that objects gives the reason. */
export function validityRules(
  request: SpaceRequest,
  values: KnobValues,
  budget: CoreBudget,
): readonly ValidityRule[] {
  return [
    fixedBatchRule(request),
    batchCapRule(request),
    ...acceleratorRules(request, values),
    interOpRule,
    delayRule(values),
    spinningRule(values, budget),
    oversubscriptionRule(request, values, budget),
    memoryRule(request),
  ];
}

function fixedBatchRule({ model }: SpaceRequest): ValidityRule {
  const reason = `the model takes batch ${model.baseBatch} only`;
  return (c) => (model.batchable || c.batchSize === model.baseBatch ? null : reason);
}

function interOpRule(c: Configuration): string | null {
  const idle = c.executionMode === 'sequential' && c.interOpThreads !== 0;
  return idle ? 'inter-op threads act in parallel mode only' : null;
}

/** A batch of one is full at once, so that every delay is the same: the shortest suffices. */
function delayRule({ maxQueueDelayMs: delays }: KnobValues): ValidityRule {
  const shortest = Math.min(...delays.map((delay) => delay ?? 0));
  return (c) =>
    c.batchSize === 1 && (c.maxQueueDelayMs ?? 0) > shortest
      ? 'a batch of one waits for no others'
      : null;
}

/** One thread waits for nobody: both values are the same session, and one of them suffices. */
function spinningRule(values: KnobValues, budget: CoreBudget): ValidityRule {
  if (!values.spinning.includes(true)) return () => null;
  return (c) =>
    !c.spinning &&
    !isAccelerator(c.provider) &&
    threadsAtOnce({ ...c, instances: 1 }, budget.defaultThreads) === 1
      ? 'spinning has no effect on a single thread'
      : null;
}

/** A value the user asked for by name keeps its lightest partner, however many threads that makes. */
function oversubscriptionRule(
  { overrides }: SpaceRequest,
  values: KnobValues,
  budget: CoreBudget,
): ValidityRule {
  const { capacity, cores, defaultThreads } = budget;
  const fewestInstances = Math.min(...values.instances);
  const fewestThreads = Math.min(...values.intraOpThreads.map((t) => t || defaultThreads));
  const reason = `more than ${capacity} threads at once on ${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return (c) => {
    if (threadsAtOnce(c, defaultThreads) <= capacity) return null;
    const threads = c.intraOpThreads || defaultThreads;
    const asked =
      (overrides.instances !== undefined && threads === fewestThreads) ||
      (overrides.intraOpThreads !== undefined && c.instances === fewestInstances);
    return asked ? null : reason;
  };
}

function memoryRule({ host, model }: SpaceRequest): ValidityRule {
  const budgetBytes = memoryBudgetBytes(host);
  const reason = `estimated memory above ${(budgetBytes / 2 ** 30).toFixed(1)} GiB`;
  return (c) => (estimateMemoryBytes(c, model) <= budgetBytes ? null : reason);
}
