import type { BatchPlan } from '../batching/plan-batching.ts';
import { inputFacts, type ResolvedInput } from '../batching/resolve-input-shapes.ts';
import type { InputFact } from '../onnx/shape-inference.ts';
import { graphWork } from '../work/graph-work.ts';
import type { GraphWork } from '../work/work-unit.ts';

/**
 * The work of one run of a model as it will be run, at any batch size; each size is worked out once. Sizes that the plan
 * does not allow give the work of the shapes they would have.
 */
export function modelWork(
  plan: BatchPlan,
  inputs: readonly ResolvedInput[],
): (batch: number) => GraphWork {
  const works = new Map<number, GraphWork>();
  return (batch) => {
    const known = works.get(batch);
    if (known !== undefined) return known;
    const work = graphWork(plan.model, factsAt(plan, inputs, batch), batch);
    works.set(batch, work);
    return work;
  };
}

/** Input facts with the batch axes at `batch` samples instead of the file's own number. */
export function factsAt(
  plan: BatchPlan,
  inputs: readonly ResolvedInput[],
  batch: number,
): ReadonlyMap<string, InputFact> {
  const axes = new Map(plan.inputs.map((i) => [i.name, i.batchAxis]));
  const scaled = inputs.map((input) => {
    const axis = axes.get(input.name) ?? null;
    if (axis === null) return input;
    const size = ((input.shape[axis] ?? 1) * batch) / plan.baseBatch;
    return { ...input, shape: input.shape.with(axis, size) };
  });
  return inputFacts(scaled);
}
