import { inverse, Matrix, solve } from 'ml-matrix';

/** What is believed of a parameter before any data: normal, with this mean and standard deviation. */
export interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

/** Parameters that data and prior agree on best. */
export interface FittedParameters {
  readonly values: readonly number[];
  /** Posterior standard deviation of each (Laplace's approximation), never above that of its prior. */
  readonly deviations: readonly number[];
  /** Steps taken. */
  readonly iterations: number;
}

const MAX_ITERATIONS = 60;
/** Relative gain below which another step is not worth taking. */
const TOLERANCE = 1e-5;
/** Residuals beyond so many standard deviations count linearly, not squared (Huber 1964), or one bad measurement rules. */
const HUBER = 2;
const STEP = 1e-5;

/** A model and its data: residuals divided by their standard deviation, which is 1 where the model is right. */
export interface Misfit {
  /** Number of residuals. */
  readonly count: number;
  /** Residual `index` at the given parameters; finite for all within a few prior deviations. */
  readonly residual: (parameters: readonly number[], index: number) => number;
  /** Residuals that parameter `index` has a part in; all of them where this is left out. */
  readonly touchedBy?: (parameter: number) => readonly number[];
}

/**
 * Maximum a posteriori fit of parameters to residuals, by Levenberg–Marquardt (Marquardt 1963) with Huber's weights and a
 * numeric Jacobian. The prior makes every fit solvable: what the data say nothing about keeps the prior's mean and
 * deviation.
 */
export function fitParameters(misfit: Misfit, priors: readonly Prior[]): FittedParameters {
  const all = Array.from({ length: misfit.count }, (_, i) => i);
  const residualsOf = (parameters: readonly number[]): readonly number[] =>
    all.map((i) => misfit.residual(parameters, i));
  const touched = priors.map((_, i) => misfit.touchedBy?.(i) ?? all);
  const equations = (at: readonly number[], r: readonly number[]) =>
    normalEquations({ misfit, touched, priors }, at, r);
  let values = priors.map((p) => p.mean);
  let residuals = residualsOf(values);
  let loss = lossOf(residuals, values, priors);
  let damping = 1e-2;
  let iterations = 0;
  let settled = false;
  while (!settled && iterations < MAX_ITERATIONS) {
    iterations++;
    const { hessian, gradient } = equations(values, residuals);
    settled = true;
    for (let attempt = 0; attempt < 12; attempt++) {
      const damped = hessian.clone();
      for (let i = 0; i < values.length; i++) damped.set(i, i, hessian.get(i, i) * (1 + damping));
      const step = solve(damped, gradient).to1DArray();
      const next = values.map((v, i) => v - (step[i] ?? 0));
      const nextResiduals = residualsOf(next);
      const nextLoss = lossOf(nextResiduals, next, priors);
      if (nextLoss < loss) {
        settled = loss - nextLoss < TOLERANCE * loss;
        [values, residuals, loss] = [next, nextResiduals, nextLoss];
        damping = Math.max(1e-9, damping / 5);
        break;
      }
      damping *= 4;
    }
  }
  const { hessian } = equations(values, residuals);
  const covariance = inverse(hessian);
  const deviations = priors.map((p, i) =>
    Math.min(p.deviation, Math.sqrt(Math.max(0, covariance.get(i, i)))),
  );
  return { values, deviations, iterations };
}

/** Weight that turns a square into Huber's loss. */
function huberWeight(residual: number): number {
  const size = Math.abs(residual);
  return size <= HUBER ? 1 : HUBER / size;
}

function lossOf(
  residuals: readonly number[],
  values: readonly number[],
  priors: readonly Prior[],
): number {
  let loss = 0;
  for (const r of residuals) {
    const size = Math.abs(r);
    loss += size <= HUBER ? r * r : HUBER * (2 * size - HUBER);
  }
  priors.forEach((p, i) => {
    loss += (((values[i] ?? 0) - p.mean) / p.deviation) ** 2;
  });
  return loss;
}

/** Gauss–Newton's approximation of half the Hessian, and half the gradient, of the loss. */
function normalEquations(
  {
    misfit,
    touched,
    priors,
  }: {
    readonly misfit: Misfit;
    readonly touched: readonly (readonly number[])[];
    readonly priors: readonly Prior[];
  },
  values: readonly number[],
  residuals: readonly number[],
): { readonly hessian: Matrix; readonly gradient: Matrix } {
  const weights = residuals.map(huberWeight);
  const columns = values.map((v, i) => {
    const step = STEP * Math.max(1, Math.abs(v));
    const moved = values.with(i, v + step);
    const column = new Float64Array(residuals.length);
    for (const row of touched[i] ?? [])
      column[row] = (misfit.residual(moved, row) - (residuals[row] ?? 0)) / step;
    return column;
  });
  const hessian = Matrix.zeros(values.length, values.length);
  const gradient = Matrix.zeros(values.length, 1);
  columns.forEach((column, i) => {
    const rows = touched[i] ?? [];
    const prior = priors[i] as Prior;
    const pull = ((values[i] ?? 0) - prior.mean) / prior.deviation ** 2;
    gradient.set(i, 0, weightedSum(rows, weights, column, residuals) + pull);
    for (let j = 0; j <= i; j++) {
      const own = i === j ? 1 / prior.deviation ** 2 : 0;
      const product = weightedSum(rows, weights, column, columns[j] ?? []) + own;
      hessian.set(i, j, product);
      hessian.set(j, i, product);
    }
  });
  return { hessian, gradient };
}

function weightedSum(
  rows: readonly number[],
  weights: readonly number[],
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  let sum = 0;
  for (const row of rows) sum += (weights[row] ?? 0) * (a[row] ?? 0) * (b[row] ?? 0);
  return sum;
}
