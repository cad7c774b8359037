/** Time of one run at a batch size, with all instances busy. */
export interface BatchTime {
  /** Samples, a whole number from 1. */
  readonly batch: number;
  /** ms, above 0. */
  readonly runMs: number;
}

/**
 * The time of a run at any batch size, ms, from those known: straight lines between them, never falling with the batch.
 * Beyond the largest the last line goes on, at least in proportion. Below the smallest the first line goes on as well, but
 * no shorter than in proportion; a single point is taken for its smaller batches as it is, which is cautious.
 * Throws a `RangeError` for no points or impossible ones; of several at one batch size the mean counts.
 */
export function batchCurve(times: readonly BatchTime[]): (batch: number) => number {
  const points = knots(times);
  const [first, second] = points as readonly [BatchTime, ...BatchTime[]];
  const last = points.at(-1) as BatchTime;
  const before = points.at(-2);
  const firstSlope = second === undefined ? 0 : slope(first, second);
  const lastSlope = Math.max(
    before === undefined ? 0 : slope(before, last),
    last.runMs / last.batch,
  );
  return (batch) => {
    if (batch <= first.batch) {
      const onLine = first.runMs - firstSlope * (first.batch - batch);
      return Math.max(onLine, (first.runMs * batch) / first.batch);
    }
    if (batch >= last.batch) return last.runMs + lastSlope * (batch - last.batch);
    const above = points.findIndex((point) => point.batch >= batch);
    const [lower, upper] = [points[above - 1] as BatchTime, points[above] as BatchTime];
    return lower.runMs + slope(lower, upper) * (batch - lower.batch);
  };
}

const slope = (a: BatchTime, b: BatchTime): number => (b.runMs - a.runMs) / (b.batch - a.batch);

/** One point per batch size, ascending, their times never falling. */
function knots(times: readonly BatchTime[]): readonly BatchTime[] {
  if (times.length === 0) throw new RangeError('a curve needs a point');
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { batch, runMs } of times) {
    if (!(Number.isSafeInteger(batch) && batch >= 1 && runMs > 0 && Number.isFinite(runMs))) {
      throw new RangeError(`a run of ${batch} samples does not take ${runMs} ms`);
    }
    const known = sums.get(batch) ?? { sum: 0, count: 0 };
    sums.set(batch, { sum: known.sum + runMs, count: known.count + 1 });
  }
  let longest = 0;
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([batch, { sum, count }]) => {
      longest = Math.max(longest, sum / count);
      return { batch, runMs: longest };
    });
}
