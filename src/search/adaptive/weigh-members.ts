import { logLikelihoodOf } from '../../surrogate/gaussian-process.ts';
import type { FeatureKind } from '../../surrogate/kernel.ts';
import type { Member } from './member.ts';

/** Observations as a Gaussian process takes them, with their place in the space. */
export interface Evidence {
  readonly features: readonly FeatureKind[];
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly noiseVariance: readonly number[];
  /** Index of each in the space. */
  readonly at: readonly number[];
}

/** How far a member may be off, as standard deviations of a log-ratio: all are tried, and what fits best counts. */
const AMPLITUDES = [0.04, 0.1, 0.25, 0.6] as const;
/** Fixed while members compete: the shape of deviations is the same question to all of them. */
const LENGTH_SCALE = 2.5;
const CATEGORY_RATE = 0.4;
const SESSION_VARIANCE = 0.1 ** 2;
const MEAN_SHARE = 0.5;

/**
 * Weights of the members after the trials: before the trials times how probable they make what was seen (Bayesian model
 * averaging), each allowed to deviate smoothly by any of a few amplitudes, offset included. A member that means nothing
 * known competes with the others, so that misleading knowledge switches itself off.
 */
export function weighMembers(members: readonly Member[], evidence: Evidence): readonly number[] {
  if (evidence.y.length === 0 || members.length === 1) return members.map((m) => m.weight);
  const likelihoods = AMPLITUDES.map((amplitude) => likelihoodAt(amplitude, evidence));
  const scores = members.map((m) => {
    const residuals = residualsOf(m, evidence);
    return Math.log(m.weight) + logMean(likelihoods.map((of) => of(residuals)));
  });
  const top = Math.max(...scores);
  const weights = scores.map((s) => Math.exp(s - top));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** How probable residuals are where members may be off by so much; the same question to all of them. */
function likelihoodAt(
  amplitude: number,
  { features, x, noiseVariance }: Evidence,
): (residuals: readonly number[]) => number {
  return logLikelihoodOf(
    { features, x, noiseVariance },
    {
      signalVariance: amplitude ** 2,
      scales: features.map((kind) => (kind === 'number' ? LENGTH_SCALE : CATEGORY_RATE)),
      noiseVariance: SESSION_VARIANCE,
      meanVariance: MEAN_SHARE * amplitude ** 2,
    },
  );
}

function residualsOf({ means }: Member, { y, at }: Evidence): readonly number[] {
  return y.map((value, i) => value - (means[at[i] as number] as number));
}

/** Logarithm of the mean of numbers given by their logarithms. */
function logMean(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, l) => sum + Math.exp(l - top), 0) / logs.length);
}
