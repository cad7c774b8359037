import type { HostFacts } from '../space/host-facts.ts';
import type { Knob } from '../space/search-space.ts';
import type { Constraint } from '../study/objective.ts';
import type { Equivalence } from '../study/prober.ts';
import type { ProviderStanding } from '../study/provider-standings.ts';
import type { Finalist, Recommendation, SearchStart, StudyResult } from '../study/study-result.ts';
import { finite, type JsonRecord } from './json-record.ts';
import { lengthsJson } from './lengths-json.ts';
import { studyLoadJson } from './load-json.ts';
import { comparedJson, configurationJson, estimateJson, evidenceJson } from './measurement-json.ts';
import { modelJson } from './model-json.ts';
import { placementJson } from './placement-json.ts';
import { measuredAgainstDefault } from './result-reference.ts';
import { RESULT_SCHEMA_VERSION } from './result-schema.ts';
import { nodeSnippet, pythonSnippet } from './session-snippet.ts';
import { failureJson, trialJson } from './trial-json.ts';

/** How much of the evidence goes into the document. */
export interface ResultJsonOptions {
  /** With the slices (and kept runs) of every measurement: for files, too long for a screen. */
  readonly withEvidence: boolean;
}

/** The result of a study as published; `RESULT_SCHEMA` describes it. */
export function resultJson(
  result: StudyResult,
  { withEvidence }: ResultJsonOptions = { withEvidence: false },
): JsonRecord {
  const { header, reference, recommendation } = result;
  const isDefault = measuredAgainstDefault(result);
  const measured =
    reference === null
      ? null
      : {
          configuration: configurationJson(reference.configuration),
          ...comparedJson(reference.measurement),
          ...(withEvidence ? evidenceJson(reference.measurement) : {}),
        };
  const finalist = (f: Finalist): JsonRecord => finalistJson(f, isDefault, withEvidence);
  return {
    schema_version: RESULT_SCHEMA_VERSION,
    tool_version: header.toolVersion,
    study_id: header.studyId,
    started_at: header.startedAt,
    command: header.command,
    options: header.options,
    model: modelJson(header.model),
    host: hostJson(header.host),
    lengths: lengthsJson(header.lengths),
    load: studyLoadJson(header.load),
    objective: header.objective,
    constraints: header.constraints.map(constraintJson),
    space: { size: header.spaceSize, knobs: header.knobs.map(knobJson) },
    strategy: header.strategy,
    start: startJson(result.start),
    seed: header.seed,
    budget_s: header.budgetS,
    max_probes: header.maxProbes,
    default: isDefault ? measured : null,
    reference: measured && { is_default: isDefault, ...measured },
    recommendation:
      recommendation &&
      recommendationJson(recommendation, header.model.path, finalist(recommendation)),
    runners_up: result.runnersUp.map(finalist),
    rejected: result.rejections.map(({ configuration, reason }) => ({
      configuration: configurationJson(configuration),
      reason,
    })),
    ...(result.providers && { providers: result.providers.map(standingJson) }),
    trials: result.trials.map((trial) => trialJson(trial, withEvidence)),
    probes: result.trials.length,
    race_sessions: result.raceSessions,
    elapsed_s: result.elapsedS,
    stopped_because: result.stoppedBecause,
    noise: {
      slice_spread: result.noise.sliceSpread,
      steal_share: result.noise.disturbance.stealShare,
      background_share: result.noise.disturbance.backgroundShare,
    },
    warnings: result.warnings,
  };
}

function startJson(start: SearchStart | undefined): JsonRecord | null {
  if (start === undefined) return null;
  const { began, ended } = start;
  return { ...leaningJson(began), confidence: ended.confidence, ended: leaningJson(ended) };
}

function leaningJson({ sources, lawWeight, lawTrials }: SearchStart['began']): JsonRecord {
  return {
    sources: sources.map(({ name, similarity, hostSimilarity, origin, weight }) => ({
      name,
      similarity,
      host_similarity: hostSimilarity,
      origin,
      weight,
    })),
    law_weight: lawWeight,
    ...(lawTrials !== undefined && { law_trials: lawTrials }),
    transfer_weight: Math.min(
      1,
      sources.reduce((sum, { weight }) => sum + weight, 0),
    ),
  };
}

function hostJson(host: HostFacts): JsonRecord {
  return {
    fingerprint: host.fingerprint,
    fingerprint_parts: host.fingerprintParts,
    usable_cores: host.usableCores,
    logical_cores: host.logicalCores,
    physical_cores: host.physicalCores,
    platform: host.platform,
    cpu_model: host.cpuModel,
    isa: host.isa,
    memory_limit_bytes: host.memoryLimitBytes,
    virtualised: host.virtualised,
    runtime_version: host.runtimeVersion,
    node_version: host.nodeVersion,
    providers: host.providers,
    can_freeze: host.canFreeze,
    disturbances: host.disturbances,
  };
}

/** A constraint as published. */
export function constraintJson({ metric, relation, bound, text }: Constraint): JsonRecord {
  return { metric, relation, bound, text };
}

function knobJson({ name, values }: Knob): JsonRecord {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { name: snake, values };
}

/** How outputs compared with those of the default, as published. */
export function equivalenceJson(equivalence: Equivalence | null): JsonRecord {
  if (equivalence === null) return { status: 'not-compared' };
  switch (equivalence.status) {
    case 'equal':
      return { status: 'equal', ...deviationsJson(equivalence) };
    case 'different':
      return {
        status: 'different',
        output: equivalence.output,
        message: equivalence.message,
        ...deviationsJson(equivalence),
      };
    case 'not-applicable':
      return { status: 'not-applicable', message: equivalence.reason };
    case 'failed':
      return { status: 'failed', failure: failureJson(equivalence.failure) };
  }
}

function deviationsJson({
  maxRelativeDeviation,
  outputs,
  toleranceReason,
}: Extract<Equivalence, { readonly maxRelativeDeviation: number }>): JsonRecord {
  return {
    max_relative_deviation: finite(maxRelativeDeviation),
    ...(outputs && {
      outputs: outputs.map(({ output, deviation, tolerance }) => ({
        output,
        max_relative_deviation: finite(deviation),
        tolerance,
      })),
    }),
    ...(toleranceReason !== undefined && { tolerance_reason: toleranceReason }),
  };
}

function standingJson(standing: ProviderStanding): JsonRecord {
  const { provider, status } = standing;
  return standing.status === 'failed'
    ? { provider, status, reason: standing.reason }
    : {
        provider,
        status,
        configuration: configurationJson(standing.configuration),
        speedup_vs_reference: estimateJson(standing.relative),
        outputs: equivalenceJson(standing.equivalence),
      };
}

function finalistJson(
  { configuration, measurement, relative, equivalence }: Finalist,
  isDefault: boolean,
  withEvidence: boolean,
): JsonRecord {
  return {
    configuration: configurationJson(configuration),
    ...comparedJson(measurement),
    ...(withEvidence ? evidenceJson(measurement) : {}),
    speedup_vs_default: isDefault ? estimateJson(relative) : null,
    speedup_vs_reference: estimateJson(relative),
    outputs: equivalenceJson(equivalence),
  };
}

function recommendationJson(
  { configuration, keepDefault, confidence, reason, placement }: Recommendation,
  modelPath: string,
  finalist: JsonRecord,
): JsonRecord {
  return {
    ...finalist,
    keep_default: keepDefault,
    confidence,
    reason,
    ...(placement && { placement: placementJson(placement) }),
    snippets: {
      node: nodeSnippet(configuration, modelPath),
      python: pythonSnippet(configuration, modelPath),
    },
  };
}
