import type { Contest } from '../../variants/contest.ts';
import {
  type ContestResult,
  type VariantStanding,
  winnerOf,
} from '../../variants/contest-result.ts';
import type { Bounds } from '../../variants/stored-candidates.ts';
import type { JsonRecord } from '../json-record.ts';
import { configurationJson, estimateJson, measurementJson } from '../measurement-json.ts';
import { constraintJson, equivalenceJson } from '../result-json.ts';
import { violationJson } from '../trial-json.ts';
import type { StoredChoice } from './stored-choice.ts';
import { VARIANTS_SCHEMA_VERSION } from './variants-schema.ts';

/** The result of a contest as published; `VARIANTS_SCHEMA` describes it. */
export function variantsJson(result: ContestResult): JsonRecord {
  const { contest, standings } = result;
  return {
    ...commonJson(contest, contest, standings),
    sessions: result.sessions,
    budget_s: result.budgetS,
    elapsed_s: result.elapsedS,
    interrupted: result.isInterrupted,
    warnings: result.warnings,
  };
}

/** A choice from stored measurements as published; `CHOICE_SCHEMA` describes it. */
export function choiceJson(choice: StoredChoice): JsonRecord {
  const { contest, bounds, standings, stale } = choice;
  return {
    ...commonJson(contest, bounds, standings, stale),
    bounds_from: choice.isAsked ? 'asked' : 'contest',
    age_s: choice.ageMs / 1000,
    notes: choice.notes,
  };
}

function commonJson(
  { id, task, startedAt, toolVersion, host }: Contest,
  { objective, constraints, minAccuracy }: Bounds,
  standings: readonly VariantStanding[],
  stale: ReadonlyMap<string, string> = new Map(),
): JsonRecord {
  const winner = winnerOf({ standings });
  return {
    schema_version: VARIANTS_SCHEMA_VERSION,
    tool_version: toolVersion,
    contest_id: id,
    task,
    started_at: startedAt,
    host: {
      fingerprint: host.fingerprint,
      cpu_model: host.cpuModel,
      runtime_version: host.runtimeVersion,
    },
    objective,
    constraints: constraints.map(constraintJson),
    min_accuracy: minAccuracy,
    recommendation: winner && recommendationJson(winner),
    variants: standings.map((standing) => variantJson(standing, stale)),
  };
}

function identityJson({ variant, study }: VariantStanding): JsonRecord {
  return {
    name: variant.name,
    model: { path: variant.path, sha256: variant.sha256 },
    accuracy: variant.accuracy,
    provider: variant.provider,
    graph_optimization: variant.graphOptimization,
    study_id: study?.id ?? null,
    probes: study?.probes ?? 0,
  };
}

function bestJson({ best }: VariantStanding): JsonRecord | null {
  if (best === null) return null;
  return {
    configuration: configurationJson(best.configuration),
    ...measurementJson(best.measurement),
    outputs: equivalenceJson(best.equivalence),
  };
}

function recommendationJson(standing: VariantStanding): JsonRecord | null {
  const { outcome } = standing;
  if (outcome.status !== 'winner') return null;
  return {
    ...identityJson(standing),
    ...bestJson(standing),
    won_by: outcome.wonBy,
    chance: outcome.chance,
    next_best: outcome.next && {
      name: outcome.next.name,
      speed_of_winner: estimateJson(outcome.next.speed),
    },
  };
}

function variantJson(standing: VariantStanding, stale: ReadonlyMap<string, string>): JsonRecord {
  const { outcome, variant } = standing;
  const isSlower = outcome.status === 'slower';
  return {
    ...identityJson(standing),
    outcome: outcome.status,
    speed_vs_winner: isSlower ? estimateJson(outcome.speed) : null,
    compared_by: isSlower ? outcome.comparedBy : null,
    rejected_by: outcome.status === 'rejected' ? outcome.violations.map(violationJson) : [],
    message: 'message' in outcome ? outcome.message : null,
    given_up: 'givenUp' in outcome ? outcome.givenUp : null,
    stale: stale.get(variant.name) ?? null,
    best: bestJson(standing),
  };
}
