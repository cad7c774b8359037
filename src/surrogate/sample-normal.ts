import type { Random } from '../core/random.ts';

/** A joint normal distribution whose covariance is worked out row by row. */
export interface JointNormal {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly covarianceRow: (at: number) => Float64Array;
}

/** Share of the largest variance below which what points still have in common is left out. */
const TOLERANCE = 1e-6;
/** Columns of the factor that are kept together, point by point: what is multiplied lies side by side in memory. */
const PANEL = 64;

/**
 * One draw, by a pivoted Cholesky factorisation that ends once the rest of every variance is negligible (Harbrecht,
 * Peters & Schneider 2012): smooth functions need a few hundred columns, however many points there are, and a singular
 * covariance does no harm. The rest is drawn independently, so variances are exact.
 */
export function sampleNormal(
  { mean, variance, covarianceRow }: JointNormal,
  random: Random,
): Float64Array {
  const size = mean.length;
  const draw = mean.slice();
  const rest = variance.slice();
  const limit = TOLERANCE * variance.reduce((most, v) => Math.max(most, v), 0);
  // A point that was a pivot is known entirely: it has no part in what follows.
  const open = Array.from({ length: size }, (_, i) => i);
  const panels: Float64Array[] = [];
  for (let column = 0; column < size; column++) {
    const place = placeOfLargest(rest, open);
    const pivot = open[place] as number;
    const left = rest[pivot] as number;
    if (!(left > limit)) break;
    open.splice(place, 1);
    const shared = covarianceRow(pivot);
    for (const panel of panels) subtractShared(shared, panel, pivot, open);
    if (column % PANEL === 0) panels.push(new Float64Array(size * PANEL));
    const last = panels.at(-1) as Float64Array;
    const root = Math.sqrt(left);
    const z = random.normal();
    last[pivot * PANEL + (column % PANEL)] = root;
    rest[pivot] = 0;
    draw[pivot] = (draw[pivot] as number) + root * z;
    for (const i of open) {
      const value = (shared[i] as number) / root;
      last[i * PANEL + (column % PANEL)] = value;
      rest[i] = Math.max(0, (rest[i] as number) - value * value);
      draw[i] = (draw[i] as number) + value * z;
    }
  }
  for (let i = 0; i < size; i++) {
    draw[i] = (draw[i] as number) + Math.sqrt(rest[i] as number) * random.normal();
  }
  return draw;
}

/** Takes off what open points share with the pivot through the columns of one panel; columns yet to come are 0. */
function subtractShared(
  shared: Float64Array,
  panel: Float64Array,
  pivot: number,
  open: readonly number[],
): void {
  const own = panel.subarray(pivot * PANEL, (pivot + 1) * PANEL);
  for (const i of open) {
    const at = i * PANEL;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0; k < PANEL; k += 4) {
      a += (own[k] as number) * (panel[at + k] as number);
      b += (own[k + 1] as number) * (panel[at + k + 1] as number);
      c += (own[k + 2] as number) * (panel[at + k + 2] as number);
      d += (own[k + 3] as number) * (panel[at + k + 3] as number);
    }
    shared[i] = (shared[i] as number) - (a + b + (c + d));
  }
}

/** Place among the open points of the one with the largest rest; 0 where none is open. */
function placeOfLargest(rest: Float64Array, open: readonly number[]): number {
  let best = 0;
  for (let place = 1; place < open.length; place++) {
    if ((rest[open[place] as number] as number) > (rest[open[best] as number] as number)) {
      best = place;
    }
  }
  return best;
}
