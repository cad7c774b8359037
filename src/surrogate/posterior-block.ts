import type { Lower } from './cholesky.ts';

/** Adds weightsᵀ·C to `means`: C is row-major, one row per observation, one column per candidate. */
export function addMeans(means: Float64Array, weights: Float64Array, c: Float64Array): void {
  const m = means.length;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    for (let k = 0; k < m; k++) means[k] = (means[k] as number) + weight * (c[i * m + k] as number);
  }
}

/** Subtracts the squared column lengths of L⁻¹C from `variances`, four candidates and two rows at a time. */
export function subtractExplained(
  variances: Float64Array,
  { size: n, values: inverse }: Lower,
  c: Float64Array,
): void {
  const m = variances.length;
  const wide = m - (m % 4);
  for (let i = 0; i < n; i += 2) {
    const two = i + 1 < n;
    const top = i * n;
    const below = two ? top + n : top;
    const last = two ? i + 1 : i;
    for (let k = 0; k < wide; k += 4) {
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let j = 0, at = k; j <= last; j++, at += m) {
        // Above the diagonal the upper row holds zeros.
        const p = inverse[top + j] as number;
        const q = inverse[below + j] as number;
        const c0 = c[at] as number;
        const c1 = c[at + 1] as number;
        const c2 = c[at + 2] as number;
        const c3 = c[at + 3] as number;
        a0 += p * c0;
        a1 += p * c1;
        a2 += p * c2;
        a3 += p * c3;
        b0 += q * c0;
        b1 += q * c1;
        b2 += q * c2;
        b3 += q * c3;
      }
      const second = two ? 1 : 0;
      variances[k] = (variances[k] as number) - a0 * a0 - second * b0 * b0;
      variances[k + 1] = (variances[k + 1] as number) - a1 * a1 - second * b1 * b1;
      variances[k + 2] = (variances[k + 2] as number) - a2 * a2 - second * b2 * b2;
      variances[k + 3] = (variances[k + 3] as number) - a3 * a3 - second * b3 * b3;
    }
  }
  for (let k = wide; k < m; k++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += (inverse[i * n + j] as number) * (c[j * m + k] as number);
      variances[k] = (variances[k] as number) - sum * sum;
    }
  }
}
