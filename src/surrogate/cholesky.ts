/** A lower triangular matrix, row-major and square, zero above the diagonal. */
export interface Lower {
  readonly size: number;
  readonly values: Float64Array;
}

/** Jitter tried in turn, as shares of the mean diagonal, before giving up. */
const JITTERS = [0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2] as const;

/**
 * The lower Cholesky factor of a symmetric matrix (row-major, its lower triangle is read). Where it is not numerically
 * positive definite, the least jitter that makes it so is added to the diagonal; throws a RangeError where none does.
 */
export function cholesky(matrix: Float64Array, size: number): Lower {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i] as number;
  for (const share of JITTERS) {
    const values = factor(matrix, size, (share * trace) / size);
    if (values) return { size, values };
  }
  throw new RangeError('the covariance matrix is not positive definite');
}

function factor(matrix: Float64Array, n: number, jitter: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (j < i) {
        l[i * n + j] = sum / (l[j * n + j] as number);
        continue;
      }
      const diagonal = matrix[i * n + i] as number;
      // Below this, what is left of the pivot is rounding.
      if (!(sum + jitter > 1e-14 * diagonal)) return null;
      l[i * n + i] = Math.sqrt(sum + jitter);
    }
  }
  return l;
}

/** The inverse of a lower triangular matrix. */
export function invertLower({ size: n, values: l }: Lower): Lower {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / (l[j * n + j] as number);
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += (l[i * n + k] as number) * (inverse[k * n + j] as number);
      inverse[i * n + j] = -sum / (l[i * n + i] as number);
    }
  }
  return { size: n, values: inverse };
}

/** The lower triangle of AᵀA, for A lower triangular: with A = L⁻¹, the inverse of LLᵀ. */
export function gram({ size: n, values: a }: Lower): Float64Array {
  const product = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const x = a[k * n + i] as number;
      for (let j = 0; j <= i; j++) {
        const at = i * n + j;
        product[at] = (product[at] as number) + x * (a[k * n + j] as number);
      }
    }
  }
  return product;
}

/** A·x for A lower triangular. */
export function timesLower({ size: n, values: a }: Lower, x: ArrayLike<number>): Float64Array {
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (a[i * n + j] as number) * (x[j] as number);
    product[i] = sum;
  }
  return product;
}

/** Aᵀ·x for A lower triangular. */
export function timesTransposed({ size: n, values: a }: Lower, x: ArrayLike<number>): Float64Array {
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const factorOfRow = x[i] as number;
    for (let j = 0; j <= i; j++) {
      product[j] = (product[j] as number) + (a[i * n + j] as number) * factorOfRow;
    }
  }
  return product;
}

/**
 * L⁻¹ of a matrix that grew by one row and column. `covariance` is the new row without its diagonal; the new pivot is
 * kept above rounding, as jitter would.
 */
export function growInverse(
  inverse: Lower,
  covariance: ArrayLike<number>,
  diagonal: number,
): Lower {
  const n = inverse.size;
  const row = timesLower(inverse, covariance);
  const explained = row.reduce((sum, v) => sum + v * v, 0);
  const pivot = Math.sqrt(Math.max(diagonal - explained, 1e-12 * diagonal));
  const back = timesTransposed(inverse, row);
  const values = new Float64Array((n + 1) * (n + 1));
  for (let i = 0; i < n; i++) {
    values.set(inverse.values.subarray(i * n, i * n + n), i * (n + 1));
    values[n * (n + 1) + i] = -(back[i] as number) / pivot;
  }
  values[n * (n + 1) + n] = 1 / pivot;
  return { size: n + 1, values };
}
