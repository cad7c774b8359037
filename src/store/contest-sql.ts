import { parseStudyJson, studyJson } from '../study/study-json.ts';
import type { Contest, ContestEntry, ContestTask } from '../variants/contest.ts';
import { all, insert, run, type SqlValues, type SqlWork } from './sql-work.ts';

/** Columns of a contest that repeat its detail. */
export function contestColumns(contest: Contest): SqlValues {
  return {
    id: contest.id,
    task: contest.task,
    started_at: contest.startedAt,
    host_fingerprint: contest.host.fingerprint,
    objective: contest.objective,
    min_accuracy: contest.minAccuracy,
  };
}

/** Keeps a contest; it takes the place of what was kept under its id. */
export function* saveContest(contest: Contest): SqlWork<void> {
  const { id } = contest;
  yield* run('DELETE FROM variants WHERE contest_id = @id', { id });
  yield* insert(
    'contests',
    { ...contestColumns(contest), detail: studyJson(contest) },
    `ON CONFLICT (id) DO UPDATE SET task = excluded.task, started_at = excluded.started_at,
     host_fingerprint = excluded.host_fingerprint, objective = excluded.objective,
     min_accuracy = excluded.min_accuracy, detail = excluded.detail`,
  );
  for (const [i, entry] of contest.entries.entries()) {
    yield* insert('variants', variantRow(id, i + 1, entry));
  }
}

function variantRow(contestId: string, number: number, { variant, studyId }: ContestEntry) {
  return {
    contest_id: contestId,
    number,
    model_sha256: variant.sha256,
    model_path: variant.path,
    accuracy: variant.accuracy,
    provider: variant.provider,
    graph_optimization: variant.graphOptimization,
    study_id: studyId,
  };
}

export function* readContests(task: string): SqlWork<readonly Contest[]> {
  const rows = yield* all<{ readonly detail: string }>(
    'SELECT detail FROM contests WHERE task = @task ORDER BY started_at DESC, id',
    { task },
  );
  return rows.map(({ detail }) => parseStudyJson(detail) as Contest);
}

interface TaskRow {
  readonly task: string;
  readonly started_at: string;
  readonly host_fingerprint: string;
  readonly variants: number;
}

export function* listContestTasks(): SqlWork<readonly ContestTask[]> {
  const rows = yield* all<TaskRow>(
    `SELECT task, started_at, host_fingerprint,
     (SELECT count(*) FROM variants WHERE contest_id = contests.id) AS variants
     FROM contests ORDER BY started_at DESC, id`,
  );
  return newestOfTasks(
    rows.map((row) => ({
      task: row.task,
      startedAt: row.started_at,
      hostFingerprint: row.host_fingerprint,
      variants: Number(row.variants),
    })),
  );
}

/** The newest contest of each task, with how many the task has; `contests` come newest first. */
export function newestOfTasks(
  contests: readonly Omit<ContestTask, 'contests'>[],
): readonly ContestTask[] {
  const counts = new Map<string, number>();
  for (const { task } of contests) counts.set(task, (counts.get(task) ?? 0) + 1);
  const newest = contests.filter((c, i) => contests.findIndex((d) => d.task === c.task) === i);
  return newest.map((contest) => ({ ...contest, contests: counts.get(contest.task) ?? 0 }));
}

/** Forgets contests that no study is left of; studies named by `marks` are gone. */
export function* forgetStudies(marks: string, values: SqlValues): SqlWork<void> {
  const touched = yield* all<{ readonly contest_id: string }>(
    `SELECT DISTINCT contest_id FROM variants WHERE study_id IN (${marks})`,
    values,
  );
  for (const { contest_id: id } of touched) {
    const left = yield* all(
      `SELECT 1 FROM variants JOIN studies ON studies.id = variants.study_id
       WHERE contest_id = @id LIMIT 1`,
      { id },
    );
    if (left.length > 0) continue;
    yield* run('DELETE FROM variants WHERE contest_id = @id', { id });
    yield* run('DELETE FROM contests WHERE id = @id', { id });
  }
}
