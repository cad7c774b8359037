import type { LawPoint } from '../../knowledge/search-prior.ts';
import { fitGaussianProcess } from '../../surrogate/gaussian-process.ts';
import type { FeatureKind } from '../../surrogate/kernel.ts';
import { logProbabilityAbove } from '../../surrogate/probability-above.ts';
import type { Observation } from '../strategy.ts';

/** Where the law predicts a margin, deviations from it are as smooth and as large as this (log units). */
const DEVIATION = { signal: 0.2 ** 2, mean: 0.3 ** 2 } as const;
const COLD = { signal: 1, mean: 4 } as const;
/** A margin measured in one short heat is known to about this, as a variance. */
const MARGIN_NOISE = 0.05 ** 2;

interface Request {
  readonly constraints: number;
  readonly features: readonly FeatureKind[];
  readonly rows: readonly (readonly number[])[];
  readonly law: readonly LawPoint[] | null;
  /** Measured trials with their place in the space. */
  readonly told: readonly { readonly at: number; readonly observation: Observation }[];
}

/** Log of the probability that every constraint holds, for each configuration; zeros where there are no constraints. */
export function logFeasibility(request: Request): Float64Array {
  const total = new Float64Array(request.rows.length);
  for (let k = 0; k < request.constraints; k++) addConstraint(total, request, k);
  return total;
}

function addConstraint(
  total: Float64Array,
  { features, rows, law, told }: Request,
  k: number,
): void {
  const expected = rows.map((_, i) => law?.[i]?.margins[k]?.value ?? 0);
  const isPredicted = law?.some((p) => (p.margins[k] ?? null) !== null) ?? false;
  const known = told.flatMap(({ at, observation }) => {
    const margin = observation.margins[k] ?? null;
    return margin === null ? [] : [{ at, margin }];
  });
  if (known.length === 0 && !isPredicted) return;
  const { signal, mean } = isPredicted ? DEVIATION : COLD;
  const process = fitGaussianProcess(
    {
      features,
      x: known.map(({ at }) => rows[at] as readonly number[]),
      y: known.map(({ at, margin }) => margin - (expected[at] ?? 0)),
      noiseVariance: known.map(() => MARGIN_NOISE),
    },
    { priors: { signalVariance: { median: signal, logDeviation: 1 }, meanVariance: mean } },
  );
  const { mean: deviation, variance } = process.predict(rows);
  for (let i = 0; i < total.length; i++) {
    const margin = (expected[i] ?? 0) + (deviation[i] as number);
    total[i] = (total[i] as number) + logProbabilityAbove(margin, variance[i] as number);
  }
}
