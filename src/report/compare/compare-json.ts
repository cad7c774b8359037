import type { JsonRecord } from '../json-record.ts';
import { estimateJson } from '../measurement-json.ts';
import type { ComparedRun, Comparison, Difference, RunChange } from './compare-results.ts';

/** Counts up when a name of the document changes its meaning or goes away. */
const SCHEMA_VERSION = 1;

/** What `tune compare --json` prints: the runs by label, and what changed from the first to each other. */
export function compareJson({ runs, isSameHost, changes }: Comparison): JsonRecord {
  return {
    schema_version: SCHEMA_VERSION,
    same_host: isSameHost,
    runs: runs.map(runJson),
    changes: changes.map(changeJson),
  };
}

function runJson({ label, name, result }: ComparedRun): JsonRecord {
  const { recommendation: best, model, host } = result;
  return {
    label,
    source: name,
    study_id: result.study_id,
    started_at: result.started_at,
    model: { path: model.path, sha256: model.sha256, graph_hash: model.graph_hash },
    host: { fingerprint: host.fingerprint, cpu_model: host.cpu_model },
    runtime_version: host.runtime_version,
    objective: result.objective,
    recommendation: best && {
      configuration: best.configuration,
      keep_default: best.keep_default,
      confidence: best.confidence,
      speedup_vs_default: best.speedup_vs_default,
      speedup_vs_reference: best.speedup_vs_reference,
      throughput_ips: best.throughput_ips,
      latency_ms: best.latency_ms,
      peak_rss_bytes: best.peak_rss_bytes,
      cpu_ms_per_inference: best.cpu_ms_per_inference,
    },
  };
}

function changeJson(change: RunChange): JsonRecord {
  const { from, to, knobs, gain, figures } = change;
  return {
    from: from.label,
    to: to.label,
    same_host: change.isSameHost,
    host_parts: change.hostParts.map(({ part, ...values }) => ({ part, ...pair(values) })),
    model: change.model,
    runtime_version: change.runtime && pair(change.runtime),
    same_objective: change.isSameObjective,
    knobs: knobs?.map(({ knob, ...values }) => ({ knob, ...pair(values) })) ?? null,
    gain_ratio: gain && estimateJson(gain),
    figure_ratios:
      figures && Object.fromEntries(figures.map(({ quantity, ratio }) => [quantity, ratio])),
  };
}

function pair({ before, after }: Difference<unknown>): JsonRecord {
  return { before, after };
}
