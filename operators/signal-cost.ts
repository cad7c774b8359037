import { inputOf } from './facts.ts';
import { type CostRule, sizesOf } from './node-cost.ts';
import { elementsOf, nodeCost, outputElements } from './pricing.ts';

/** Operations of one complex Fourier transform of length n: 5 n log2 n, the usual count (Cooley and Tukey, radix 2). */
function fourierFlops(length: number): number {
  return length > 1 ? 5 * length * Math.log2(length) : 0;
}

/** As many transforms as there are rows along the transformed axis; its length is not halved for real inputs. */
export const dftCost: CostRule = (call) => {
  const from = sizesOf(inputOf(call, 0).shape);
  const to = sizesOf(call.outputs[0]?.shape ?? null);
  const axis = Math.max(
    0,
    from.slice(0, -1).findIndex((d, i) => d !== to[i]),
  );
  const length = call.inputs[1]?.value?.[0] ?? from[axis] ?? 1;
  const rows = elementsOf(call.inputs[0]) / Math.max(1, (from[axis] ?? 1) * (from.at(-1) ?? 1));
  return nodeCost(call, 'signal', { flops: rows * fourierFlops(length), width: rows });
};

/** Frames are windowed and transformed. */
export const stftCost: CostRule = (call) => {
  const [batch = 1, frames = 1, bins = 1] = sizesOf(call.outputs[0]?.shape ?? null);
  const window = sizesOf(inputOf(call, 2).shape)[0];
  const length = call.inputs[3]?.value?.[0] ?? window ?? 2 * (bins - 1);
  const rows = batch * frames;
  return nodeCost(call, 'signal', { flops: rows * (length + fourierFlops(length)), width: rows });
};

/** A cosine or two per element; generated once in practice, since their size seldom changes. */
export const windowCost: CostRule = (call) =>
  nodeCost(call, 'signal', { flops: 4 * outputElements(call) });

/** Gaussian elimination: ⅔ n³ per matrix. */
export const determinantCost: CostRule = (call) => {
  const size = sizesOf(inputOf(call, 0).shape).at(-1) ?? 1;
  const matrices = elementsOf(call.inputs[0]) / Math.max(1, size * size);
  return nodeCost(call, 'signal', { flops: (matrices * 2 * size ** 3) / 3, width: matrices });
};
