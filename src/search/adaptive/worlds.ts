import { DEFAULT_PRIORS } from '../../surrogate/fit-hyperparameters.ts';
import {
  fitGaussianProcess,
  type GaussianProcess,
  logLikelihoodOf,
} from '../../surrogate/gaussian-process.ts';
import type { FeatureKind, Hyperparameters } from '../../surrogate/kernel.ts';
import { DEVIATION, SESSION } from './belief.ts';
import type { Member } from './member.ts';
import type { Evidence } from './weigh-members.ts';

/** One way the space may be: what is right about it, and how the truth deviates from that. */
export interface World {
  /** Probability; those of all worlds add up to 1. */
  readonly weight: number;
  readonly member: Member;
  /** Of what is left after the member's means. */
  readonly process: GaussianProcess;
}

/** Worlds less probable than this are left out. */
const LEAST_WEIGHT = 0.01;
/** Gauss–Hermite quadrature of a standard normal, three nodes: exact for polynomials up to the fifth degree. */
const NODES = [
  { at: -Math.sqrt(3), weight: 1 / 6 },
  { at: 0, weight: 2 / 3 },
  { at: Math.sqrt(3), weight: 1 / 6 },
] as const;

/**
 * What may be true after the trials. A single best fit of a Gaussian process knows too much: with a handful of trials, how noisy
 * they are, how far and how smoothly the space deviates from what is known is itself uncertain, and so is which knowledge is
 * right. All are integrated over their priors by quadrature (Rasmussen & Williams 2006, 5.2; O'Hagan 1991), each combination
 * weighted by how probable it makes what was seen.
 */
export function worldsOf(members: readonly Member[], evidence: Evidence): readonly World[] {
  const { features, x, noiseVariance, at } = evidence;
  const residuals = members.map((m) => evidence.y.map((v, i) => v - (m.means[at[i] ?? 0] ?? 0)));
  const judged = (['known', 'cold'] as const).flatMap((kind) => {
    const own = members.flatMap((m, k) => ((m.kind === 'none') === (kind === 'cold') ? [k] : []));
    if (own.length === 0) return [];
    return nodesOf(features, kind).flatMap(({ hyperparameters, weight }) => {
      const likelihood = logLikelihoodOf({ features, x, noiseVariance }, hyperparameters);
      return own.map((k) => ({
        member: members[k] as Member,
        y: residuals[k] as readonly number[],
        hyperparameters,
        score: Math.log(weight * (members[k]?.weight ?? 0)) + likelihood(residuals[k] as number[]),
      }));
    });
  });
  const top = judged.reduce((most, j) => Math.max(most, j.score), -Infinity);
  const all = judged.reduce((sum, j) => sum + Math.exp(j.score - top), 0);
  const likely = judged.filter((j) => Math.exp(j.score - top) / all >= LEAST_WEIGHT);
  const total = likely.reduce((sum, j) => sum + Math.exp(j.score - top), 0);
  return likely.map(({ member, y, hyperparameters, score }) => ({
    weight: Math.exp(score - top) / total,
    member,
    process: fitGaussianProcess({ features, x, y, noiseVariance }, { hyperparameters }),
  }));
}

interface Node {
  readonly hyperparameters: Hyperparameters;
  readonly weight: number;
}

/**
 * How far apart, in doublings, configurations are nearly unrelated: the most probable of the 40 recorded surfaces lie between
 * 0.7 and 3.5, about 1.5 at the median of the replicated ones.
 */
const LENGTH_SCALE = 1.5;

/** Strength, smoothness and noise; all features are stretched together. */
function nodesOf(features: readonly FeatureKind[], kind: keyof typeof DEVIATION): readonly Node[] {
  const { lengthScale, categoryRate } = DEFAULT_PRIORS;
  const { signal, mean } = DEVIATION[kind];
  return NODES.flatMap((strength) =>
    NODES.flatMap((stretch) =>
      NODES.map((noise) => ({
        weight: strength.weight * stretch.weight * noise.weight,
        hyperparameters: {
          signalVariance: signal * Math.exp(strength.at),
          scales: features.map((f) =>
            f === 'number'
              ? LENGTH_SCALE * Math.exp(lengthScale.logDeviation * stretch.at)
              : categoryRate.median * Math.exp(-categoryRate.logDeviation * stretch.at),
          ),
          noiseVariance: SESSION.median * Math.exp(SESSION.logDeviation * noise.at),
          meanVariance: mean,
        },
      })),
    ),
  );
}
