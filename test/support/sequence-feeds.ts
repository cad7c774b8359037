import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import { feedInputs, type ModelGraph } from '../../src/onnx/model-graph.ts';

/** What `tune` feeds a model whose symbolic axes other than the first, the batch, are given `length`. */
export function sequenceFeeds(model: ModelGraph, length: number): readonly FeedSpec[] {
  const shapes = feedInputs(model.graph).map(({ name, type }) => {
    const declared = type.kind === 'tensor' ? (type.shape ?? []) : [];
    const given = declared.map((d, axis) => (axis > 0 && typeof d === 'string' ? length : null));
    return [name, given] as const;
  });
  const resolved = resolveInputShapes(model, new Map(shapes));
  return inferFeedSpecs(model, resolved, planBatching(model, resolved)).specs;
}
