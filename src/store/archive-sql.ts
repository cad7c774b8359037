import type { ArchivedStudy, ImportCounts, StoreStatistics } from '../study/knowledge-archive.ts';
import type { Trial } from '../study/trial.ts';
import { forgetStudies } from './contest-sql.ts';
import { all, first, insert, listed, run, type SqlDialect, type SqlWork } from './sql-work.ts';
import { insertStudy, readStudy, resultJson } from './study-sql.ts';
import { refuseRunning, STATE_COLUMNS, type StateRow, stateOf, stateRow } from './study-state.ts';
import { trialRow } from './trial-row.ts';

/** Values of one list in a statement, within every database's limit. */
const AT_ONCE = 500;

/** Where a reader of all studies is. */
export interface ArchivePlace {
  readonly startedAt: string;
  readonly id: string;
}

/** A study and where it stands. */
export interface ArchivedPlace {
  readonly study: ArchivedStudy;
  readonly place: ArchivePlace;
}

/** The next study after a place (the first where it is null), with its own place; null at the end. */
export function* nextStudy(after: ArchivePlace | null): SqlWork<ArchivedPlace | null> {
  const row = yield* first<StateRow & { readonly id: string; readonly started_at: string }>(
    `SELECT id, started_at, ${STATE_COLUMNS} FROM studies
     ${after === null ? '' : 'WHERE (started_at, id) > (@startedAt, @id)'} ORDER BY started_at, id LIMIT 1`,
    after === null ? {} : { ...after },
  );
  if (row === undefined) return null;
  const study = yield* readStudy(row.id);
  if (study === null) return null;
  return {
    study: { ...study, state: stateOf(row) },
    place: { startedAt: row.started_at, id: row.id },
  };
}

/** Columns of the owner of a study that came from elsewhere: nobody. */
const NO_OWNER = { owner_pid: 0, owner_scope: '', owner_started_at: '', touched_at: 0 };

function settledState({ state, result }: ArchivedStudy): 'finished' | 'interrupted' {
  return state === 'finished' && result !== null ? 'finished' : 'interrupted';
}

function* addStudy(study: ArchivedStudy): SqlWork<void> {
  const { header, trials, result } = study;
  yield* insertStudy(header, {
    state: settledState(study),
    ...NO_OWNER,
    trial_count: trials.length,
    result: result === null ? null : resultJson(result),
  });
  for (const trial of trials) yield* insert('trials', trialRow(header.studyId, trial));
}

/** Adds the trials that are missing; whether there were any. */
function* extendStudy(study: ArchivedStudy): SqlWork<boolean> {
  const id = study.header.studyId;
  const known = yield* all<{ readonly number: number; readonly configuration_key: string }>(
    'SELECT number, configuration_key FROM trials WHERE study_id = @id',
    { id },
  );
  const keys = new Set(known.map((row) => row.configuration_key));
  const numbers = new Set(known.map((row) => row.number));
  const missing = study.trials
    .map((trial: Trial) => trialRow(id, trial))
    .filter((row) => !numbers.has(Number(row['number'])))
    .filter((row) => !keys.has(String(row['configuration_key'])));
  if (missing.length === 0) return false;
  for (const row of missing) yield* insert('trials', row);
  yield* run(
    'UPDATE studies SET trial_count = trial_count + @more, state = @state, result = @result WHERE id = @id',
    {
      more: missing.length,
      state: settledState(study),
      result: study.result === null ? null : resultJson(study.result),
      id,
    },
  );
  return true;
}

export function* importStudies(
  dialect: SqlDialect,
  studies: readonly ArchivedStudy[],
): SqlWork<ImportCounts> {
  const counts = { added: 0, extended: 0, present: 0 };
  for (const study of studies) {
    const row = yield* stateRow(dialect, study.header.studyId);
    if (row === undefined) {
      yield* addStudy(study);
      counts.added++;
    } else if (stateOf(row) !== 'running' && (yield* extendStudy(study))) counts.extended++;
    else counts.present++;
  }
  return counts;
}

export function* deleteStudies(dialect: SqlDialect, ids: readonly string[]): SqlWork<number> {
  const found: string[] = [];
  for (const id of new Set(ids)) {
    const row = yield* stateRow(dialect, id);
    if (row === undefined) continue;
    refuseRunning(id, row, 'Wait for it or end it, or leave it out.');
    found.push(id);
  }
  for (let from = 0; from < found.length; from += AT_ONCE) {
    const { marks, values } = listed('id', found.slice(from, from + AT_ONCE));
    yield* run(`DELETE FROM trials WHERE study_id IN (${marks})`, values);
    yield* run(`DELETE FROM studies WHERE id IN (${marks})`, values);
    yield* forgetStudies(marks, values);
  }
  if (found.length === 0) return 0;
  yield* run('DELETE FROM models WHERE sha256 NOT IN (SELECT model_sha256 FROM studies)');
  yield* run('DELETE FROM signatures WHERE model_sha256 NOT IN (SELECT model_sha256 FROM studies)');
  yield* run('DELETE FROM hosts WHERE fingerprint NOT IN (SELECT host_fingerprint FROM studies)');
  return found.length;
}

export function* readStatistics(dialect: SqlDialect): SqlWork<StoreStatistics> {
  const counts = yield* first<Record<keyof Omit<StoreStatistics, 'bytes'>, number>>(
    `SELECT (SELECT count(*) FROM models) AS models, (SELECT count(*) FROM hosts) AS hosts,
     (SELECT count(*) FROM (SELECT DISTINCT model_sha256, host_fingerprint FROM studies) AS t) AS tasks,
     (SELECT count(*) FROM studies) AS studies, (SELECT count(*) FROM trials) AS trials,
     (SELECT count(*) FROM signatures) AS signatures`,
  );
  if (counts === undefined) throw new Error('counting gives a row');
  const { models, hosts, tasks, studies, trials, signatures } = counts;
  const bytes = yield* dialect.bytes();
  return { models, hosts, tasks, studies, trials, signatures, bytes };
}
