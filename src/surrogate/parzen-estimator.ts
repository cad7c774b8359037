import { normalCdf } from '../stats/normal.ts';
import type { FeatureKind } from './kernel.ts';

export interface ParzenData {
  readonly features: readonly FeatureKind[];
  readonly x: readonly (readonly number[])[];
  /** Higher is better; -Infinity for what failed or broke a constraint: it always counts as bad. */
  readonly y: readonly number[];
}

/** Share of the observations that count as good (Bergstra et al. 2011 use 0.15). */
const GOOD = 0.15;
/** Weight of the prior beside one observation (Bergstra, Yamins & Cox 2013). */
const PRIOR_WEIGHT = 1;

/**
 * log l(x) / g(x) for each candidate: how much likelier it is among the good observations than among the others
 * (tree-structured Parzen estimator: Bergstra et al. 2011, section 4). Each feature has a density of its own over the values
 * that candidates have: of numbers a mixture of normals as wide as the gaps between neighbours, of categories
 * smoothed counts.
 */
export function parzenScores(
  { features, x, y }: ParzenData,
  candidates: readonly (readonly number[])[],
): Float64Array {
  const ranked = y.map((_, i) => i).sort((a, b) => (y[b] as number) - (y[a] as number));
  const count = Math.ceil(GOOD * ranked.length);
  const good = ranked.slice(0, count).filter((i) => (y[i] as number) > -Infinity);
  const isGood = new Set(good);
  const bad = ranked.filter((i) => !isGood.has(i));
  const scores = new Float64Array(candidates.length);
  features.forEach((kind, d) => {
    const grid = [...new Set(candidates.map((c) => c[d] as number))].sort((a, b) => a - b);
    const valuesOf = (rows: readonly number[]): number[] => rows.map((i) => x[i]?.[d] as number);
    const density = kind === 'number' ? numberDensity : categoryDensity;
    const l = density(grid, valuesOf(good));
    const g = density(grid, valuesOf(bad));
    const ratio = new Map(grid.map((v, i) => [v, Math.log((l[i] as number) / (g[i] as number))]));
    candidates.forEach((c, i) => {
      scores[i] = (scores[i] as number) + (ratio.get(c[d] as number) as number);
    });
  });
  return scores;
}

/** Smoothed shares of each value of the grid. */
export function categoryDensity(
  grid: readonly number[],
  values: readonly number[],
): readonly number[] {
  const counts = grid.map((v) => PRIOR_WEIGHT + values.filter((value) => value === v).length);
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((c) => c / total);
}

/**
 * Shares of each value of an ordered grid under a mixture of normals at the observed values and a wide one at the
 * middle (the prior). Each is as wide as the larger of the gaps to its neighbours, but no wider than the range and no
 * narrower than the range / min(100, 1 + their number); the mass between grid values goes to the nearest.
 */
export function numberDensity(
  grid: readonly number[],
  values: readonly number[],
): readonly number[] {
  const low = grid[0] ?? 0;
  const high = grid.at(-1) ?? 0;
  const range = high - low;
  if (!(range > 0)) return grid.map(() => 1);
  const centre = (low + high) / 2;
  const bounds = grid.map((v, i) => (i === 0 ? -Infinity : (v + (grid[i - 1] as number)) / 2));
  const sorted = values.toSorted((a, b) => a - b);
  const narrowest = range / Math.min(100, 1 + sorted.length);
  const components = sorted.map((at, i) => {
    const gap = Math.max(at - (sorted[i - 1] ?? low), (sorted[i + 1] ?? high) - at);
    return { at, width: Math.min(range, Math.max(narrowest, gap)), weight: 1 };
  });
  components.push({ at: centre, width: range, weight: PRIOR_WEIGHT });
  const mass = new Float64Array(grid.length);
  for (const { at, width, weight } of components) {
    const below = bounds.map((b) => normalCdf((b - at) / width));
    grid.forEach((_, i) => {
      const share = (below[i + 1] ?? 1) - (below[i] as number);
      mass[i] = (mass[i] as number) + weight * share;
    });
  }
  const total = mass.reduce((a, b) => a + b, 0);
  return Array.from(mass, (m) => m / total);
}
