import { Tensor } from 'onnxruntime-node';
import type { FeedSpec } from '../../onnx/feed-spec.ts';
import type { Feeds } from './feed-source.ts';

/**
 * The feeds of the first `batch` of the `of` samples in `feeds`, in the same memory; null where samples do not lie one
 * after the other, because an input stacks them along an inner axis.
 */
export function prefixFeeds(
  feeds: Feeds,
  specs: readonly FeedSpec[],
  batch: number,
  of: number,
): Feeds | null {
  const cut: Record<string, Tensor> = {};
  for (const { name, batchAxis } of specs) {
    const tensor = feeds[name] as Tensor;
    if (batchAxis === null) {
      cut[name] = tensor;
      continue;
    }
    if (batchAxis !== 0) return null;
    const [rows = 0, ...sample] = tensor.dims;
    const data = tensor.data as Float32Array;
    cut[name] = new Tensor(tensor.type as 'float32', data.subarray(0, (data.length / of) * batch), [
      (rows / of) * batch,
      ...sample,
    ]);
  }
  return cut;
}
