import { once } from '../core/once.ts';
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
 * The work at any batch size between two that are worked out. What a kernel does is a constant plus an amount per sample, so
 * two sizes tell all others, at a fraction of the time that inferring shapes takes (150 ms a size for a graph of 400
 * kernels). A few bend: rows looked up in a table are no more than all of it, and small tensors whose contents follow from
 * shapes are priced as shape arithmetic. So where kernels differ in more than amounts, or an amount is neither the same
 * at both sizes nor in proportion to them, a size in their middle is worked out too, and halves in turn until they are
 * straight. Sizes outside are worked out.
 */
export function affineWork(workAt: WorkAt, low: number, high: number): WorkAt {
  const works = new Map<number, GraphWork>();
  const exactly = (batch: number): GraphWork => once(works, batch, workAt);
  const workIn = (batch: number, from: number, to: number): GraphWork => {
    // Batches are multiples of the smallest.
    const middle = low * Math.round(Math.sqrt(from * to) / low);
    if (batch === from || batch === to || middle <= from || middle >= to) return exactly(batch);
    const span = { small: exactly(from), large: exactly(to) };
    if (isAlike(span) && (isPlain(span) || isStraight(span, exactly(middle)))) {
      return workBetween(span, batch);
    }
    return batch < middle ? workIn(batch, from, middle) : workIn(batch, middle, to);
  };
  const between = new Map<number, GraphWork>();
  return (batch) =>
    batch <= low || batch >= high
      ? exactly(batch)
      : once(between, batch, () => workIn(batch, low, high));
}

/** The work at two batch sizes. */
interface Span {
  readonly small: GraphWork;
  readonly large: GraphWork;
}

/** Whether both have the same kernels, of the same families. */
function isAlike({ small, large }: Span): boolean {
  return (
    small.units.length === large.units.length &&
    small.units.every(({ label, family }, i) => {
      const other = large.units[i];
      return label === other?.label && family === other.family;
    })
  );
}

/** Whether every amount is the same at both sizes, or grows in proportion to them. */
function isPlain({ small, large }: Span): boolean {
  const growth = large.batch / small.batch;
  return small.units.every((unit, i) => {
    const other = large.units[i] ?? unit;
    return GROWING.every(
      (name) => isEqual(unit[name], other[name]) || isEqual(growth * unit[name], other[name]),
    );
  });
}

/** Whether the work at a size between is what the two tell. */
function isStraight(span: Span, middle: GraphWork): boolean {
  const told = workBetween(span, middle.batch);
  return (
    isAlike({ small: told, large: middle }) &&
    told.units.every((unit, i) =>
      GROWING.every((name) => isEqual(unit[name], middle.units[i]?.[name] ?? 0)),
    )
  );
}

/** But for rounding. */
function isEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.abs(b);
}

function workBetween({ small, large }: Span, batch: number): GraphWork {
  const share = (batch - small.batch) / (large.batch - small.batch);
  const units = small.units.map((unit, i) => unitBetween(unit, large.units[i] ?? unit, share));
  return { ...small, batch, units };
}

function unitBetween(small: WorkUnit, large: WorkUnit, share: number): WorkUnit {
  const amounts = GROWING.map((name) => [name, small[name] + share * (large[name] - small[name])]);
  return { ...small, ...(Object.fromEntries(amounts) as Pick<WorkUnit, (typeof GROWING)[number]>) };
}
