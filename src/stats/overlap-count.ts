/**
 * Runs inside the window [from, to], all in ms: a run that straddles an edge counts by the share of it that lies
 * inside, so that slices of few runs are not biased. `starts[i]` and `ends[i]` are those of one run; a run of no length
 * counts as one if it lies inside. Pool the runs of all instances: order does not matter.
 */
export function runsInWindow(
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  from: number,
  to: number,
): number {
  if (starts.length !== ends.length) {
    throw new RangeError(`${starts.length} starts do not match ${ends.length} ends`);
  }
  let runs = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    const end = ends[i] as number;
    if (end > start) runs += overlapMs(start, end, from, to) / (end - start);
    else if (start >= from && start <= to) runs += 1;
  }
  return runs;
}

/** How much of [start, end] lies inside the window [from, to], in ms. */
export function overlapMs(start: number, end: number, from: number, to: number): number {
  return Math.max(0, Math.min(end, to) - Math.max(start, from));
}
