/** How long a slice is and how many runs it makes at least. */
export interface SlicePlan {
  readonly lengthMs: number;
  /** The uncounted first run included. */
  readonly minRuns: number;
}

/**
 * Length of a slice in ms. From `npm run bench:slices` (table in the README): with frozen companions slices of 60 to 2000 ms
 * give the same log-ratio within their errors, so length is a matter of precision alone; 120 ms was the most precise of
 * them, at 60 ms the uncounted first run and the switch cost a larger share.
 */
export const SLICE_MS = 120;

/** The slice of a configuration whose run takes `runMs`: slow models get fewer runs, never fewer than two. */
export function planSlice(runMs: number, sliceMs: number = SLICE_MS): SlicePlan {
  if (runMs <= sliceMs / 3) return { lengthMs: sliceMs, minRuns: 4 };
  if (runMs <= 2 * sliceMs) return { lengthMs: sliceMs, minRuns: 3 };
  return { lengthMs: sliceMs, minRuns: 2 };
}

/** What a slice takes on the clock, in ms, switching included; for budgets. */
export function sliceCostMs(runMs: number, instances: number, sliceMs: number = SLICE_MS): number {
  const { lengthMs, minRuns } = planSlice(runMs, sliceMs);
  const measured = Math.max(lengthMs + runMs / 2, minRuns * runMs);
  return measured + (instances > 1 ? runMs : 0) + 4;
}
