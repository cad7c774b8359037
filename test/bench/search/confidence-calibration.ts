import { clusteredShare, type Share } from './clustered-share.ts';
import type { SurfaceFacts } from './play-surface.ts';
import type { SearchRun } from './search-run.ts';

/** How often a strategy that was sure of its result was right, after the final race. */
export interface ConfidenceCalibration {
  readonly strategy: string;
  /** Runs that ended with a confidence of at least 95 %. */
  readonly sure: number;
  /** Of these, those within 2 % of the best configuration as recorded. */
  readonly strict: Share;
  /**
   * Those within 2 % and what the surface itself cannot resolve: the recorded best of many is flattered by the noise of its
   * own measurement, so that even the truly best may seem to lie below it.
   */
  readonly resolved: Share;
  /** Those within 2 % on the surface without the luck of its own measurement. */
  readonly shrunk: Share;
  /** Of all runs with a claim, those whose interval of the gain covers the long-run value. */
  readonly covered: Share;
  readonly claims: number;
}

const TOLERANCE = 0.02;

/** Of each strategy that states a confidence. */
export function confidenceCalibration(
  runs: readonly SearchRun[],
  facts: readonly SurfaceFacts[],
): readonly ConfidenceCalibration[] {
  const floors = new Map(facts.map((f) => [f.name, f.noiseFloor]));
  const names = new Set(runs.filter((r) => r.confidence !== null).map((r) => r.strategy));
  return [...names].map((strategy) => {
    const sure = runs.filter((r) => r.strategy === strategy && (r.confidence ?? 0) >= 0.95);
    const claims = runs.flatMap(({ surface, claim, strategy: by }) =>
      by === strategy && claim !== null ? [{ surface, claim }] : [],
    );
    const within = (tolerance: (run: SearchRun) => number): Share =>
      clusteredShare(sure, (r) => r.racedRegret <= tolerance(r));
    return {
      strategy,
      sure: sure.length,
      strict: within(() => TOLERANCE),
      resolved: within((r) => TOLERANCE + (floors.get(r.surface) ?? 0)),
      shrunk: clusteredShare(sure, (r) => r.shrunkRegret <= TOLERANCE),
      covered: clusteredShare(claims, (c) => c.claim.covers),
      claims: claims.length,
    };
  });
}
