import type { TaskHead, TaskStore } from '../knowledge/task-store.ts';
import { SIGNATURE_VERSION } from '../signature/signature.ts';
import type { Memory, MemoryEntry } from './memory.ts';
import { mergePoints } from './merge-points.ts';
import type { PointRow } from './point-row.ts';
import { taskId } from './task-id.ts';
import { trialRow } from './trial-row.ts';

function entriesByTask({ entries }: Memory): ReadonlyMap<string, readonly MemoryEntry[]> {
  const tasks = new Map<string, MemoryEntry[]>();
  for (const entry of entries.values()) {
    if (entry.trials.length === 0 || entry.header.load !== undefined) continue;
    const id = taskId(entry.header.model.sha256, entry.header.host.fingerprint);
    tasks.set(id, [...(tasks.get(id) ?? []), entry]);
  }
  return tasks;
}

/** The rows that a database would keep of a study's trials. */
function rowsOf({ header, trials }: MemoryEntry): readonly PointRow[] {
  const study = { started_at: header.startedAt, objective: header.objective };
  return trials.map((trial) => ({ ...trialRow(header.studyId, trial), ...study }) as never);
}

function headOf(id: string, entries: readonly MemoryEntry[], memory: Memory): readonly TaskHead[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { model, host } = first.header;
  const known = memory.signatures.get(model.sha256) ?? null;
  const latest = entries.map((e) => e.header.startedAt).sort();
  return [
    {
      id,
      modelSha256: model.sha256,
      name: known?.name ?? model.path,
      hostFingerprint: host.fingerprint,
      hostParts: host.fingerprintParts,
      model: known,
      trials: entries.reduce((sum, e) => sum + e.trials.length, 0),
      startedAt: latest.at(-1) ?? '',
    },
  ];
}

/** What a store in memory remembers of models and tasks. */
export function memoryTasks(memory: Memory): TaskStore {
  return {
    saveSignature: async (model) => {
      if (model.signature.version === SIGNATURE_VERSION)
        memory.signatures.set(model.modelSha256, model);
    },
    signatures: async () =>
      [...memory.signatures.values()].sort((a, b) => (a.modelSha256 < b.modelSha256 ? -1 : 1)),
    taskHeads: async () =>
      [...entriesByTask(memory)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([id, entries]) => headOf(id, entries, memory)),
    taskPoints: async (ids) => {
      const tasks = entriesByTask(memory);
      const found = [...new Set(ids)].flatMap((id) => {
        const entries = tasks.get(id);
        return entries ? [[id, mergePoints(entries.flatMap(rowsOf))] as const] : [];
      });
      return new Map(found);
    },
  };
}
