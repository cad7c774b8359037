import { configurationKey } from '../space/configuration.ts';
import type { ArchivedStudy, KnowledgeArchive } from '../study/knowledge-archive.ts';
import { type Memory, type MemoryEntry, storedOf } from './memory.ts';
import { forgetInContests } from './memory-contests.ts';
import { taskId } from './task-id.ts';

function settledState({ state, result }: ArchivedStudy): 'finished' | 'interrupted' {
  return state === 'finished' && result !== null ? 'finished' : 'interrupted';
}

/** Adds the trials that are missing; whether there were any. */
function extend(entry: MemoryEntry, study: ArchivedStudy): boolean {
  const missing = study.trials.filter(
    (trial) =>
      !entry.trials.some(
        (t) =>
          t.number === trial.number ||
          configurationKey(t.configuration) === configurationKey(trial.configuration),
      ),
  );
  if (missing.length === 0) return false;
  entry.trials.push(...missing);
  Object.assign(entry, { state: settledState(study), result: study.result });
  return true;
}

function distinct(values: Iterable<string>): number {
  return new Set(values).size;
}

/** A store in memory as a whole. Every study in it is this process's own. */
export function memoryArchive(memory: Memory): KnowledgeArchive {
  const { entries, signatures } = memory;
  return {
    archivedStudies: async function* () {
      const all = [...entries.values()].sort((a, b) =>
        a.header.startedAt < b.header.startedAt ? -1 : 1,
      );
      for (const entry of all) yield { ...storedOf(entry), state: entry.state };
    },
    importStudies: async (studies) => {
      const counts = { added: 0, extended: 0, present: 0 };
      for (const study of studies) {
        const { header, trials, result } = study;
        const entry = entries.get(header.studyId);
        if (entry === undefined) {
          const state = settledState(study);
          entries.set(header.studyId, { header, trials: [...trials], state, result });
          counts.added++;
        } else if (entry.state !== 'running' && extend(entry, study)) counts.extended++;
        else counts.present++;
      }
      return counts;
    },
    deleteStudies: async (ids) => {
      const gone = [...new Set(ids)].filter((id) => entries.delete(id)).length;
      forgetInContests(memory, ids);
      const models = new Set([...entries.values()].map((e) => e.header.model.sha256));
      for (const sha of gone > 0 ? [...signatures.keys()] : []) {
        if (!models.has(sha)) signatures.delete(sha);
      }
      return gone;
    },
    verify: async () => [],
    statistics: async () => {
      const headers = [...entries.values()].map((e) => e.header);
      return {
        models: distinct(headers.map((h) => h.model.sha256)),
        hosts: distinct(headers.map((h) => h.host.fingerprint)),
        tasks: distinct(headers.map((h) => taskId(h.model.sha256, h.host.fingerprint))),
        studies: headers.length,
        trials: [...entries.values()].reduce((sum, e) => sum + e.trials.length, 0),
        signatures: signatures.size,
        bytes: null,
      };
    },
  };
}
