import type { LogNormal } from '../../surrogate/fit-hyperparameters.ts';
import { fitGaussianProcess, type GaussianProcess } from '../../surrogate/gaussian-process.ts';
import type { Ingredients } from './ingredients.ts';
import type { Member } from './member.ts';
import { type Evidence, weighMembers } from './weigh-members.ts';

/** What is believed of the whole space after the trials so far: a mixture of members, and a smooth deviation from it. */
export interface Belief {
  /** Expected log-ratio of each configuration, in the order of the space. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Weights of the members by now; they add up to 1. */
  readonly weights: readonly number[];
  /** How far single configurations are off what knowledge says, as a standard deviation of the log. */
  readonly deviation: number;
  /** Joint covariance of some configurations, by index, row-major. */
  covariance(at: readonly number[]): Float64Array;
  /** The belief once a configuration (by index) had been measured as expected: for what is pending. */
  supposing(at: number): Belief;
}

/**
 * What deviations from knowledge look like, and from none; between the two by the weight of knowledge. Medians of log-normal
 * priors; measured on recorded surfaces as what is left of log-ratios after the members' mean.
 */
export const DEVIATION: Readonly<
  Record<'known' | 'cold', { readonly signal: number; readonly mean: number }>
> = {
  known: { signal: 0.12 ** 2, mean: 0.1 ** 2 },
  cold: { signal: 0.4, mean: 1 },
} as const;
/** Sessions of one configuration differ by about this much, as a variance of the log. */
export const SESSION: LogNormal = { median: 0.1 ** 2, logDeviation: 1 };

const between = (share: number, known: number, cold: number): number =>
  Math.exp((1 - share) * Math.log(known) + share * Math.log(cold));

interface Mixture {
  readonly rows: readonly (readonly number[])[];
  readonly members: readonly Member[];
  readonly weights: readonly number[];
  readonly means: Float64Array;
}

/** Fits the belief. `rows` are the configurations of the space as numbers. */
export function fitBelief(
  rows: readonly (readonly number[])[],
  members: readonly Member[],
  evidence: Evidence,
  ingredients: Pick<Ingredients, 'weighing' | 'deviations'>,
): Belief {
  const weights = ingredients.weighing
    ? weighMembers(members, evidence)
    : members.map((m) => m.weight);
  const means = mixtureMeans(members, weights, rows.length);
  const cold = members.reduce((sum, m, i) => sum + (m.kind === 'none' ? (weights[i] ?? 0) : 0), 0);
  const heard = ingredients.deviations ? evidence : silent(evidence);
  const { features, x, noiseVariance, at } = heard;
  const y = heard.y.map((value, i) => value - (means[at[i] as number] as number));
  const process = fitGaussianProcess(
    { features, x, y, noiseVariance },
    {
      priors: {
        signalVariance: {
          median: between(cold, DEVIATION.known.signal, DEVIATION.cold.signal),
          logDeviation: 1,
        },
        noiseVariance: SESSION,
        meanVariance: between(cold, DEVIATION.known.mean, DEVIATION.cold.mean),
      },
    },
  );
  return beliefOf({ rows, members, weights, means }, process);
}

/** The same without any observation. */
function silent({ features }: Evidence): Evidence {
  return { features, x: [], y: [], noiseVariance: [], at: [] };
}

function mixtureMeans(
  members: readonly Member[],
  weights: readonly number[],
  size: number,
): Float64Array {
  const means = new Float64Array(size);
  members.forEach((m, k) => {
    const weight = weights[k] ?? 0;
    if (weight < 1e-6) return;
    for (let i = 0; i < size; i++)
      means[i] = (means[i] as number) + weight * (m.means[i] as number);
  });
  return means;
}

function beliefOf(mixture: Mixture, process: GaussianProcess): Belief {
  const { rows, members, weights, means } = mixture;
  const { mean, variance } = process.predict(rows);
  for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (means[i] as number);
  const heard = members.flatMap((m, k) => {
    const weight = weights[k] ?? 0;
    return weight < 1e-3 ? [] : [{ means: m.means, weight }];
  });
  for (const m of heard) {
    for (let i = 0; i < variance.length; i++) {
      variance[i] =
        (variance[i] as number) + m.weight * ((m.means[i] as number) - (means[i] as number)) ** 2;
    }
  }
  return {
    mean,
    variance,
    weights,
    deviation: Math.sqrt(process.hyperparameters.signalVariance),
    covariance: (at) => {
      const joint = process.covariance(at.map((i) => rows[i] as readonly number[]));
      for (const m of heard) addDisagreement(joint, at, m, means);
      return joint;
    },
    supposing: (at) => {
      const expected = (mean[at] as number) - (means[at] as number);
      return beliefOf(mixture, process.condition(rows[at] as readonly number[], expected, 0));
    },
  };
}

/** What a member's own view adds: it is off, if at all, everywhere at once. */
function addDisagreement(
  joint: Float64Array,
  at: readonly number[],
  member: { readonly means: Float64Array; readonly weight: number },
  means: Float64Array,
): void {
  const size = at.length;
  const off = at.map((i) => (member.means[i] as number) - (means[i] as number));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const cell = i * size + j;
      joint[cell] =
        (joint[cell] as number) + member.weight * (off[i] as number) * (off[j] as number);
    }
  }
}
