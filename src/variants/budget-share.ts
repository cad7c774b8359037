/** Share of the time that the first heats may take, and that is kept back for the final. */
export const SHARES = { first: 0.12, final: 0.25 } as const;

/** A variant whose default is this many times slower than the fastest gets that much less time, but no less than this. */
const LEAST_WEIGHT = 0.25;

/** How much of the time a variant deserves, from how fast its default is beside the fastest (a log, 0 or less). */
export function weightOf(logSpeed: number): number {
  return Math.max(LEAST_WEIGHT, Math.min(1, Math.exp(logSpeed)));
}

/** Time for the first of the variants that are left, ms, where they have these weights. */
export function shareMs(leftMs: number, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? 0 : Math.max(0, (leftMs * (weights[0] ?? 0)) / total);
}
