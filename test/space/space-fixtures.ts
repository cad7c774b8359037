import type { SpaceModel, SpaceRequest } from '../../src/space/space-request.ts';

const GIB = 2 ** 30;

/** A request for the default space of a batchable model; `cores` without SMT and without a quota. */
export function requestFor(
  cores: number,
  changes: {
    host?: Partial<SpaceRequest['host']>;
    model?: Partial<SpaceModel>;
    overrides?: SpaceRequest['overrides'];
    wide?: boolean;
  } = {},
): SpaceRequest {
  return {
    host: {
      usableCores: cores,
      logicalCores: Math.ceil(cores),
      physicalCores: Math.ceil(cores),
      memoryLimitBytes: 64 * GIB,
      memoryAvailableBytes: 64 * GIB,
      ...changes.host,
    },
    model: {
      baseBatch: 1,
      batchable: true,
      parallelBranches: false,
      bytesPerSample: null,
      sessionBytes: null,
      ...changes.model,
    },
    overrides: changes.overrides ?? {},
    wide: changes.wide ?? false,
  };
}

/** A container that may use `quota` of a machine with 64 logical and 32 physical cores. */
export function quotaHost(quota: number): Partial<SpaceRequest['host']> {
  return {
    usableCores: quota,
    logicalCores: 64,
    physicalCores: 32,
    machine: {
      logicalCores: 64,
      physicalCores: 32,
      sockets: 1,
      performanceCores: null,
      quotaCores: quota,
    },
  };
}
