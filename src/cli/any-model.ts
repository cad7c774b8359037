import type { SpaceModel } from '../space/space-request.ts';

/** A model that limits no knob: with it, a space is that of the machine alone. */
export const ANY_MODEL: SpaceModel = {
  baseBatch: 1,
  batchable: true,
  parallelBranches: false,
  bytesPerSample: null,
  sessionBytes: null,
};
