/**
 * Distribution of weights over points on a logarithmic scale: each value gives its weight to the two points around it, by
 * nearness, and to the first or last one where it lies beyond. So a small change of a value never moves much. Sums to 1,
 * or is all zeros where there is no weight. `points` ascend.
 */
export function logSpectrum(
  values: readonly { readonly value: number; readonly weight: number }[],
  points: readonly number[],
): readonly number[] {
  const shares = points.map(() => 0);
  const total = values.reduce((sum, v) => sum + v.weight, 0);
  if (total === 0) return shares;
  for (const { value, weight } of values) {
    const above = points.findIndex((p) => p >= value);
    const upper = above === -1 ? points.length - 1 : above;
    const lower = Math.max(0, upper - 1);
    const share = upperShare(value, points[lower] ?? 1, points[upper] ?? 1);
    shares[upper] = (shares[upper] ?? 0) + (share * weight) / total;
    shares[lower] = (shares[lower] ?? 0) + ((1 - share) * weight) / total;
  }
  return shares;
}

function upperShare(value: number, lower: number, upper: number): number {
  if (value >= upper || lower >= upper) return 1;
  if (value <= lower) return 0;
  return Math.log(value / lower) / Math.log(upper / lower);
}
