import { TuneError } from '../core/tune-error.ts';
import type { StudyState } from '../study/knowledge-store.ts';
import { isAlive, markOf, type ProcessMark } from './process-mark.ts';
import { first, type SqlDialect, type SqlValues, type SqlWork } from './sql-work.ts';

/** What of a study's row tells its state. */
export interface StateRow {
  readonly state: StudyState;
  readonly owner_pid: number;
  readonly owner_scope: string;
  readonly owner_started_at: string;
  readonly touched_at: number;
}

export const STATE_COLUMNS = 'state, owner_pid, owner_scope, owner_started_at, touched_at';

function ownerOf(row: StateRow): ProcessMark {
  return { pid: row.owner_pid, scope: row.owner_scope, startedAt: row.owner_started_at };
}

/** Columns that say that this process runs the study, as of now. */
export function ownColumns(): SqlValues {
  const { pid, scope, startedAt } = markOf(process.pid);
  const owner = { owner_pid: pid, owner_scope: scope, owner_started_at: startedAt };
  return { ...owner, touched_at: Date.now() };
}

export function stateOf(row: StateRow): StudyState {
  if (row.state !== 'running') return row.state;
  return isAlive(ownerOf(row), row.touched_at, Date.now()) ? 'running' : 'interrupted';
}

/** The state columns of a study, which stay as they are until the transaction ends; undefined where there is none. */
export function stateRow(dialect: SqlDialect, studyId: string): SqlWork<StateRow | undefined> {
  return first<StateRow>(`SELECT ${STATE_COLUMNS} FROM studies WHERE id = @id${dialect.lockRow}`, {
    id: studyId,
  });
}

/** Throws a `TuneError` (usage) where another live process runs the study. */
export function refuseRunning(studyId: string, row: StateRow, hint: string): void {
  const own = markOf(process.pid);
  const owner = ownerOf(row);
  const isOwn =
    owner.pid === own.pid && owner.scope === own.scope && owner.startedAt === own.startedAt;
  if (stateOf(row) !== 'running' || isOwn) return;
  const where = owner.scope === own.scope ? `process (${owner.pid})` : 'machine or container';
  throw new TuneError('usage', `Run ${studyId} is still running in another ${where}.`, { hint });
}
