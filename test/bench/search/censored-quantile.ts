/**
 * The smallest value below or at which at least a share p of the values lie, 0 < p <= 1; infinite values are runs that never
 * got there, and are not interpolated with. NaN of none. Source: Hyndman & Fan (1996), definition 1.
 */
export function censoredQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)] ?? Number.NaN;
}
