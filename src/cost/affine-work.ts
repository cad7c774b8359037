import type { GraphWork, WorkUnit } from '../work/work-unit.ts';

type WorkAt = (batch: number) => GraphWork;

/** What of a unit grows with the batch; everything else is the same at every size. */
const GROWING = [
  'flops',
  'bytesRead',
  'weightBytes',
  'bytesWritten',
  'width',
  'steps',
  'times',
] as const;

/**
 * The work at any batch size between two that are worked out: what a kernel does is a constant plus an amount per sample,
 * so two sizes tell all others, at a fraction of the time that inferring shapes takes (150 ms a size for a graph
 * of 400 kernels). Sizes outside are worked out, and so are all where the two differ in more than amounts.
 */
export function affineWork(workAt: WorkAt, low: number, high: number): WorkAt {
  if (high <= low) return workAt;
  const [small, large] = [workAt(low), workAt(high)];
  const isAlike =
    small.units.length === large.units.length &&
    small.units.every((unit, i) => unit.label === large.units[i]?.label);
  if (!isAlike) return workAt;
  return (batch) => {
    if (batch === low) return small;
    if (batch === high) return large;
    if (batch < low || batch > high) return workAt(batch);
    const share = (batch - low) / (high - low);
    const units = small.units.map((unit, i) => between(unit, large.units[i] ?? unit, share));
    return { ...small, batch, units };
  };
}

function between(small: WorkUnit, large: WorkUnit, share: number): WorkUnit {
  const amounts = GROWING.map((name) => [name, small[name] + share * (large[name] - small[name])]);
  return { ...small, ...(Object.fromEntries(amounts) as Pick<WorkUnit, (typeof GROWING)[number]>) };
}
