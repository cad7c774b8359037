import { normalCdf } from '../stats/normal.ts';

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Logarithm of E[max(0, f - incumbent)] for a normal f: how much measuring it is expected to gain. -Infinity where `variance`
 * is 0 and the mean no better. As Ament et al. 2023 ("Unexpected Improvements to Expected Improvement", eq. 9), so that
 * candidates far below the incumbent still compare; the incumbent's value is the caller's, noise taken out of it.
 */
export function logExpectedImprovement(mean: number, variance: number, incumbent: number): number {
  if (!(variance > 0)) return Math.log(Math.max(0, mean - incumbent));
  const deviation = Math.sqrt(variance);
  return Math.log(deviation) + logGain((mean - incumbent) / deviation);
}

/** What `logExpectedImprovement` does not exceed, in a fraction of its time: σ φ(z) where z <= 0, since z Φ(z) takes from it; else nothing is said. */
export function mostLogExpectedImprovement(
  mean: number,
  variance: number,
  incumbent: number,
): number {
  const gap = mean - incumbent;
  if (gap > 0 || !(variance > 0)) return Number.POSITIVE_INFINITY;
  return 0.5 * Math.log(variance) - (0.5 * gap * gap) / variance - HALF_LOG_TWO_PI;
}

/** log(φ(z) + z Φ(z)). */
function logGain(z: number): number {
  const logDensity = -0.5 * z * z - HALF_LOG_TWO_PI;
  if (z > -3) return Math.log(Math.exp(logDensity) + z * normalCdf(z));
  // With Mills' ratio R and t = -z, the sum is φ(z) (1 - t R). Here R = 1 / (t + k), k the rest of its continued
  // fraction (Abramowitz & Stegun 26.2.14), so 1 - t R = k R: the paper's log1mexp without its cancellation.
  const rest = millsRest(-z);
  return logDensity + Math.log(rest / (rest - z));
}

/** log P(Z <= z) of a standard normal Z, accurate relative to the probability however small. */
export function logNormalCdf(z: number): number {
  if (z > -3) return Math.log(normalCdf(z));
  return -0.5 * z * z - HALF_LOG_TWO_PI - Math.log(millsRest(-z) - z);
}

/** 1 / (t + 2 / (t + 3 / (t + …))) for t >= 3. */
function millsRest(t: number): number {
  let tail = t;
  for (let k = Math.ceil(12 + 600 / (t * t)); k >= 2; k--) tail = t + k / tail;
  return 1 / tail;
}
