import { type Configuration, configurationKey } from '../space/configuration.ts';
import { contenderOfTrial } from '../study/contender.ts';
import { rankedTrials } from '../study/incumbent.ts';
import type { Equivalence } from '../study/prober.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Measurement, Trial } from '../study/trial.ts';
import type { Variant } from './variant.ts';

/** What a variant's own search found for it. */
export interface OwnBest {
  readonly configuration: Configuration;
  /** Its log-ratios are to the reference of the search. */
  readonly measurement: Measurement;
  /** Its outputs beside those of the variant's own default; null where they were not compared. */
  readonly equivalence: Equivalence | null;
}

/** Whether a configuration is one of the variant: a search also measures the runtime's default, which may be another's. */
export function belongsTo(
  { provider, graphOptimization }: Variant,
  configuration: Configuration,
): boolean {
  return (
    configuration.provider === provider && configuration.graphOptimization === graphOptimization
  );
}

/** Trials of the variant itself. */
export function ownTrials(variant: Variant, trials: readonly Trial[]): readonly Trial[] {
  return trials.filter((t) => belongsTo(variant, t.configuration));
}

/**
 * The best feasible configuration of a variant, by its own study: what the study recommends where that is the variant's,
 * else the best of its finalists, else of its trials; `except` are configurations that later turned out not to do (keys). null
 * where none meets the constraints.
 */
export function ownBestOf(
  variant: Variant,
  result: StudyResult,
  except: ReadonlySet<string> = new Set(),
): OwnBest | null {
  const { recommendation, runnersUp, header } = result;
  const finalists = [...(recommendation === null ? [] : [recommendation]), ...runnersUp];
  // They come best first, and meet every constraint.
  const finalist = finalists.find(
    (f) => belongsTo(variant, f.configuration) && !except.has(configurationKey(f.configuration)),
  );
  if (finalist !== undefined) return finalist;
  const rejected = result.rejections.map((r) => configurationKey(r.configuration));
  const unfit = new Set([...rejected, ...except]);
  const trial = rankedTrials(ownTrials(variant, result.trials), header.objective).find(
    (t) => t.violations.length === 0 && !unfit.has(configurationKey(t.configuration)),
  );
  if (trial === undefined) return null;
  const { configuration, measurement } = contenderOfTrial(trial, header);
  return { configuration, measurement, equivalence: null };
}
