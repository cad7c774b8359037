import { configurationKey } from '../space/configuration.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { type Memory, type MemoryEntry, storedOf } from './memory.ts';
import { memoryArchive } from './memory-archive.ts';
import { memoryContests } from './memory-contests.ts';
import { memoryTasks } from './memory-tasks.ts';
import { pickStudy } from './pick-study.ts';

/** A knowledge store that forgets when the process ends: `--no-kb`, and tests. */
export function openMemoryStore(): KnowledgeBase {
  const memory: Memory = {
    entries: new Map(),
    calibrations: new Map(),
    signatures: new Map(),
    contests: new Map(),
  };
  const { entries, calibrations } = memory;
  const entry = (id: string): MemoryEntry => {
    const found = entries.get(id);
    if (!found) throw new Error(`there is no study ${id}`);
    return found;
  };
  return {
    createStudy: async (header) => {
      if (entries.has(header.studyId)) throw new Error(`study ${header.studyId} exists already`);
      entries.set(header.studyId, { header, trials: [], state: 'running', result: null });
    },
    reopenStudy: async (studyId) => {
      entry(studyId).state = 'running';
    },
    appendTrial: async (studyId, trial) => {
      const { trials, state } = entry(studyId);
      if (state !== 'running') throw new Error(`study ${studyId} is not running`);
      const key = configurationKey(trial.configuration);
      if (
        trials.some((t) => t.number === trial.number || configurationKey(t.configuration) === key)
      ) {
        throw new Error(`study ${studyId} has trial ${trial.number} or its configuration already`);
      }
      trials.push(trial);
    },
    finishStudy: async (studyId, state, result) => {
      Object.assign(entry(studyId), { state, result });
    },
    study: async (idOrPrefix) => {
      const id = pickStudy([...entries.keys()], idOrPrefix);
      return id === null ? null : storedOf(entry(id));
    },
    studies: async () =>
      [...entries.values()]
        .map(({ header, trials, state }) => ({
          studyId: header.studyId,
          startedAt: header.startedAt,
          modelPath: header.model.path,
          modelSha256: header.model.sha256,
          hostFingerprint: header.host.fingerprint,
          objective: header.objective,
          load: header.load?.offered.text ?? null,
          trials: trials.length,
          state,
        }))
        .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
    saveCalibration: async (calibration) => {
      const { hostFingerprint, provider } = calibration;
      calibrations.set(JSON.stringify([hostFingerprint, provider]), calibration);
    },
    calibration: async ({ hostFingerprint, provider }) =>
      calibrations.get(JSON.stringify([hostFingerprint, provider])) ?? null,
    ...memoryTasks(memory),
    ...memoryContests(memory),
    ...memoryArchive(memory),
    close: async () => {},
  };
}
