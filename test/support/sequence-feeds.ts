import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';

/** Tells what `tune` feeds a model whose symbolic axes other than the first, the batch, are given `length`. */
export function sequenceFeeds(model: ModelGraph): (length: number) => readonly FeedSpec[] {
  const resolved = resolveInputShapes(model);
  const { specs } = inferFeedSpecs(model, resolved, planBatching(model, resolved));
  const isSymbolic = (input: number, axis: number): boolean =>
    axis > 0 && typeof resolved[input]?.declared[axis] === 'string';
  return (length) =>
    specs.map((spec, input) => ({
      ...spec,
      shape: spec.shape.map((size, axis) => (isSymbolic(input, axis) ? length : size)),
    }));
}
