import { DEFAULT_TOLERANCE, type Tolerance } from '../batching/compare-outputs.ts';
import type { OutputTensor } from './worker/protocol.ts';

/** How far outputs may lie apart, and why. */
export interface ReasonedTolerance extends Tolerance {
  /** A clause for people. */
  readonly reason: string;
}

/** Three digits instead of seven: half precision and TF32 keep 10 bits of the mantissa, so that each product is rounded to 2^-11. */
const TEN_BIT_FACTOR = 10;

/**
 * Providers that compute float32 models with fewer digits unless told otherwise. NVIDIA: cuBLAS and cuDNN take TF32 for
 * matrix products and convolutions on cards since Ampere (`use_tf32` of the runtime's CUDA provider is on by default,
 * TensorRT's TF32 flag likewise). Core ML and Qualcomm's NPU compute in half precision. WebGPU and DirectML keep float32:
 * they only add in another order, as the CPU's own kernels do from level to level of optimisation.
 */
const TEN_BIT_PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['cuda', 'CUDA computes float32 products in TF32 by default'],
  ['tensorrt', 'TensorRT computes float32 products in TF32 by default'],
  ['coreml', 'Core ML computes in half precision'],
  ['qnn', 'QNN computes in half precision'],
]);

/** The tolerance between the outputs of sessions on these providers: the widest that one of them or the outputs' type asks for. */
export function toleranceFor(
  outputs: readonly OutputTensor[],
  providers: readonly string[] = [],
): ReasonedTolerance {
  const wide = { ...DEFAULT_TOLERANCE, relative: TEN_BIT_FACTOR * DEFAULT_TOLERANCE.relative };
  const [told] = providers.flatMap((provider) => TEN_BIT_PROVIDERS.get(provider) ?? []);
  if (told !== undefined) return { ...wide, reason: told };
  return outputs.some((o) => o.elementType === 'float16')
    ? { ...wide, reason: 'half precision keeps three digits' }
    : { ...DEFAULT_TOLERANCE, reason: 'float32 sums in another order' };
}
