import type { ModelSignature, TaskHead, TaskPoint } from '../knowledge/task-store.ts';
import { mergePoints } from './merge-points.ts';
import { POINT_COLUMNS, type PointRow, pointRowOf } from './point-row.ts';
import { modelOfRow, type StoredSignatureRow, signatureRow } from './signature-row.ts';
import { all, insert, lists, type SqlWork } from './sql-work.ts';
import { partsOfTask, taskId } from './task-id.ts';

const POINTS_OF_STUDY = `SELECT ${POINT_COLUMNS.join(', ')} FROM trials WHERE study_id = @id`;

/** Tasks of one query: far more than a search asks for, and within every limit on the length of a statement. */
const TASKS_AT_ONCE = 200;

interface TaskRow {
  readonly model_sha256: string;
  readonly host_fingerprint: string;
  readonly trials: number;
  readonly started_at: string;
  readonly model_path: string;
}

export function* saveSignature(model: ModelSignature): SqlWork<void> {
  yield* insert(
    'signatures',
    { ...signatureRow(model) },
    `ON CONFLICT (model_sha256) DO UPDATE SET name = excluded.name, family = excluded.family,
     base_batch = excluded.base_batch, version = excluded.version, batch = excluded.batch,
     signature = excluded.signature`,
  );
}

export function* readSignatures(): SqlWork<readonly ModelSignature[]> {
  const rows = yield* all<StoredSignatureRow>('SELECT * FROM signatures ORDER BY model_sha256');
  return rows.map(modelOfRow).filter((model) => model !== null);
}

export function* readTaskHeads(): SqlWork<readonly TaskHead[]> {
  const models = new Map((yield* readSignatures()).map((m) => [m.modelSha256, m]));
  const hosts = yield* all<{ readonly fingerprint: string; readonly parts: string }>(
    'SELECT fingerprint, parts FROM hosts',
  );
  const partsOf = new Map(
    hosts.map((h) => [h.fingerprint, JSON.parse(h.parts) as TaskHead['hostParts']]),
  );
  const rows = yield* all<TaskRow>(
    `SELECT model_sha256, host_fingerprint, sum(trial_count) AS trials, max(started_at) AS started_at,
     max(model_path) AS model_path
     FROM studies WHERE trial_count > 0 AND load IS NULL GROUP BY model_sha256, host_fingerprint
     ORDER BY model_sha256, host_fingerprint`,
  );
  return rows.map((row) => {
    const model = models.get(row.model_sha256) ?? null;
    return {
      id: taskId(row.model_sha256, row.host_fingerprint),
      modelSha256: row.model_sha256,
      name: model?.name ?? row.model_path,
      hostFingerprint: row.host_fingerprint,
      hostParts: partsOf.get(row.host_fingerprint) ?? {},
      model,
      trials: Number(row.trials),
      startedAt: row.started_at,
    };
  });
}

interface TaskStudyRow {
  readonly id: string;
  readonly model_sha256: string;
  readonly host_fingerprint: string;
  readonly started_at: string;
  readonly objective: string;
}

function* readStudies(ids: readonly string[]): SqlWork<readonly TaskStudyRow[]> {
  const values: Record<string, string> = {};
  const wanted = ids.flatMap((id, i) => {
    const parts = partsOfTask(id);
    if (parts === null) return [];
    values[`m${i}`] = parts.modelSha256;
    values[`h${i}`] = parts.hostFingerprint;
    return [`(model_sha256 = @m${i} AND host_fingerprint = @h${i})`];
  });
  if (wanted.length === 0) return [];
  return yield* all<TaskStudyRow>(
    `SELECT id, model_sha256, host_fingerprint, started_at, objective
     FROM studies WHERE trial_count > 0 AND load IS NULL AND (${wanted.join(' OR ')})`,
    values,
  );
}

export function* readTaskPoints(
  ids: readonly string[],
): SqlWork<ReadonlyMap<string, readonly TaskPoint[]>> {
  const byTask = new Map<string, PointRow[]>();
  const distinct = [...new Set(ids)];
  for (let from = 0; from < distinct.length; from += TASKS_AT_ONCE) {
    const studies = yield* readStudies(distinct.slice(from, from + TASKS_AT_ONCE));
    for (const { id, model_sha256, host_fingerprint, started_at, objective } of studies) {
      const task = taskId(model_sha256, host_fingerprint);
      const rows = yield* lists(POINTS_OF_STUDY, { id });
      const study = { study_id: id, started_at, objective };
      const before = byTask.get(task) ?? [];
      byTask.set(task, before);
      for (const row of rows) before.push(pointRowOf(study, row));
    }
  }
  return new Map([...byTask].map(([id, rows]) => [id, mergePoints(rows)]));
}
