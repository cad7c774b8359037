import { clopperPearson } from '../../../src/stats/binomial.ts';
import { studentTQuantile } from '../../../src/stats/student-t.ts';

/** A share of runs with its 95 % interval, which takes runs on one surface for alike; NaN of none. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Share of the runs that pass, with the interval of Korn & Graubard (1998): Clopper–Pearson's for as many independent runs as say as
 * much, by how far the shares of surfaces are apart, and with Student's t for the few surfaces. Seeds on one surface share
 * its luck: counted as independent they would make the interval far too narrow. Where all pass, or none, surfaces do not tell how
 * alike their runs are; each then counts as one.
 */
export function clusteredShare<R extends { readonly surface: string }>(
  runs: readonly R[],
  passes: (run: R) => boolean,
): Share {
  if (runs.length === 0) return { share: Number.NaN, low: 0, high: 1 };
  const surfaces = new Map<string, { passed: number; of: number }>();
  for (const run of runs) {
    const { passed, of } = surfaces.get(run.surface) ?? { passed: 0, of: 0 };
    surfaces.set(run.surface, { passed: passed + Number(passes(run)), of: of + 1 });
  }
  const groups = [...surfaces.values()];
  const share = groups.reduce((sum, g) => sum + g.passed, 0) / runs.length;
  const worth = Math.min(runs.length, effectiveRuns(groups, share, runs.length));
  return { share, ...clopperPearson(share * worth, worth) };
}

function effectiveRuns(
  groups: readonly { readonly passed: number; readonly of: number }[],
  share: number,
  runs: number,
): number {
  const count = groups.length;
  const binomial = share * (1 - share);
  if (binomial === 0 || count < 2) return count;
  const squares = groups.reduce((sum, g) => sum + (g.passed - share * g.of) ** 2, 0);
  const variance = ((count / (count - 1)) * squares) / runs ** 2;
  // Even surfaces that agree by luck are no more than their runs.
  const alike = Math.min(runs, binomial / variance);
  const few = studentTQuantile(0.975, runs - 1) / studentTQuantile(0.975, count - 1);
  return Math.max(1, alike * few ** 2);
}
