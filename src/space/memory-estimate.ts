import type { Configuration } from './configuration.ts';
import type { SpaceModel, SpaceRequest } from './space-request.ts';

/** Resident memory of Node.js 20 with onnxruntime 1.30 and a session of a tiny model: 82 MiB measured on Linux x64. */
const PROCESS_BYTES = 82 * 2 ** 20;

/** Share of the limit that a configuration may fill: the rest is for the page cache, tune itself and the reference. */
const USABLE_SHARE = 0.8;

/**
 * Memory at the peak of creating a session per byte of weights. Measured with onnxruntime 1.30, four MatMul of
 * 4096 × 4096: 1.35, six 3 × 3 Conv of 1024 channels: 2.62 (protobuf, initialisers and packed copies live at once).
 */
const SESSION_BYTES_PER_WEIGHT_BYTE = 2.62;

/** What `SpaceModel.sessionBytes` should be for a model with so many bytes of weights. */
export function sessionBytesOf(weightBytes: number): number {
  return SESSION_BYTES_PER_WEIGHT_BYTE * weightBytes;
}

/**
 * Memory of all instances in bytes: each is a process of its own with its own weights and activations. What is not
 * known of the model counts as nothing, so that the estimate is a lower bound then.
 */
export function estimateMemoryBytes(c: Configuration, model: SpaceModel): number {
  const activations = c.batchSize * (model.bytesPerSample ?? 0);
  return c.instances * (PROCESS_BYTES + (model.sessionBytes ?? 0) + activations);
}

/** Most memory in bytes a configuration may take on this host: most of the limit, and no more than is free now. */
export function memoryBudgetBytes(host: SpaceRequest['host']): number {
  return Math.min(USABLE_SHARE * host.memoryLimitBytes, host.memoryAvailableBytes);
}
