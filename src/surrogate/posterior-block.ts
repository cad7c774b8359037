import type { Lower } from './cholesky.ts';

/** Adds weightsᵀ·C to `means`: C is row-major, one row per observation, one column per candidate. */
export function addMeans(means: Float64Array, weights: Float64Array, c: Float64Array): void {
  const m = means.length;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    for (let k = 0; k < m; k++) means[k] = (means[k] as number) + weight * (c[i * m + k] as number);
  }
}

/** Subtracts the squared column lengths of L⁻¹C from `variances`. */
export function subtractExplained(variances: Float64Array, inverse: Lower, c: Float64Array): void {
  const wide = variances.length - (variances.length % 4);
  for (let k = 0; k < wide; k += 4) {
    for (let i = 0; i + 1 < inverse.size; i += 2) subtractTile(variances, inverse, c, i, k);
  }
  if (inverse.size % 2 === 1) {
    for (let k = 0; k < wide; k++) subtractOne(variances, inverse, c, inverse.size - 1, k);
  }
  for (let i = 0; i < inverse.size; i++) {
    for (let k = wide; k < variances.length; k++) subtractOne(variances, inverse, c, i, k);
  }
}

function subtractOne(
  variances: Float64Array,
  { size: n, values: inverse }: Lower,
  c: Float64Array,
  i: number,
  k: number,
): void {
  const m = variances.length;
  let sum = 0;
  for (let j = 0; j <= i; j++) sum += (inverse[i * n + j] as number) * (c[j * m + k] as number);
  variances[k] = (variances[k] as number) - sum * sum;
}

/** Rows i and i + 1 for candidates k to k + 3 at once: each number read is used several times, which halves the time. */
function subtractTile(
  variances: Float64Array,
  { size: n, values: inverse }: Lower,
  c: Float64Array,
  i: number,
  k: number,
): void {
  const m = variances.length;
  const upper = i * n;
  const lower = upper + n;
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  // The upper row's last entry here lies above the diagonal: it is 0.
  for (let j = 0, at = k; j <= i + 1; j++, at += m) {
    const a = inverse[upper + j] as number;
    const b = inverse[lower + j] as number;
    const c0 = c[at] as number;
    const c1 = c[at + 1] as number;
    const c2 = c[at + 2] as number;
    const c3 = c[at + 3] as number;
    a0 += a * c0;
    a1 += a * c1;
    a2 += a * c2;
    a3 += a * c3;
    b0 += b * c0;
    b1 += b * c1;
    b2 += b * c2;
    b3 += b * c3;
  }
  variances[k] = (variances[k] as number) - a0 * a0 - b0 * b0;
  variances[k + 1] = (variances[k + 1] as number) - a1 * a1 - b1 * b1;
  variances[k + 2] = (variances[k + 2] as number) - a2 * a2 - b2 * b2;
  variances[k + 3] = (variances[k + 3] as number) - a3 * a3 - b3 * b3;
}
