import type { Estimate } from '../../core/estimate.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { ServingLock } from '../../gate/serving-lock.ts';
import { configurationOf } from '../published/configuration-of.ts';
import type { PublishedEstimate } from '../published/published-measurement.ts';
import { schemaProblem } from '../published/schema-problem.ts';
import { LOCK_SCHEMA, LOCK_SCHEMA_VERSION } from './lock-schema.ts';
import type { PublishedLock } from './published-lock.ts';

const HOW_TO_MAKE = 'Lock files are written by: tune lock run.json';

/**
 * A lock from the text of its file; `name` says in errors where the text is from. Throws a `TuneError` (usage) for what is not
 * JSON, no lock, of another version of the schema, or damaged (such as by a merge).
 */
export function parseLock(text: string, name: string): ServingLock {
  const value = parsed(text, name);
  const version = (value as { schema_version?: unknown } | null)?.schema_version;
  if (typeof version === 'number' && version !== LOCK_SCHEMA_VERSION) {
    throw new TuneError(
      'usage',
      `${printable(name, 200)} has version ${version} of the lock schema, this tune reads version ${LOCK_SCHEMA_VERSION}`,
      {
        hint:
          version > LOCK_SCHEMA_VERSION
            ? 'It was written by a newer tune: update this one.'
            : 'It was written by an older tune: lock again.',
      },
    );
  }
  const problem = schemaProblem(value, LOCK_SCHEMA);
  if (problem === null) return lockOf(value as PublishedLock);
  const where = problem.path === '' ? 'it' : printable(problem.path, 120);
  throw new TuneError(
    'usage',
    `${printable(name, 200)} is no serving lock: ${where} ${printable(problem.text, 200)}`,
    { hint: HOW_TO_MAKE },
  );
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const isConflict = /^<{7} /m.test(text);
    throw new TuneError(
      'usage',
      isConflict
        ? `${printable(name, 200)} holds an unresolved merge conflict`
        : `${printable(name, 200)} is not JSON: ${printable((error as Error).message, 120)}`,
      { cause: error, hint: isConflict ? 'Take one side, or lock again.' : HOW_TO_MAKE },
    );
  }
}

/** Bounds that JSON could not carry are not known. */
function estimateOf({ value, low, high }: PublishedEstimate): Estimate {
  return { value: value ?? Number.NaN, low: low ?? -Infinity, high: high ?? Infinity };
}

function speedupOf(published: PublishedEstimate | null): Estimate | null {
  return published === null || published.value === null || published.value <= 0
    ? null
    : estimateOf(published);
}

function lockOf(published: PublishedLock): ServingLock {
  const { model, evidence, host } = published;
  return {
    toolVersion: published.tool_version,
    runtimeVersion: published.runtime_version,
    model: {
      path: model.path,
      sha256: model.sha256,
      graphHash: model.graph_hash,
      baseBatch: model.base_batch,
      batching: model.batching,
      verifiedBatch: model.verified_batch,
    },
    configuration: configurationOf(published.configuration),
    defaultConfiguration: published.default && configurationOf(published.default),
    objective: published.objective,
    constraints: published.constraints,
    evidence: {
      studyId: evidence.study_id,
      measuredAt: evidence.measured_at,
      speedupVsDefault: speedupOf(evidence.speedup_vs_default),
      keepDefault: evidence.keep_default,
      confidence: evidence.confidence,
      sessions: evidence.sessions,
      throughputIps: estimateOf(evidence.throughput_ips),
      latencyMs: evidence.latency_ms,
      peakRssBytes: evidence.peak_rss_bytes,
      sessionCreateMs: evidence.session_create_ms,
      cpuMsPerInference: evidence.cpu_ms_per_inference,
      sliceSpread: evidence.noise.slice_spread,
      stealShare: evidence.noise.steal_share,
      backgroundShare: evidence.noise.background_share,
    },
    hostClass: {
      platform: host.class.platform,
      isa: host.class.isa,
      usableCores: host.class.usable_cores,
      provider: host.class.provider,
    },
    hostFingerprint: host.fingerprint,
    cpuModel: host.cpu_model,
    options: published.options,
  };
}
