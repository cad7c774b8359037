/** Value and gradient of a function at a place. */
export interface Slope {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** The longest step along any coordinate. */
const LONGEST = 2;
const HALVINGS = 12;

/**
 * A local minimum near `start` by BFGS with backtracking (Nocedal & Wright 2006, algorithm 6.1): at most `iterations`
 * steps, fewer once a step gains less than `tolerance`. Expects coordinates of about equal scale.
 */
export function minimise(
  slopeAt: (x: Float64Array) => Slope,
  start: Float64Array,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): { readonly x: Float64Array; readonly value: number } {
  const n = start.length;
  let x = start;
  let here = slopeAt(x);
  let inverseHessian = identity(n);
  for (let step = 0; step < iterations; step++) {
    let direction = descent(inverseHessian, here.gradient);
    if (!(dot(direction, here.gradient) < 0)) {
      inverseHessian = identity(n);
      direction = here.gradient.map((g) => -g);
    }
    const next = backtrack(slopeAt, x, here, shortened(direction));
    if (!next) break;
    const moved = next.x.map((v, i) => v - (x[i] as number));
    const turned = next.slope.gradient.map((g, i) => g - (here.gradient[i] as number));
    const gain = here.value - next.slope.value;
    x = next.x;
    here = next.slope;
    if (gain < tolerance) break;
    update(inverseHessian, moved, turned);
  }
  return { x, value: here.value };
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function descent(inverseHessian: Float64Array, gradient: Float64Array): Float64Array {
  const n = gradient.length;
  return gradient.map((_, i) => -dot(inverseHessian.subarray(i * n, i * n + n), gradient));
}

function shortened(direction: Float64Array): Float64Array {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  return longest > LONGEST ? direction.map((d) => (d * LONGEST) / longest) : direction;
}

/** The first of ever shorter steps that gains enough (Armijo's condition); null where none does. */
function backtrack(
  slopeAt: (x: Float64Array) => Slope,
  x: Float64Array,
  here: Slope,
  direction: Float64Array,
): { readonly x: Float64Array; readonly slope: Slope } | null {
  const descentRate = dot(direction, here.gradient);
  let length = 1;
  for (let k = 0; k < HALVINGS; k++, length /= 2) {
    const candidate = x.map((v, i) => v + length * (direction[i] as number));
    const slope = slopeAt(candidate);
    if (slope.value <= here.value + 1e-4 * length * descentRate) return { x: candidate, slope };
  }
  return null;
}

/** BFGS's update of the inverse Hessian in place (eq. 6.17); skipped where the curvature is not positive. */
function update(inverseHessian: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const curvature = dot(s, y);
  if (!(curvature > 1e-12)) return;
  const hy = s.map((_, i) => dot(inverseHessian.subarray(i * n, i * n + n), y));
  const stretch = (1 + dot(y, hy) / curvature) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const si = s[i] as number;
      const sj = s[j] as number;
      const cross = ((hy[i] as number) * sj + si * (hy[j] as number)) / curvature;
      inverseHessian[i * n + j] = (inverseHessian[i * n + j] as number) + stretch * si * sj - cross;
    }
  }
}
