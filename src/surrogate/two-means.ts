/**
 * Splits numbers into two groups with the least squared distance to their means, exactly: in one dimension the best groups are
 * contiguous in sorted order (Fisher 1958), so every cut is tried.
 * Returns the smallest value of the higher group; null where all values are equal or there are fewer than two.
 */
export function twoMeans(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((sum, v) => sum + v, 0);
  let below = 0;
  let most = -Infinity;
  let cut: number | null = null;
  for (let i = 1; i < sorted.length; i++) {
    below += sorted[i - 1] as number;
    if (sorted[i] === sorted[i - 1]) continue;
    // Least within groups is most between them: the sum of n · mean² over both.
    const between = below ** 2 / i + (total - below) ** 2 / (sorted.length - i);
    if (between > most) [most, cut] = [between, sorted[i] as number];
  }
  return cut;
}
