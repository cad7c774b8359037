import type { Configuration } from './configuration.ts';
import type { SpaceModel, SpaceRequest } from './space-request.ts';

/** Resident memory of Node.js 20 with onnxruntime 1.30 and a session of a tiny model: 82 MiB measured on Linux x64. */
const PROCESS_BYTES = 82 * 2 ** 20;

/** Share of the limit that a configuration may fill: the rest is for the page cache, tune itself and the reference. */
const USABLE_SHARE = 0.8;

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
