import type { WorkUnit } from './work-unit.ts';

/** How the work of a graph hangs together. */
export interface GraphStructure {
  /** Arithmetic on the heaviest path: what is left when everything that can runs at once. */
  readonly criticalFlops: number;
  /** All arithmetic per critical arithmetic, at least 1: near 1 nothing is gained by running operators beside each other. */
  readonly width: number;
  /** Units on the longest path. */
  readonly depth: number;
}

/** Structure of units that come after those they need; loops count all their trips as one after the other. */
export function graphStructure(units: readonly WorkUnit[]): GraphStructure {
  const flops: number[] = [];
  const depths: number[] = [];
  let [total, criticalFlops, depth] = [0, 0, 0];
  for (const unit of units) {
    let [before, above] = [0, 0];
    for (const index of unit.after) {
      before = Math.max(before, flops[index] ?? 0);
      above = Math.max(above, depths[index] ?? 0);
    }
    const own = unit.flops * unit.times;
    flops.push(before + own);
    depths.push(above + 1);
    total += own;
    criticalFlops = Math.max(criticalFlops, before + own);
    depth = Math.max(depth, above + 1);
  }
  return { criticalFlops, width: criticalFlops === 0 ? 1 : total / criticalFlops, depth };
}
