import type { MeanEstimate } from './mean-estimate.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';

/** Nodes of the midpoint rule over each candidate's own quantiles: probabilities to about 0.002. */
const NODES = 200;

const isKnown = (c: MeanEstimate): boolean =>
  Number.isFinite(c.standardError) && (c.degreesOfFreedom > 0 || c.standardError === 0);

/** P(true value of the candidate <= x); half for one of which nothing is known. */
function below(candidate: MeanEstimate, x: number): number {
  if (!isKnown(candidate)) return 0.5;
  if (candidate.standardError === 0) {
    return candidate.mean === x ? 0.5 : Number(candidate.mean < x);
  }
  return studentTCdf((x - candidate.mean) / candidate.standardError, candidate.degreesOfFreedom);
}

/** Integral of the candidate's density times the probability that all rivals lie below. */
function chanceOf(candidate: MeanEstimate, rivals: readonly MeanEstimate[]): number {
  const beatsAllAt = (x: number): number =>
    rivals.reduce((product, rival) => product * below(rival, x), 1);
  if (candidate.standardError === 0) return beatsAllAt(candidate.mean);
  let sum = 0;
  for (let i = 0; i < NODES; i++) {
    const deviate = studentTQuantile((i + 0.5) / NODES, candidate.degreesOfFreedom);
    sum += beatsAllAt(candidate.mean + deviate * candidate.standardError);
  }
  return sum / NODES;
}

/**
 * The probability of each candidate to have the highest true value, given independent estimates (each a t distribution
 * about its mean, the flat-prior posterior). Sums to 1. Equal exact values share; candidates whose error is unknown share
 * what the others leave.
 *
 * This is a statement about these candidates only. It is honest for candidates chosen beforehand and measured anew
 * (the final race); for the best of many trials judged by the data that selected it, it is too high: the winner's curse.
 */
export function bestOf(candidates: readonly MeanEstimate[]): readonly number[] {
  const known = candidates.map((candidate, i) =>
    isKnown(candidate) ? chanceOf(candidate, candidates.toSpliced(i, 1)) : 0,
  );
  const unknown = candidates.filter((c) => !isKnown(c)).length;
  const total = known.reduce((sum, p) => sum + p, 0);
  if (unknown === 0) return known.map((p) => p / total);
  const rest = Math.max(0, 1 - total);
  return known.map((p, i) => (isKnown(candidates[i] as MeanEstimate) ? p : rest / unknown));
}
