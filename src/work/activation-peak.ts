import type { GraphWork } from './work-unit.ts';

/**
 * Highest total, in bytes, of the results alive at once when the units of a run follow one another: each from the unit that
 * writes it to the last that needs it, those nobody needs (outputs) to the end, and what is fed the whole time. Constants
 * and what fused kernels keep to themselves are not in it: a lower bound for memory, without weights and workspace.
 */
export function activationPeakBytes({ units }: GraphWork, fedBytes: number): number {
  const lastUse = units.map(() => units.length);
  units.forEach((unit, i) => {
    for (const earlier of unit.after) lastUse[earlier] = i;
  });
  const freed = new Map<number, number>();
  let alive = fedBytes;
  let peak = alive;
  units.forEach((unit, i) => {
    alive += unit.bytesWritten;
    const until = lastUse[i] ?? units.length;
    freed.set(until, (freed.get(until) ?? 0) + unit.bytesWritten);
    peak = Math.max(peak, alive);
    alive -= freed.get(i) ?? 0;
  });
  return peak;
}
