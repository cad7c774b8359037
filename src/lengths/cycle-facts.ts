import type { RequestBatch } from './batch-cycle.ts';

/** What the runs of a batch size amount to. */
export interface CycleFacts {
  /** Padded positions as a share of all positions that were run, 0 to below 1. */
  readonly paddingShare: number;
  /** Mean real length of a request. */
  readonly tokensPerSample: number;
  /** Distinct lengths that the model is run at. */
  readonly shapes: number;
}

/** Adds up a cycle of at least one run. */
export function cycleFacts(cycle: readonly RequestBatch[]): CycleFacts {
  let real = 0;
  let run = 0;
  let samples = 0;
  for (const { lengths, paddedTo } of cycle) {
    real += lengths.reduce((sum, length) => sum + length, 0);
    run += lengths.length * paddedTo;
    samples += lengths.length;
  }
  return {
    paddingShare: 1 - real / run,
    tokensPerSample: real / samples,
    shapes: new Set(cycle.map((b) => b.paddedTo)).size,
  };
}
