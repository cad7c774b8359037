import { type Configuration, configurationKey } from '../space/configuration.ts';
import { checkConstraints } from '../study/check-constraints.ts';
import { widened } from '../study/contender.ts';
import { measuredTrials } from '../study/incumbent.ts';
import type { StoredStudy } from '../study/knowledge-store.ts';
import type { Constraint, RunObjective } from '../study/objective.ts';
import type { Equivalence } from '../study/prober.ts';
import type { LogRatio, Measurement, Violation } from '../study/trial.ts';
import { belongsTo } from './own-best.ts';
import type { Variant } from './variant.ts';

/** What is asked of the variants of a task. */
export interface Bounds {
  readonly objective: RunObjective;
  readonly constraints: readonly Constraint[];
  readonly minAccuracy: number | null;
}

/** A configuration of a variant that was measured some time, and how it does by these bounds. */
export interface StoredCandidate {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
  readonly equivalence: Equivalence | null;
  /** To the reference of its study, with an error that accounts for how far sessions may differ. */
  readonly ratio: LogRatio;
  readonly violations: readonly Violation[];
  /** Its study and what it was compared with there. */
  readonly study: { readonly id: string; readonly probes: number; readonly startedAt: string };
  readonly reference: Configuration;
  /** Whether its study recommended it. */
  readonly isRecommended: boolean;
}

interface Evidence {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
  readonly equivalence: Equivalence | null;
  readonly ratio: LogRatio;
}

/** The best evidence a study has of each configuration: its final race where it was in it, else its trial. */
function evidenceOf(study: StoredStudy, objective: RunObjective): readonly Evidence[] {
  const { trials, result } = study;
  const found = new Map<string, Evidence>();
  for (const { configuration, measurement } of measuredTrials(trials)) {
    const own = measurement.logRatio[objective];
    // The reference is its own measure, exactly.
    const ratio = own.standardError === 0 ? own : widened(own);
    found.set(configurationKey(configuration), {
      configuration,
      measurement,
      equivalence: null,
      ratio,
    });
  }
  const finalists = [
    ...(result?.reference ? [{ ...result.reference, equivalence: null }] : []),
    ...(result?.runnersUp ?? []),
    ...(result?.recommendation ? [result.recommendation] : []),
  ];
  for (const { configuration, measurement, equivalence } of finalists) {
    const ratio = measurement.logRatio[objective];
    found.set(configurationKey(configuration), { configuration, measurement, equivalence, ratio });
  }
  return [...found.values()];
}

/** Whether a bound asks at least as much as another of the same metric. */
function asksAsMuch(asked: Constraint, than: Constraint): boolean {
  if (asked.metric !== than.metric || asked.relation !== than.relation) return false;
  return asked.relation === '<=' ? asked.bound <= than.bound : asked.bound >= than.bound;
}

/**
 * What a study's own rejection of a configuration means for these bounds: null where it is out whatever they are (its
 * outputs differ, or it failed), else the bounds that the study, which had every single run, could not claim.
 */
function refusedBy(
  { header, result }: StoredStudy,
  configuration: Configuration,
  asked: readonly Constraint[],
): readonly Violation[] | null {
  const key = configurationKey(configuration);
  const rejection = result?.rejections.find((r) => configurationKey(r.configuration) === key);
  if (rejection === undefined) return [];
  const named = header.constraints.filter((c) => rejection.reason.includes(c.text));
  if (named.length === 0) return null;
  return asked
    .filter((a) => named.some((c) => asksAsMuch(a, c)))
    .map((a) => ({ constraint: a.text, found: null, verdict: 'unsupported' }));
}

/** Every configuration of the variant that a study measured, judged by these bounds instead of its own. */
export function candidatesOf(
  variant: Variant,
  study: StoredStudy,
  { objective, constraints }: Bounds,
): readonly StoredCandidate[] {
  const { header, trials } = study;
  const { studyId: id, startedAt, reference: standard } = header;
  const reference = study.result?.reference?.configuration ?? standard;
  const chosen = study.result?.recommendation ?? null;
  const recommended = chosen && configurationKey(chosen.configuration);
  return evidenceOf(study, objective).flatMap((evidence) => {
    const { configuration, measurement } = evidence;
    const refused = refusedBy(study, configuration, constraints);
    if (!belongsTo(variant, configuration) || refused === null) return [];
    const broken = checkConstraints(constraints, measurement);
    const known = new Set(broken.map((v) => v.constraint));
    const violations = [...broken, ...refused.filter((v) => !known.has(v.constraint))];
    const origin = { id, probes: trials.length, startedAt };
    const isRecommended = configurationKey(configuration) === recommended;
    return [{ ...evidence, violations, study: origin, reference, isRecommended }];
  });
}
