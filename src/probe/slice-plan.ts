/** How long a slice is and how many runs it makes at least. */
export interface SlicePlan {
  readonly lengthMs: number;
  /** The uncounted first run included. */
  readonly minRuns: number;
}

/**
 * Length of a slice in ms. Chosen from `npm run bench:precision` (figures in the README): short enough to cancel the
 * machine's drift, which is correlated over about a second, long enough that the uncounted first run costs little.
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
