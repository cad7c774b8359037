import type { StudySummary } from '../study/knowledge-store.ts';
import type { JsonRecord } from './json-record.ts';

/** What `tune runs --json` prints: every study of the knowledge base, in the order given. */
export function runsJson(studies: readonly StudySummary[]): JsonRecord {
  return {
    schema_version: 1,
    runs: studies.map((s) => ({
      study_id: s.studyId,
      started_at: s.startedAt,
      model: { path: s.modelPath, sha256: s.modelSha256 },
      host: { fingerprint: s.hostFingerprint },
      objective: s.objective,
      load: s.load,
      trials: s.trials,
      state: s.state,
    })),
  };
}
