import { TuneError } from '../../core/tune-error.ts';
import { isRunObjective } from '../../study/objective.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { LOCK_SCHEMA_VERSION } from './lock-schema.ts';
import type { PublishedLock } from './published-lock.ts';

/** Options that decide how a model is read and fed; the others are the search's own. */
const PREPARING = ['shape', 'seed', 'lengths', 'batching', 'buckets', 'sequence-axis'];

/** Where things lie as seen from the lock file, with forward slashes. */
export interface LockPaths {
  readonly model: string;
  /** The real inputs the run was fed with; null where they were generated. */
  readonly input: string | null;
}

/**
 * The lock of a result's recommendation. Throws a `TuneError` (usage) where the result recommends nothing, or something whose
 * outputs differ from the default's.
 */
export function lockOfResult(result: PublishedResult, paths: LockPaths): PublishedLock {
  const { recommendation, model, host, noise } = result;
  if (recommendation === null) {
    throw new TuneError('usage', 'this run recommends nothing that could be locked', {
      hint: 'Give the search a longer --budget or looser constraints.',
    });
  }
  if (!isRunObjective(result.objective)) {
    throw new TuneError('usage', `a run for ${result.objective} cannot be locked yet`, {
      hint: 'A gate compares runs back to back: lock a run for throughput, latency or efficiency.',
    });
  }
  const kept = Object.entries(result.options ?? {}).filter(([name]) => PREPARING.includes(name));
  return {
    schema_version: LOCK_SCHEMA_VERSION,
    tool_version: result.tool_version,
    runtime_version: host.runtime_version,
    model: {
      path: paths.model,
      sha256: model.sha256,
      graph_hash: model.graph_hash,
      base_batch: model.base_batch,
      batching: model.batching.status,
      verified_batch: model.batching.verified_batch ?? null,
    },
    configuration: recommendation.configuration,
    default: result.default?.configuration ?? null,
    objective: result.objective,
    constraints: result.constraints,
    evidence: {
      study_id: result.study_id,
      measured_at: result.started_at,
      speedup_vs_default: recommendation.speedup_vs_default,
      keep_default: recommendation.keep_default,
      confidence: recommendation.confidence,
      sessions: result.race_sessions,
      throughput_ips: recommendation.throughput_ips,
      latency_ms: recommendation.latency_ms,
      peak_rss_bytes: recommendation.peak_rss_bytes,
      session_create_ms: recommendation.session_create_ms,
      cpu_ms_per_inference: recommendation.cpu_ms_per_inference,
      noise,
    },
    host: {
      class: {
        platform: host.platform,
        isa: host.isa,
        usable_cores: Math.round(100 * host.usable_cores) / 100,
        provider: recommendation.configuration.provider,
      },
      fingerprint: host.fingerprint,
      cpu_model: host.cpu_model,
    },
    options: {
      ...(paths.input === null ? {} : { input: [paths.input] }),
      ...Object.fromEntries(kept),
    },
  };
}
