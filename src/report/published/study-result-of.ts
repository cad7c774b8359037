import { runtimeDefault } from '../../space/configuration.ts';
import type { HostFacts } from '../../space/host-facts.ts';
import type { Knob } from '../../space/search-space.ts';
import type { LengthFacts } from '../../study/length-facts.ts';
import type { Placement } from '../../study/placement.ts';
import type { Equivalence } from '../../study/prober.ts';
import type { ProviderStanding } from '../../study/provider-standings.ts';
import type { BatchingFacts, ModelFacts, StudyHeader } from '../../study/study-header.ts';
import type { Finalist, StudyResult } from '../../study/study-result.ts';
import type { Measurement, Trial } from '../../study/trial.ts';
import { configurationOf } from './configuration-of.ts';
import { estimateOf } from './estimate-of.ts';
import { insightOf } from './insight-of.ts';
import { studyLoadOf } from './load-of.ts';
import { measurementOf } from './measurement-of.ts';
import type { Evidence, PublishedMeasurement } from './published-measurement.ts';
import type {
  PublishedFinalist,
  PublishedOutputs,
  PublishedPlacement,
  PublishedResult,
  PublishedStanding,
} from './published-result.ts';
import type { PublishedLengths, PublishedModel } from './published-subject.ts';
import { trialOf } from './trial-of.ts';

/** A published result as the study knew it, with what evidence the file holds; the inverse of `resultJson`. */
export function studyResultOf(published: PublishedResult): StudyResult {
  const { reference, recommendation, noise } = published;
  return {
    header: headerOf(published),
    ...startOf(published),
    trials: published.trials.map((trial): Trial => {
      const known = trialOf(trial);
      return known.status === 'failed' || trial.outcome === 'failed'
        ? known
        : { ...known, measurement: withEvidence(trial) };
    }),
    reference: reference && {
      configuration: configurationOf(reference.configuration),
      measurement: withEvidence(reference),
    },
    recommendation: recommendation && {
      ...finalistOf(recommendation),
      keepDefault: recommendation.keep_default,
      confidence: recommendation.confidence,
      reason: recommendation.reason,
      ...(recommendation.placement && { placement: placementOf(recommendation.placement) }),
    },
    runnersUp: published.runners_up.map(finalistOf),
    rejections: published.rejected.map(({ configuration, reason }) => ({
      configuration: configurationOf(configuration),
      reason,
    })),
    ...(published.providers && { providers: published.providers.map(standingOf) }),
    raceSessions: published.race_sessions,
    elapsedS: published.elapsed_s,
    stoppedBecause: published.stopped_because,
    noise: {
      sliceSpread: noise.slice_spread,
      disturbance: { stealShare: noise.steal_share, backgroundShare: noise.background_share },
    },
    warnings: published.warnings,
  };
}

function startOf({ start }: PublishedResult): Pick<StudyResult, 'start'> {
  if (start === undefined || start === null) return {};
  const { confidence, ended } = start;
  return { start: { began: insightOf(start, null), ended: insightOf(ended, confidence) } };
}

function withEvidence(m: PublishedMeasurement & Evidence): Measurement {
  const { slices, run_times_ms: runTimesMs } = m;
  return {
    ...measurementOf(m),
    slices: (slices?.round ?? []).map((round, i) => ({
      round,
      atMs: slices?.at_ms[i] ?? 0,
      windowMs: slices?.window_ms[i] ?? 0,
      runs: slices?.runs[i] ?? 0,
      runMs: slices?.run_ms[i] ?? 0,
      cpuMsPerRun: slices?.cpu_ms_per_run[i] ?? 0,
    })),
    runTimesMs: runTimesMs ?? null,
  };
}

function finalistOf(finalist: PublishedFinalist): Finalist {
  return {
    configuration: configurationOf(finalist.configuration),
    measurement: withEvidence(finalist),
    relative: estimateOf(finalist.speedup_vs_reference),
    equivalence: equivalenceOf(finalist.outputs),
  };
}

function standingOf(published: PublishedStanding): ProviderStanding {
  if (published.status === 'failed') return published;
  const { provider, status } = published;
  return {
    provider,
    status,
    configuration: configurationOf(published.configuration),
    relative: estimateOf(published.speedup_vs_reference),
    equivalence: equivalenceOf(published.outputs),
  };
}

function placementOf(published: PublishedPlacement): Placement {
  return {
    nodes: published.nodes,
    fallbackNodes: published.fallback_nodes,
    fallbackShare: published.fallback_share,
    operators: published.fallback_operators,
  };
}

function equivalenceOf(outputs: PublishedOutputs): Equivalence | null {
  const { status, output = '', message = '', max_relative_deviation: deviation } = outputs;
  const compared = {
    maxRelativeDeviation: deviation ?? (status === 'different' ? Infinity : Number.NaN),
    ...(outputs.outputs && {
      outputs: outputs.outputs.map((o) => ({
        output: o.output,
        deviation: o.max_relative_deviation ?? Infinity,
        tolerance: o.tolerance,
      })),
    }),
    ...(outputs.tolerance_reason !== undefined && { toleranceReason: outputs.tolerance_reason }),
  };
  switch (status) {
    case 'equal':
      return { status, ...compared };
    case 'different':
      return { status, output, message, ...compared };
    case 'not-applicable':
      return { status, reason: message };
    case 'failed':
      return outputs.failure === undefined ? null : { status, failure: outputs.failure };
    case 'not-compared':
      return null;
  }
}

function headerOf(published: PublishedResult): StudyHeader {
  const { reference, trials, model } = published;
  const first = reference ?? trials[0];
  const knobs = published.space.knobs.map(({ name, values }): Knob => {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return { name: camel as Knob['name'], values: values as Knob['values'] };
  });
  return {
    studyId: published.study_id,
    startedAt: published.started_at,
    toolVersion: published.tool_version,
    model: modelOf(model),
    host: hostOf(published),
    objective: published.objective,
    constraints: published.constraints,
    knobs,
    spaceSize: published.space.size,
    reference:
      first === undefined ? runtimeDefault(model.base_batch) : configurationOf(first.configuration),
    strategy: published.strategy,
    seed: published.seed,
    budgetS: published.budget_s,
    maxProbes: published.max_probes,
    command: published.command,
    options: published.options,
    ...(published.load && { load: studyLoadOf(published.load) }),
    ...(published.lengths && { lengths: lengthFactsOf(published.lengths) }),
  };
}

function lengthFactsOf({ padding, ...facts }: PublishedLengths): LengthFacts {
  const { status, max_relative_deviation: deviation, reason = '' } = padding;
  const maxRelativeDeviation = deviation ?? Number.POSITIVE_INFINITY;
  switch (status) {
    case 'harmless':
      return { ...facts, padding: { status, maxRelativeDeviation } };
    case 'harmful':
      return { ...facts, padding: { status, maxRelativeDeviation, reason } };
    case 'not-padded':
      return { ...facts, padding: { status } };
  }
}

function modelOf(model: PublishedModel): ModelFacts {
  const port = (p: PublishedModel['inputs'][number]): ModelFacts['inputs'][number] => ({
    name: p.name,
    elementType: p.element_type,
    shape: p.shape,
    batchAxis: p.batch_axis,
  });
  return {
    path: model.path,
    sha256: model.sha256,
    graphHash: model.graph_hash,
    fileBytes: model.file_bytes,
    weightBytes: model.weight_bytes,
    parameters: model.parameters,
    nodes: model.nodes,
    operators: model.operators,
    opset: model.opset,
    inputs: model.inputs.map(port),
    outputs: model.outputs.map(port),
    baseBatch: model.base_batch,
    batching: batchingOf(model.batching),
  };
}

function batchingOf(batching: PublishedModel['batching']): BatchingFacts {
  const { status, verified_batch: verifiedBatch = 1, vacuous = false, changes = 0 } = batching;
  switch (status) {
    case 'declared':
      return { status, verifiedBatch, vacuous };
    case 'rewritten':
      return { status, verifiedBatch, vacuous, changes };
    case 'fixed':
      return { status, reason: batching.reason ?? '', node: batching.node ?? null };
  }
}

/** What the file does not hold of the machine is left as not known. */
function hostOf({ host }: PublishedResult): HostFacts {
  return {
    fingerprint: host.fingerprint,
    fingerprintParts: host.fingerprint_parts as HostFacts['fingerprintParts'],
    platform: host.platform,
    cpuModel: host.cpu_model,
    isa: host.isa,
    usableCores: host.usable_cores,
    logicalCores: host.logical_cores,
    physicalCores: host.physical_cores,
    numaNodes: 1,
    cacheBytes: { l1d: null, l2: null, l3: null },
    memoryLimitBytes: host.memory_limit_bytes,
    memoryAvailableBytes: host.memory_limit_bytes,
    virtualised: host.virtualised,
    runtimeVersion: host.runtime_version,
    nodeVersion: host.node_version,
    providers: host.providers,
    canFreeze: host.can_freeze,
    disturbances: host.disturbances,
  };
}
