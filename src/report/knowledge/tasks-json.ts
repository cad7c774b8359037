import type { JsonRecord } from '../json-record.ts';
import { configurationJson, estimateJson } from '../measurement-json.ts';
import type { BestFound, PointRow, TaskDetail, TaskRow } from './task-row.ts';

/** What `tune kb list --json` prints: every task, in the order given. */
export function tasksJson(tasks: readonly TaskRow[]): JsonRecord {
  return { schema_version: 1, tasks: tasks.map(taskJson) };
}

/** What `tune kb show MODEL --json` prints. */
export function taskDetailsJson(tasks: readonly TaskDetail[]): JsonRecord {
  return {
    schema_version: 1,
    tasks: tasks.map((task) => ({
      ...taskJson(task),
      objective: task.objective,
      points: task.points.map(pointJson),
    })),
  };
}

function taskJson({ modelSha256, name, host, studies, trials, best }: TaskRow): JsonRecord {
  return {
    model: { name, sha256: modelSha256 },
    host: {
      fingerprint: host.fingerprint,
      platform: host.platform,
      cpu_model: host.cpuModel,
      usable_cores: host.usableCores,
    },
    trials,
    latest_at: studies[0]?.startedAt ?? null,
    best: best && bestJson(best),
    runs: studies.map((study) => ({
      study_id: study.studyId,
      started_at: study.startedAt,
      objective: study.objective,
      load: study.load,
      trials: study.trials,
      state: study.state,
    })),
  };
}

export function bestJson(best: BestFound): JsonRecord {
  return {
    study_id: best.studyId,
    objective: best.objective,
    load: best.load,
    configuration: configurationJson(best.configuration),
    speedup_vs_default: estimateJson(best.relative),
    keep_default: best.keepDefault,
  };
}

export function pointJson({
  configuration,
  status,
  logRatio,
  throughputIps,
  costS,
}: PointRow): JsonRecord {
  return {
    configuration: configurationJson(configuration),
    outcome: status,
    log_ratio: logRatio && {
      value: logRatio.value,
      standard_error: Number.isFinite(logRatio.standardError) ? logRatio.standardError : null,
    },
    throughput_ips: throughputIps,
    probe_s: costS,
  };
}
