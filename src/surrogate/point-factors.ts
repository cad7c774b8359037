import { once } from '../core/once.ts';
import type { FeatureKind } from './kernel.ts';

/** Points told apart by some of their features only. */
export interface Factor {
  /** One point for each different combination of values. */
  readonly distinct: readonly (readonly number[])[];
  /** Of each point, the place of its combination among the distinct ones. */
  readonly groups: Int32Array;
}

/** Points told apart by their numbers, and by their categories. */
interface Factors {
  readonly features: readonly FeatureKind[];
  readonly numbers: Factor;
  readonly categories: Factor;
}

/** A search asks about the same points again and again. */
const KNOWN = new WeakMap<readonly (readonly number[])[], Factors>();

/**
 * The different combinations of numbers, and of categories, among points: a grid of thousands has few of either. Worked out
 * once for each array of points, which must not change.
 */
export function factorsOf(
  features: readonly FeatureKind[],
  xs: readonly (readonly number[])[],
): Factors {
  const known = KNOWN.get(xs);
  if (known !== undefined && known.features.join() === features.join()) return known;
  const factors = {
    features,
    numbers: factorOf(features, 'number', xs),
    categories: factorOf(features, 'category', xs),
  };
  KNOWN.set(xs, factors);
  return factors;
}

function factorOf(
  features: readonly FeatureKind[],
  kind: FeatureKind,
  xs: readonly (readonly number[])[],
): Factor {
  const groups = new Int32Array(xs.length);
  let count = Math.min(1, xs.length);
  features.forEach((own, d) => {
    if (own === kind) count = split(groups, xs, d);
  });
  const distinct: (readonly number[])[] = Array.from({ length: count });
  xs.forEach((x, c) => {
    distinct[groups[c] as number] ??= x;
  });
  return { distinct, groups };
}

/** Splits groups by the values of one more feature; returns how many there are now. */
function split(groups: Int32Array, xs: readonly (readonly number[])[], d: number): number {
  const finer = new Map<number, Map<number, number>>();
  let count = 0;
  xs.forEach((x, c) => {
    const group = groups[c] as number;
    const byValue = once(finer, group, () => new Map<number, number>());
    groups[c] = once(byValue, x[d] as number, () => count++);
  });
  return count;
}
