/** A bar of a histogram: how many values lie from `from` up to (not including) `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The last bin takes all beyond this quantile, so that one outlier does not flatten the others. */
const CUT = 0.99;

/** At most `count` bins of equal width; empty for no values. The last one is open upwards. */
export function histogram(values: readonly number[], count: number): readonly Bin[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [low] = sorted;
  if (low === undefined || count < 1) return [];
  const cut = sorted[Math.min(sorted.length - 1, Math.floor(CUT * sorted.length))] ?? low;
  const most = sorted.at(-1) ?? low;
  if (cut <= low || count === 1) return [{ from: low, to: most, count: sorted.length }];
  const width = (cut - low) / count;
  const counts = new Array<number>(count).fill(0);
  for (const value of sorted) {
    const bin = Math.min(count - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((n, i) => ({
    from: low + i * width,
    to: i === count - 1 ? most : low + (i + 1) * width,
    count: n,
  }));
}
