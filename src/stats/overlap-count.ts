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
    const inside = Math.min(end, to) - Math.max(start, from);
    if (end > start) runs += Math.max(0, inside) / (end - start);
    else if (inside >= 0) runs += 1;
  }
  return runs;
}
