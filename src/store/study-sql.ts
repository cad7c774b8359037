import { canonicalJson } from '../core/canonical-json.ts';
import type { StoredStudy, StudySummary } from '../study/knowledge-store.ts';
import type { StudyHeader } from '../study/study-header.ts';
import { parseStudyJson, studyJson } from '../study/study-json.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';
import { pickStudy } from './pick-study.ts';
import {
  all,
  first,
  insert,
  run,
  type SqlDialect,
  type SqlValues,
  type SqlWork,
} from './sql-work.ts';
import {
  ownColumns,
  refuseRunning,
  STATE_COLUMNS,
  type StateRow,
  stateOf,
  stateRow,
} from './study-state.ts';
import { trialRow } from './trial-row.ts';

interface ListRow extends StateRow {
  readonly id: string;
  readonly started_at: string;
  readonly model_path: string;
  readonly model_sha256: string;
  readonly host_fingerprint: string;
  readonly objective: string;
  readonly load: string | null;
  readonly trial_count: number;
}

/** Stores a study's header, with its model and host where they are new; `state` are the columns of its state and owner. */
export function* insertStudy(header: StudyHeader, state: SqlValues): SqlWork<void> {
  const { model, host } = header;
  const modelRow = { sha256: model.sha256, graph_hash: model.graphHash, facts: studyJson(model) };
  yield* insert('models', modelRow, 'ON CONFLICT DO NOTHING');
  const hostRow = { fingerprint: host.fingerprint, parts: canonicalJson(host.fingerprintParts) };
  yield* insert('hosts', hostRow, 'ON CONFLICT DO NOTHING');
  yield* insert('studies', { ...headerColumns(header), ...state, header: studyJson(header) });
}

/** Columns of a study that repeat its header. */
export function headerColumns(header: StudyHeader): SqlValues {
  return {
    id: header.studyId,
    started_at: header.startedAt,
    model_sha256: header.model.sha256,
    model_path: header.model.path,
    host_fingerprint: header.host.fingerprint,
    objective: header.objective,
    strategy: header.strategy,
    seed: header.seed,
    load: header.load?.offered.text ?? null,
  };
}

export function createStudy(header: StudyHeader): SqlWork<void> {
  return insertStudy(header, { state: 'running', ...ownColumns() });
}

export function* reopenStudy(dialect: SqlDialect, studyId: string): SqlWork<void> {
  const row = yield* existing(dialect, studyId);
  refuseRunning(studyId, row, 'Wait for it or end it, then resume.');
  yield* run(
    `UPDATE studies SET state = 'running', owner_pid = @owner_pid, owner_scope = @owner_scope,
     owner_started_at = @owner_started_at, touched_at = @touched_at WHERE id = @id`,
    { ...ownColumns(), id: studyId },
  );
}

export function* appendTrial(dialect: SqlDialect, studyId: string, trial: Trial): SqlWork<void> {
  const { state } = yield* existing(dialect, studyId);
  if (state !== 'running') throw new Error(`study ${studyId} is not running`);
  yield* insert('trials', trialRow(studyId, trial));
  yield* run('UPDATE studies SET touched_at = @now, trial_count = trial_count + 1 WHERE id = @id', {
    now: Date.now(),
    id: studyId,
  });
}

export function* finishStudy(
  dialect: SqlDialect,
  studyId: string,
  state: 'finished' | 'interrupted',
  result: StudyResult,
): SqlWork<void> {
  yield* existing(dialect, studyId);
  yield* run('UPDATE studies SET state = @state, result = @result WHERE id = @id', {
    state,
    result: resultJson(result),
    id: studyId,
  });
}

/** A result without its header and trials, which are stored already. */
export function resultJson({ header: _header, trials: _trials, ...rest }: StudyResult): string {
  return studyJson(rest);
}

function* existing(dialect: SqlDialect, studyId: string): SqlWork<StateRow> {
  const row = yield* stateRow(dialect, studyId);
  if (row === undefined) throw new Error(`there is no study ${studyId}`);
  return row;
}

/** The study of this very id; null where there is none. */
export function* readStudy(id: string): SqlWork<StoredStudy | null> {
  const row = yield* first<{ readonly header: string; readonly result: string | null }>(
    'SELECT header, result FROM studies WHERE id = @id',
    { id },
  );
  if (row === undefined) return null;
  const header = parseStudyJson(row.header) as StudyHeader;
  const details = yield* all<{ readonly detail: string }>(
    'SELECT detail FROM trials WHERE study_id = @id ORDER BY number',
    { id },
  );
  const trials = details.map(({ detail }) => parseStudyJson(detail) as Trial);
  if (row.result === null) return { header, trials, result: null };
  const rest = parseStudyJson(row.result) as Omit<StudyResult, 'header' | 'trials'>;
  return { header, trials, result: { ...rest, header, trials } };
}

export function* findStudy(idOrPrefix: string): SqlWork<StoredStudy | null> {
  const rows = yield* all<{ readonly id: string }>(
    'SELECT id FROM studies WHERE substr(id, 1, length(@prefix)) = @prefix',
    { prefix: idOrPrefix },
  );
  const id = pickStudy(
    rows.map((row) => row.id),
    idOrPrefix,
  );
  return id === null ? null : yield* readStudy(id);
}

export function* listStudies(): SqlWork<readonly StudySummary[]> {
  const rows = yield* all<ListRow>(
    `SELECT id, started_at, model_path, model_sha256, host_fingerprint, objective, load,
     trial_count, ${STATE_COLUMNS} FROM studies ORDER BY started_at DESC, id`,
  );
  return rows.map((row) => ({
    studyId: row.id,
    startedAt: row.started_at,
    modelPath: row.model_path,
    modelSha256: row.model_sha256,
    hostFingerprint: row.host_fingerprint,
    objective: row.objective,
    load: row.load,
    trials: row.trial_count,
    state: stateOf(row),
  }));
}
