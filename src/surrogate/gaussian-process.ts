import type { Random } from '../core/random.ts';
import {
  cholesky,
  growInverse,
  invertLower,
  type Lower,
  timesLower,
  timesTransposed,
} from './cholesky.ts';
import {
  DEFAULT_PRIORS,
  fitHyperparameters,
  type HyperparameterPriors,
  type RegressionData,
} from './fit-hyperparameters.ts';
import { crossCovariance, type FeatureKind, type Hyperparameters } from './kernel.ts';
import { addMeans, subtractExplained } from './posterior-block.ts';
import { sampleNormal } from './sample-normal.ts';

export interface GaussianProcessOptions {
  /** Beliefs that replace the default ones, which suit log-ratios over log2 of counts. */
  readonly priors?: Partial<HyperparameterPriors>;
  /** Taken as they are: nothing is fitted. */
  readonly hyperparameters?: Hyperparameters;
}

/** A posterior belief about an unknown function. */
export interface GaussianProcess {
  readonly hyperparameters: Hyperparameters;
  /** Log density of the observations under the hyperparameters, their priors left out. */
  readonly logMarginalLikelihood: number;
  /** Mean and variance of the function itself (no noise) at each row. */
  predict(xs: readonly (readonly number[])[]): {
    readonly mean: Float64Array;
    readonly variance: Float64Array;
  };
  /** Joint posterior covariance of the function, row-major; for at most a few hundred rows. */
  covariance(xs: readonly (readonly number[])[]): Float64Array;
  /** One joint draw of the function at up to a few thousand rows. */
  sample(xs: readonly (readonly number[])[], random: Random): Float64Array;
  /** The belief after one more observation, hyperparameters unchanged. */
  condition(x: readonly number[], y: number, noiseVariance: number): GaussianProcess;
}

/** The observations together with what they determine. */
interface Posterior {
  readonly features: readonly FeatureKind[];
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly hyperparameters: Hyperparameters;
  /** L⁻¹ of the observations' covariance LLᵀ. */
  readonly inverse: Lower;
}

/**
 * Gaussian process regression (Rasmussen & Williams 2006, algorithm 2.1) with a Matérn-5/2 kernel over numbers, one
 * length scale each, times exp(-θ) for every category that differs; a constant mean that is integrated out; known noise
 * of each observation and a common one besides. Hyperparameters are the most probable ones unless given. Without
 * observations it is the prior at the priors' medians. To model deviations from a prior mean, subtract it from `y`, add it to
 * predictions, and set `priors.meanVariance` to 0 where no offset is expected. Deterministic.
 */
export function fitGaussianProcess(
  data: RegressionData,
  options: GaussianProcessOptions = {},
): GaussianProcess {
  const priors = { ...DEFAULT_PRIORS, ...options.priors };
  const hyperparameters = options.hyperparameters ?? fitHyperparameters(data, priors);
  const { features, x, y } = data;
  return fromPosterior({
    features,
    x,
    y,
    hyperparameters,
    inverse: inverseOf(data, hyperparameters),
  });
}

/**
 * The log density of any values at these places under one process: what `logMarginalLikelihood` says of each, at the price of
 * one factorisation.
 */
export function logLikelihoodOf(
  places: Omit<RegressionData, 'y'>,
  hyperparameters: Hyperparameters,
): (y: readonly number[]) => number {
  const inverse = inverseOf(places, hyperparameters);
  return (y) => logLikelihood(timesLower(inverse, y), inverse);
}

/** L⁻¹ of the observations' covariance LLᵀ. */
function inverseOf(
  { features, x, noiseVariance }: Omit<RegressionData, 'y'>,
  hyperparameters: Hyperparameters,
): Lower {
  const n = x.length;
  const matrix = crossCovariance(features, hyperparameters, x, x);
  for (let i = 0; i < n; i++) {
    const noise = hyperparameters.noiseVariance + (noiseVariance[i] as number);
    matrix[i * n + i] = (matrix[i * n + i] as number) + noise;
  }
  return invertLower(cholesky(matrix, n));
}

function fromPosterior(posterior: Posterior): GaussianProcess {
  const { features, x, y, hyperparameters, inverse } = posterior;
  const white = timesLower(inverse, y);
  const alpha = timesTransposed(inverse, white);
  const prior = hyperparameters.signalVariance + hyperparameters.meanVariance;
  const cross = (xs: readonly (readonly number[])[]): Float64Array =>
    crossCovariance(features, hyperparameters, x, xs);

  const predict = (xs: readonly (readonly number[])[]) => {
    const mean = new Float64Array(xs.length);
    const variance = new Float64Array(xs.length).fill(prior);
    const covariances = cross(xs);
    addMeans(mean, alpha, covariances);
    subtractExplained(variance, inverse, covariances);
    // Rounding may leave a little less than nothing where the function is known.
    for (let i = 0; i < variance.length; i++) variance[i] = Math.max(0, variance[i] as number);
    return { mean, variance };
  };

  /** Row `at` of the joint posterior covariance: what point `at` shares with each. */
  const covarianceRows = (xs: readonly (readonly number[])[]): ((at: number) => Float64Array) => {
    const m = xs.length;
    const covariances = cross(xs);
    return (at) => {
      const column = new Float64Array(y.length);
      for (let i = 0; i < column.length; i++) column[i] = covariances[i * m + at] as number;
      const weights = timesTransposed(inverse, timesLower(inverse, column));
      const row = crossCovariance(features, hyperparameters, [xs[at] as readonly number[]], xs);
      addMeans(
        row,
        weights.map((w) => -w),
        covariances,
      );
      return row;
    };
  };

  return {
    hyperparameters,
    logMarginalLikelihood: logLikelihood(white, inverse),
    predict,
    covariance: (xs) => {
      const rowAt = covarianceRows(xs);
      const matrix = new Float64Array(xs.length ** 2);
      for (let i = 0; i < xs.length; i++) matrix.set(rowAt(i), i * xs.length);
      return matrix;
    },
    sample: (xs, random) => {
      const { mean, variance } = predict(xs);
      return sampleNormal({ mean, variance, covarianceRow: covarianceRows(xs) }, random);
    },
    condition: (at, value, noiseVariance) => {
      const diagonal = prior + hyperparameters.noiseVariance + noiseVariance;
      return fromPosterior({
        features,
        x: [...x, at],
        y: [...y, value],
        hyperparameters,
        inverse: growInverse(inverse, cross([at]), diagonal),
      });
    },
  };
}

/** Rasmussen & Williams, eq. 5.8, from L⁻¹y and L⁻¹. */
function logLikelihood(white: Float64Array, { size: n, values }: Lower): number {
  let sum = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) {
    sum += Math.log(values[i * n + i] as number) - 0.5 * (white[i] as number) ** 2;
  }
  return sum;
}
