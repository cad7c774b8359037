import type { ServingLock } from '../../gate/serving-lock.ts';
import type { JsonRecord } from '../json-record.ts';
import { configurationJson, estimateJson } from '../measurement-json.ts';
import { LOCK_SCHEMA_VERSION } from './lock-schema.ts';

/** A lock as published; the order of names is fixed, so that two locks differ only where something changed. */
export function lockJson(lock: ServingLock): JsonRecord {
  const { model, evidence, hostClass, defaultConfiguration } = lock;
  return {
    schema_version: LOCK_SCHEMA_VERSION,
    tool_version: lock.toolVersion,
    runtime_version: lock.runtimeVersion,
    model: {
      path: model.path,
      sha256: model.sha256,
      graph_hash: model.graphHash,
      base_batch: model.baseBatch,
      batching: model.batching,
      verified_batch: model.verifiedBatch,
    },
    configuration: configurationJson(lock.configuration),
    default: defaultConfiguration && configurationJson(defaultConfiguration),
    objective: lock.objective,
    constraints: lock.constraints.map(({ metric, relation, bound, text }) => ({
      metric,
      relation,
      bound,
      text,
    })),
    evidence: {
      study_id: evidence.studyId,
      measured_at: evidence.measuredAt,
      speedup_vs_default: evidence.speedupVsDefault && estimateJson(evidence.speedupVsDefault),
      keep_default: evidence.keepDefault,
      confidence: evidence.confidence,
      sessions: evidence.sessions,
      throughput_ips: estimateJson(evidence.throughputIps),
      latency_ms: { ...evidence.latencyMs },
      peak_rss_bytes: evidence.peakRssBytes,
      session_create_ms: evidence.sessionCreateMs,
      cpu_ms_per_inference: evidence.cpuMsPerInference,
      noise: {
        slice_spread: evidence.sliceSpread,
        steal_share: evidence.stealShare,
        background_share: evidence.backgroundShare,
      },
    },
    host: {
      class: {
        platform: hostClass.platform,
        isa: hostClass.isa,
        usable_cores: hostClass.usableCores,
        provider: hostClass.provider,
      },
      fingerprint: lock.hostFingerprint,
      cpu_model: lock.cpuModel,
    },
    options: sorted(lock.options),
  };
}

function sorted(options: ServingLock['options']): ServingLock['options'] {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}
