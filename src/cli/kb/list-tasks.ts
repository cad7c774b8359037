import { baseName } from '../../report/interchange/lean-study.ts';
import type { BestFound, TaskRow } from '../../report/knowledge/task-row.ts';
import type { KnowledgeStore, StoredStudy, StudySummary } from '../../study/knowledge-store.ts';

/** Every task of the knowledge base, the one that was tuned last first. Reads one study of each task. */
export async function listTasks(store: KnowledgeStore): Promise<readonly TaskRow[]> {
  const byTask = new Map<string, StudySummary[]>();
  for (const summary of await store.studies()) {
    const key = `${summary.modelSha256}/${summary.hostFingerprint}`;
    byTask.set(key, [...(byTask.get(key) ?? []), summary]);
  }
  const rows: TaskRow[] = [];
  for (const studies of byTask.values()) {
    const row = await taskRow(store, studies);
    if (row !== null) rows.push(row);
  }
  return rows;
}

async function taskRow(
  store: KnowledgeStore,
  studies: readonly StudySummary[],
): Promise<TaskRow | null> {
  const finished = studies.filter((s) => s.state === 'finished');
  const chosen = finished.find((s) => s.load === null) ?? finished[0] ?? studies[0];
  // Somebody may have removed it meanwhile.
  const stored = chosen === undefined ? null : await store.study(chosen.studyId);
  if (stored === null) return null;
  const { model, host } = stored.header;
  const { fingerprint, platform, cpuModel, usableCores } = host;
  return {
    modelSha256: model.sha256,
    name: baseName(model.path),
    host: { fingerprint, platform, cpuModel, usableCores },
    studies,
    trials: studies.reduce((sum, study) => sum + study.trials, 0),
    ageMs: Date.now() - Date.parse(studies[0]?.startedAt ?? ''),
    best: bestOf(stored),
  };
}

/** What a study recommended; null where it came to nothing. */
export function bestOf({ header, result }: StoredStudy): BestFound | null {
  if (!result?.recommendation) return null;
  const { configuration, relative, keepDefault } = result.recommendation;
  const { studyId, objective } = header;
  const load = header.load?.offered.text ?? null;
  return { studyId, objective, load, configuration, relative, keepDefault };
}
