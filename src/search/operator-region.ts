import type { Configuration } from '../space/configuration.ts';
import type { Knob, SearchSpace } from '../space/search-space.ts';
import {
  cellOf,
  goodCells,
  positionsOf,
  type ResourceCurve,
  resourceCurve,
} from './resource-curve.ts';

/** What the resource curves of one operator family say of a space, as in Falcon. */
export interface OperatorRegion {
  /** Whether every value of a configuration is good on some curve. */
  has(configuration: Configuration): boolean;
  /**
   * Mean of a configuration's cells over the curves, relative to the reference: a log-ratio that nobody measured. null where
   * it lies on no curve (the reference, where the space leaves its values out).
   */
  pseudoValue(configuration: Configuration): number | null;
}

/** Every pair of knobs that have a choice; the only one of them alone where there is just one. */
function knobPairs(knobs: readonly Knob[]): readonly (readonly Knob[])[] {
  const open = knobs.filter((knob) => knob.values.length > 1);
  if (open.length < 2) return [open];
  return open.flatMap((first, i) => open.slice(i + 1).map((second) => [first, second]));
}

/** The values that survive on any curve, by knob. */
function goodValues(curves: readonly ResourceCurve[]): ReadonlyMap<Knob, ReadonlySet<unknown>> {
  const good = new Map<Knob, Set<unknown>>();
  for (const curve of curves) {
    for (const cell of goodCells(curve)) {
      const positions = positionsOf(curve.knobs, cell);
      curve.knobs.forEach((knob, i) => {
        const values = good.get(knob) ?? new Set();
        good.set(knob, values.add(knob.values[positions[i] ?? -1]));
      });
    }
  }
  return good;
}

/**
 * Partitions the space by one operator's speed (`logRates`, one for each configuration): curves over all pairs of knobs, the good
 * cells of each, the union of their values by knob, and the product of those.
 */
export function operatorRegion(space: SearchSpace, logRates: readonly number[]): OperatorRegion {
  const { configurations, reference } = space;
  const curves = knobPairs(space.knobs).map((knobs) =>
    resourceCurve(knobs, configurations, logRates),
  );
  const good = goodValues(curves);
  const meanOf = (c: Configuration): number | null => {
    let sum = 0;
    for (const { knobs, cells } of curves) {
      const value = cells.get(cellOf(knobs, c));
      if (value === undefined) return null;
      sum += value;
    }
    return sum / curves.length;
  };
  const origin = meanOf(reference) ?? logRates[configurations.indexOf(reference)] ?? 0;
  return {
    has: (c) => [...good].every(([{ name }, values]) => values.has(c[name])),
    pseudoValue: (c) => {
      const mean = meanOf(c);
      return mean === null ? null : mean - origin;
    },
  };
}
