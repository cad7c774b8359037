import { InferenceSession, Tensor } from 'onnxruntime-node';
import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { createRandom } from '../../src/core/random.ts';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { writeModel } from '../../src/onnx/write-model.ts';

/** Feeds by input name, each with its shape. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** A session of the real runtime for a model that was just built. */
export async function openModel(model: ModelGraph): Promise<InferenceSession> {
  const bytes = joinModelBytes(writeModel(model));
  return await InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
}

/** The numbers and shapes a session gives, by output name. */
export async function runModel(
  session: InferenceSession,
  feeds: Feeds,
): Promise<ReadonlyMap<string, { readonly data: Float32Array; readonly dims: readonly number[] }>> {
  const results = await session.run(feeds);
  return new Map(
    Object.entries(results).map(([name, { data, dims }]) => [
      name,
      { data: data as Float32Array, dims },
    ]),
  );
}

/**
 * Makes what `tune` would feed: `batch` samples of which sample r depends on r alone, symbolic axes other than the batch
 * having `length`.
 */
export function feedMaker(model: ModelGraph): (batch: number, length: number) => Feeds {
  const resolved = resolveInputShapes(model);
  const { specs } = inferFeedSpecs(model, resolved, planBatching(model, resolved));
  return (batch, length) => {
    const entries = specs.map((spec, i) => {
      const declared = resolved[i]?.declared ?? [];
      const sample = spec.shape.map((d, axis) => (typeof declared[axis] === 'string' ? length : d));
      return [spec.name, feedOf(spec, batch, sample.slice(1))] as const;
    });
    return Object.fromEntries(entries);
  };
}

function feedOf(spec: FeedSpec, batch: number, sample: readonly number[]): Tensor {
  const count = sample.reduce((a, b) => a * b, 1);
  const numbers = Array.from({ length: batch }, (_, row) => {
    const random = createRandom(`${spec.name}/${row}`);
    return Array.from({ length: count }, () => drawn(spec, random));
  }).flat();
  const dims = [batch, ...sample];
  return spec.elementType === 'int64'
    ? new Tensor('int64', BigInt64Array.from(numbers, BigInt), dims)
    : new Tensor('float32', Float32Array.from(numbers), dims);
}

function drawn({ values }: FeedSpec, random: ReturnType<typeof createRandom>): number {
  switch (values.kind) {
    case 'integers':
      return values.low + random.integer(values.high - values.low + 1);
    case 'uniform':
      return values.low + random.next() * (values.high - values.low);
    case 'normal':
      return values.mean + values.deviation * random.normal();
    case 'constant':
      return values.value;
  }
}
