import type { StoreProblem, StoreStatistics } from '../../study/knowledge-archive.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import type { JsonRecord } from '../json-record.ts';

/** How much there is, and since when. */
export interface KnowledgeFigures extends StoreStatistics {
  /** Where it lies, without passwords. */
  readonly place: string;
  readonly finished: number;
  readonly interrupted: number;
  readonly running: number;
  /** ISO 8601; null where there is no study. */
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
}

export function figuresOf(
  place: string,
  statistics: StoreStatistics,
  studies: readonly StudySummary[],
): KnowledgeFigures {
  const inState = (state: StudySummary['state']): number =>
    studies.filter((study) => study.state === state).length;
  const times = studies.map((study) => study.startedAt).sort();
  return {
    ...statistics,
    place,
    finished: inState('finished'),
    interrupted: inState('interrupted'),
    running: inState('running'),
    oldestAt: times[0] ?? null,
    newestAt: times.at(-1) ?? null,
  };
}

/** What `tune kb stats --json` prints. */
export function figuresJson(figures: KnowledgeFigures): JsonRecord {
  const { place, models, hosts, tasks, trials, signatures, bytes } = figures;
  return {
    schema_version: 1,
    place,
    models,
    hosts,
    tasks,
    runs: {
      total: figures.studies,
      finished: figures.finished,
      interrupted: figures.interrupted,
      running: figures.running,
    },
    trials,
    signatures,
    bytes,
    oldest_at: figures.oldestAt,
    newest_at: figures.newestAt,
  };
}

/** What `tune kb verify --json` prints. */
export function problemsJson(place: string, problems: readonly StoreProblem[]): JsonRecord {
  return {
    schema_version: 1,
    place,
    sound: problems.length === 0,
    problems: problems.map(({ studyId, what }) => ({ study_id: studyId, what })),
  };
}

/** What `tune kb prune --json` prints. */
export function prunedJson(studies: readonly StudySummary[], dryRun: boolean): JsonRecord {
  return {
    schema_version: 1,
    dry_run: dryRun,
    removed: studies.map((study) => ({
      study_id: study.studyId,
      started_at: study.startedAt,
      model: { path: study.modelPath, sha256: study.modelSha256 },
      host: { fingerprint: study.hostFingerprint },
      trials: study.trials,
      state: study.state,
    })),
  };
}
