import type { MeanEstimate } from './mean-estimate.ts';

/**
 * The sum of independent means (at least one), with the degrees of freedom of Welch and Satterthwaite (1946). Means known
 * exactly add nothing to the error; an unknown error makes that of the sum unknown.
 */
export function independentSum(...terms: readonly MeanEstimate[]): MeanEstimate {
  const mean = terms.reduce((sum, term) => sum + term.mean, 0);
  const variances = terms.map((term) => term.standardError ** 2);
  const variance = variances.reduce((sum, v) => sum + v, 0);
  if (variance === 0) return { mean, standardError: 0, degreesOfFreedom: Infinity };
  if (!Number.isFinite(variance)) {
    return { mean, standardError: Infinity, degreesOfFreedom: 0 };
  }
  const spread = terms.reduce((sum, { degreesOfFreedom }, i) => {
    const part = variances[i] ?? 0;
    return sum + (part === 0 ? 0 : part ** 2 / degreesOfFreedom);
  }, 0);
  return {
    mean,
    standardError: Math.sqrt(variance),
    degreesOfFreedom: variance ** 2 / spread,
  };
}

/** The same estimate of the opposite quantity. */
export function negated(estimate: MeanEstimate): MeanEstimate {
  return { ...estimate, mean: -estimate.mean };
}
