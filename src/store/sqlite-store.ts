import type Database from 'libsql';
import type { CalibrationStore } from '../calibration/calibration.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { TuneError } from '../core/tune-error.ts';
import type { KnowledgeStore, StoredStudy, StudySummary } from '../study/knowledge-store.ts';
import type { StudyHeader } from '../study/study-header.ts';
import { parseStudyJson, studyJson } from '../study/study-json.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';
import { readCalibration, saveCalibration } from './calibration-rows.ts';
import { inTransaction, openDatabase } from './open-database.ts';
import { pickStudy } from './pick-study.ts';
import { isAlive, markOf, type ProcessMark } from './process-mark.ts';
import { storeError } from './store-error.ts';
import { trialRow } from './trial-row.ts';

type Values = Readonly<Record<string, string | number | null>>;

/** What of a study's row tells its state. */
interface StateRow {
  readonly state: StudySummary['state'];
  readonly owner_pid: number;
  readonly owner_scope: string;
  readonly owner_started_at: string;
  readonly touched_at: number;
}

interface ListRow {
  readonly id: string;
  readonly started_at: string;
  readonly model_path: string;
  readonly model_sha256: string;
  readonly host_fingerprint: string;
  readonly objective: string;
  readonly trials: number;
}

const STATE_COLUMNS = 'state, owner_pid, owner_scope, owner_started_at, touched_at';

function insert(db: Database.Database, table: string, values: Values, conflict = ''): void {
  const columns = Object.keys(values);
  const marks = columns.map((c) => `@${c}`).join(', ');
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ${conflict}`).run(
    values,
  );
}

function ownerColumns(mark: ProcessMark): Values {
  return { owner_pid: mark.pid, owner_scope: mark.scope, owner_started_at: mark.startedAt };
}

function stateOf(row: StateRow): StudySummary['state'] {
  if (row.state !== 'running') return row.state;
  const mark = { pid: row.owner_pid, scope: row.owner_scope, startedAt: row.owner_started_at };
  return isAlive(mark, row.touched_at, Date.now()) ? 'running' : 'interrupted';
}

function stateRow(db: Database.Database, studyId: string): StateRow {
  const row = db.prepare(`SELECT ${STATE_COLUMNS} FROM studies WHERE id = ?`).get(studyId);
  if (row === undefined) throw new Error(`there is no study ${studyId}`);
  return row as StateRow;
}

function createStudy(db: Database.Database, header: StudyHeader): void {
  const { model, host } = header;
  insert(
    db,
    'models',
    { sha256: model.sha256, graph_hash: model.graphHash, facts: studyJson(model) },
    'ON CONFLICT DO NOTHING',
  );
  insert(
    db,
    'hosts',
    { fingerprint: host.fingerprint, parts: canonicalJson(host.fingerprintParts) },
    'ON CONFLICT DO NOTHING',
  );
  insert(db, 'studies', {
    id: header.studyId,
    started_at: header.startedAt,
    model_sha256: model.sha256,
    model_path: model.path,
    host_fingerprint: host.fingerprint,
    objective: header.objective,
    strategy: header.strategy,
    seed: header.seed,
    state: 'running',
    ...ownerColumns(markOf(process.pid)),
    touched_at: Date.now(),
    header: studyJson(header),
  });
}

function reopenStudy(db: Database.Database, studyId: string): void {
  const row = stateRow(db, studyId);
  const own = markOf(process.pid);
  if (stateOf(row) === 'running' && row.owner_pid !== own.pid) {
    throw new TuneError(
      'usage',
      `Run ${studyId} is still running in another process (${row.owner_pid}).`,
      { hint: 'Wait for it or end it, then resume.' },
    );
  }
  db.prepare(
    `UPDATE studies SET state = 'running', owner_pid = @owner_pid, owner_scope = @owner_scope,
     owner_started_at = @owner_started_at, touched_at = @touched_at WHERE id = @id`,
  ).run({ ...ownerColumns(own), touched_at: Date.now(), id: studyId });
}

function appendTrial(db: Database.Database, studyId: string, trial: Trial): void {
  if (stateRow(db, studyId).state !== 'running') throw new Error(`study ${studyId} is not running`);
  insert(db, 'trials', trialRow(studyId, trial));
  db.prepare('UPDATE studies SET touched_at = ? WHERE id = ?').run(Date.now(), studyId);
}

function finishStudy(
  db: Database.Database,
  studyId: string,
  state: 'finished' | 'interrupted',
  result: StudyResult,
): void {
  stateRow(db, studyId);
  // The header and the trials are stored already.
  const { header: _header, trials: _trials, ...rest } = result;
  db.prepare('UPDATE studies SET state = ?, result = ? WHERE id = ?').run(
    state,
    studyJson(rest),
    studyId,
  );
}

function readStudy(db: Database.Database, studyId: string): StoredStudy {
  const row = db.prepare('SELECT header, result FROM studies WHERE id = ?').get(studyId) as {
    header: string;
    result: string | null;
  };
  const header = parseStudyJson(row.header) as StudyHeader;
  const trials = (
    db.prepare('SELECT detail FROM trials WHERE study_id = ? ORDER BY number').all(studyId) as {
      detail: string;
    }[]
  ).map(({ detail }) => parseStudyJson(detail) as Trial);
  if (row.result === null) return { header, trials, result: null };
  const rest = parseStudyJson(row.result) as Omit<StudyResult, 'header' | 'trials'>;
  return { header, trials, result: { ...rest, header, trials } };
}

function findStudy(db: Database.Database, idOrPrefix: string): StoredStudy | null {
  const rows = db
    .prepare('SELECT id FROM studies WHERE substr(id, 1, length(@prefix)) = @prefix')
    .all({ prefix: idOrPrefix }) as { id: string }[];
  const id = pickStudy(
    rows.map((row) => row.id),
    idOrPrefix,
  );
  return id === null ? null : readStudy(db, id);
}

function listStudies(db: Database.Database): StudySummary[] {
  const rows = db
    .prepare(
      `SELECT id, started_at, model_path, model_sha256, host_fingerprint, objective, ${STATE_COLUMNS},
       (SELECT count(*) FROM trials WHERE study_id = studies.id) AS trials
       FROM studies ORDER BY started_at DESC, id`,
    )
    .all() as (StateRow & ListRow)[];
  return rows.map((row) => ({
    studyId: row.id,
    startedAt: row.started_at,
    modelPath: row.model_path,
    modelSha256: row.model_sha256,
    hostFingerprint: row.host_fingerprint,
    objective: row.objective,
    trials: row.trials,
    state: stateOf(row),
  }));
}

/**
 * Opens (or makes) the knowledge base in the SQLite file at `path`: write-ahead log, every write synchronised to the
 * disk, several processes at once. Throws a `TuneError` where the file is foreign, damaged, of a newer format or
 * cannot be written.
 */
export function openSqliteStore(path: string): KnowledgeStore & CalibrationStore {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  const db = guarded(() => openDatabase(path));
  const read = async <T>(work: () => T): Promise<T> => guarded(work);
  const write = (work: () => void): Promise<void> => read(() => inTransaction(db, work));
  return {
    createStudy: (header) => write(() => createStudy(db, header)),
    reopenStudy: (studyId) => write(() => reopenStudy(db, studyId)),
    appendTrial: (studyId, trial) => write(() => appendTrial(db, studyId, trial)),
    finishStudy: (studyId, state, result) => write(() => finishStudy(db, studyId, state, result)),
    study: (idOrPrefix) => read(() => findStudy(db, idOrPrefix)),
    studies: () => read(() => listStudies(db)),
    saveCalibration: (calibration) => write(() => saveCalibration(db, calibration)),
    calibration: (key) => read(() => readCalibration(db, key)),
    close: async () => {
      if (db.open) db.close();
    },
  };
}
