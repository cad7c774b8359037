import { normalCdf } from '../stats/normal.ts';
import { logNormalCdf } from './expected-improvement.ts';

/** P(m >= 0) for a normal margin m; 1 or 0 where `variance` is 0. */
export function probabilityAbove(mean: number, variance: number): number {
  if (!(variance > 0)) return mean >= 0 ? 1 : 0;
  return normalCdf(mean / Math.sqrt(variance));
}

/** Its logarithm, which stays finite where the probability itself would be too small for a number. */
export function logProbabilityAbove(mean: number, variance: number): number {
  if (!(variance > 0)) return mean >= 0 ? 0 : -Infinity;
  return logNormalCdf(mean / Math.sqrt(variance));
}
