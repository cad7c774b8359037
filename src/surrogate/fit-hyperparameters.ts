import { cholesky, gram, invertLower, timesLower, timesTransposed } from './cholesky.ts';
import { expNegative } from './exp-negative.ts';
import type { FeatureKind, Hyperparameters } from './kernel.ts';
import { minimise, type Slope } from './minimise.ts';

/** Observations of an unknown function. */
export interface RegressionData {
  readonly features: readonly FeatureKind[];
  /** One row of numbers per observation, one number per feature. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  /** Known variance of each observation's noise, 0 where there is none. */
  readonly noiseVariance: readonly number[];
}

/** A positive quantity whose logarithm is believed normal. */
export interface LogNormal {
  readonly median: number;
  /** Standard deviation of the logarithm. */
  readonly logDeviation: number;
}

/** What is believed of hyperparameters before any data. */
export interface HyperparameterPriors {
  readonly signalVariance: LogNormal;
  /** Of every number, in its own unit. */
  readonly lengthScale: LogNormal;
  /** Of every category. */
  readonly categoryRate: LogNormal;
  readonly noiseVariance: LogNormal;
  /** Taken as it is, not fitted. */
  readonly meanVariance: number;
}

/**
 * For log-ratios over log2 of counts: throughputs of one model spread over about a factor of two, bend over a few
 * doublings, and differ by 1 to 3 % between sessions.
 */
export const DEFAULT_PRIORS: HyperparameterPriors = {
  signalVariance: { median: 0.4, logDeviation: 1 },
  lengthScale: { median: 3, logDeviation: 0.7 },
  categoryRate: { median: 0.2, logDeviation: 1 },
  noiseVariance: { median: 4e-4, logDeviation: 1 },
  meanVariance: 1,
};

/** Where the search for the optimum starts, in prior standard deviations: signal, every scale, noise. */
const STARTS = [
  [0, 0, 0],
  [0, -1.2, 0],
  [0, 1, 0],
  [1, 1, -1],
  [0, 0.5, 1.5],
  [-1, -0.5, 1.5],
] as const;
const CLIMBED = 2;
const EFFORT = { iterations: 12, tolerance: 2e-3 };

/** Maximum a posteriori hyperparameters: several fixed starts, the best of them climbed with analytic gradients. */
export function fitHyperparameters(
  data: RegressionData,
  priors: HyperparameterPriors,
): Hyperparameters {
  const posterior = createLogPosterior(data, priors);
  const width = data.features.length;
  const starts = STARTS.map(([signal, scale, noise]) => {
    const at = new Float64Array(width + 2).fill(scale);
    at[0] = signal;
    at[width + 1] = noise;
    return { at, value: posterior.lossAt(at) };
  });
  const climbed = starts
    .sort((a, b) => a.value - b.value)
    .slice(0, CLIMBED)
    .map(({ at }) => minimise(posterior.slopeAt, at, EFFORT));
  const best = climbed.reduce((a, b) => (b.value < a.value ? b : a));
  return posterior.hyperparametersAt(best.x);
}

export interface LogPosterior {
  /** Minus the log posterior density, up to a constant, at coordinates in prior standard deviations from the medians. */
  lossAt(at: Float64Array): number;
  slopeAt(at: Float64Array): Slope;
  hyperparametersAt(at: Float64Array): Hyperparameters;
}

/** The function that `fitHyperparameters` minimises (Rasmussen & Williams, eq. 5.8 and 5.9, plus the priors). */
export function createLogPosterior(
  data: RegressionData,
  priors: HyperparameterPriors,
): LogPosterior {
  const { features, y, noiseVariance } = data;
  const n = y.length;
  const width = features.length;
  const believed = [
    priors.signalVariance,
    ...features.map((k) => (k === 'number' ? priors.lengthScale : priors.categoryRate)),
    priors.noiseVariance,
  ];
  const gaps = pairGaps(data);
  const hyperparametersAt = (at: Float64Array): Hyperparameters => {
    const values = believed.map((p, i) => p.median * Math.exp(p.logDeviation * (at[i] as number)));
    return {
      signalVariance: values[0] as number,
      scales: values.slice(1, width + 1),
      noiseVariance: values[width + 1] as number,
      meanVariance: priors.meanVariance,
    };
  };
  const matrix = new Float64Array(n * n);
  /** Per pair: Matérn's argument and the correlation. */
  const lengths = new Float64Array((n * (n - 1)) / 2);
  const shares = new Float64Array(lengths.length);

  const fillMatrix = (h: Hyperparameters): void => {
    correlatePairs(features, h, gaps, lengths, shares);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        matrix[i * n + j] = h.signalVariance * (shares[pair] as number) + h.meanVariance;
      }
      const own = h.signalVariance + h.meanVariance + h.noiseVariance;
      matrix[i * n + i] = own + (noiseVariance[i] as number);
    }
  };
  const evaluate = (at: Float64Array) => {
    const h = hyperparametersAt(at);
    fillMatrix(h);
    const lower = cholesky(matrix, n);
    const inverse = invertLower(lower);
    const white = timesLower(inverse, y);
    let loss = 0.5 * at.reduce((sum, u) => sum + u * u, 0);
    for (let i = 0; i < n; i++) {
      loss += 0.5 * (white[i] as number) ** 2 - Math.log(inverse.values[i * n + i] as number);
    }
    return { h, inverse, white, loss };
  };

  const slopeAt = (at: Float64Array): Slope => {
    const { h, inverse, white, loss } = evaluate(at);
    const alpha = timesTransposed(inverse, white);
    const precision = gram(inverse);
    // Derivatives of the log-likelihood by the logarithm of each hyperparameter.
    const rises = new Float64Array(width + 2);
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += (alpha[i] as number) ** 2 - (precision[i * n + i] as number);
    }
    rises[0] = 0.5 * diagonal * h.signalVariance;
    rises[width + 1] = 0.5 * diagonal * h.noiseVariance;
    const pull = new Float64Array(lengths.length);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const lean = (alpha[i] as number) * (alpha[j] as number) - (precision[i * n + j] as number);
        const share = lean * h.signalVariance * (shares[pair] as number);
        rises[0] = (rises[0] as number) + share;
        pull[pair] = share;
      }
    }
    features.forEach((kind, d) => {
      rises[d + 1] = scaleRise(kind, h.scales[d] as number, gaps[d] as Float64Array, lengths, pull);
    });
    const gradient = at.map(
      (u, i) => u - (rises[i] as number) * (believed[i] as LogNormal).logDeviation,
    );
    return { value: loss, gradient };
  };
  return { lossAt: (at) => evaluate(at).loss, slopeAt, hyperparametersAt };
}

/** Per feature and pair (i > j): the squared difference of numbers, 1 for different categories and 0 for equal ones. */
function pairGaps({ features, x }: RegressionData): readonly Float64Array[] {
  return features.map((kind, d) => {
    const gaps = new Float64Array((x.length * (x.length - 1)) / 2);
    for (let i = 0, pair = 0; i < x.length; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const gap = (x[i]?.[d] ?? Number.NaN) - (x[j]?.[d] ?? Number.NaN);
        gaps[pair] = kind === 'number' ? gap * gap : Number(gap !== 0);
      }
    }
    return gaps;
  });
}

function correlatePairs(
  features: readonly FeatureKind[],
  { scales }: Hyperparameters,
  gaps: readonly Float64Array[],
  lengths: Float64Array,
  shares: Float64Array,
): void {
  lengths.fill(0);
  shares.fill(0);
  features.forEach((kind, d) => {
    const gap = gaps[d] as Float64Array;
    const scale = scales[d] as number;
    const sums = kind === 'number' ? lengths : shares;
    const weight = kind === 'number' ? 5 / scale ** 2 : scale;
    for (let p = 0; p < gap.length; p++) {
      sums[p] = (sums[p] as number) + weight * (gap[p] as number);
    }
  });
  for (let p = 0; p < lengths.length; p++) {
    const a = Math.sqrt(lengths[p] as number);
    lengths[p] = a;
    shares[p] = (1 + a + (a * a) / 3) * expNegative(a + (shares[p] as number));
  }
}

/** Derivative of the log-likelihood by the logarithm of one feature's scale. */
function scaleRise(
  kind: FeatureKind,
  scale: number,
  gap: Float64Array,
  lengths: Float64Array,
  pull: Float64Array,
): number {
  let rise = 0;
  if (kind === 'category') {
    for (let p = 0; p < gap.length; p++) rise -= scale * (gap[p] as number) * (pull[p] as number);
    return rise;
  }
  for (let p = 0; p < gap.length; p++) {
    const a = lengths[p] as number;
    // With a² = 5 Σ gap / ℓ²: d log k / d log ℓ = 5/3 (1 + a) / (1 + a + a²/3) · gap / ℓ².
    rise += ((pull[p] as number) * (gap[p] as number) * (1 + a)) / (1 + a + (a * a) / 3);
  }
  return ((5 / 3) * rise) / scale ** 2;
}
