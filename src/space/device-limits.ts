import { isAccelerator } from './accelerators.ts';
import { DEFAULT_BATCH_CAP, DEVICE_BATCH_CAP, WIDE_BATCH_CAP } from './batch-sizes.ts';
import type { Configuration } from './configuration.ts';
import type { SpaceModel, SpaceRequest } from './space-request.ts';

/**
 * Sessions beside each other on one device at most. A device runs the kernels of one process at a time: a second process
 * prepares and copies while the first computes, a few more smooth that out, and beyond these each only takes another copy
 * of weights and context (NVIDIA's guide to Triton likewise finds the gain of instances in the second one).
 */
export const DEVICE_INSTANCES = 4;

/** Memory of a process on a device before it holds any weights: about 300 to 500 MB for a CUDA context with its libraries. */
const CONTEXT_BYTES = 400 * 2 ** 20;

/** Share of the device's memory that a configuration may fill: the rest is for the display, other programs and fragmentation. */
const USABLE_SHARE = 0.9;

/** Memory of the device that accelerators compute on, in bytes; null where it is not known, as on software ones. */
export function deviceMemoryBytes({ gpus }: SpaceRequest['host']): number | null {
  return gpus?.[0]?.memoryBytes ?? null;
}

/** Largest batch of a provider's default values. */
export function batchCap(provider: string, { host, wide }: SpaceRequest): number {
  if (isAccelerator(provider) && deviceMemoryBytes(host) !== null) {
    return wide ? DEVICE_BATCH_CAP.wide : DEVICE_BATCH_CAP.default;
  }
  return wide ? WIDE_BATCH_CAP : DEFAULT_BATCH_CAP;
}

/** Memory on the device of all instances in bytes; a lower bound where the model's sizes are not known. */
export function estimateDeviceBytes(c: Configuration, model: SpaceModel): number {
  const activations = c.batchSize * (model.bytesPerSample ?? 0);
  return c.instances * (CONTEXT_BYTES + (model.sessionBytes ?? 0) + activations);
}

/** Most memory in bytes a configuration may take on the device; null where its memory is not known. */
export function deviceBudgetBytes(host: SpaceRequest['host']): number | null {
  const bytes = deviceMemoryBytes(host);
  return bytes === null ? null : USABLE_SHARE * bytes;
}
