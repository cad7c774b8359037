import type Database from 'libsql';
import type { KnowledgeBase } from './knowledge-base.ts';
import { inTransaction, openDatabase } from './open-database.ts';
import { createSqlStore } from './sql-store.ts';
import { all, first, type SqlDialect, type SqlValues, type SqlWork } from './sql-work.ts';
import { storeError } from './store-error.ts';

const DIALECT: SqlDialect = {
  // A write holds the only write lock from its start.
  lockRow: '',
  bytes: function* () {
    const count = yield* first<{ readonly page_count: number }>('PRAGMA page_count');
    const size = yield* first<{ readonly page_size: number }>('PRAGMA page_size');
    return (count?.page_count ?? 0) * (size?.page_size ?? 0);
  },
  damages: function* () {
    const pages = yield* all<{ readonly integrity_check: string }>('PRAGMA integrity_check');
    const keys = yield* all<{ readonly table: string; readonly parent: string }>(
      'PRAGMA foreign_key_check',
    );
    return [
      ...pages.map((row) => row.integrity_check).filter((line) => line !== 'ok'),
      ...keys.map(({ table, parent }) => `a row of ${table} belongs to none of ${parent}`),
    ];
  },
};

/** The rows of a query, twice as fast as the driver makes objects of them. */
function rowsOf(statement: Database.Statement, values: SqlValues): readonly unknown[] {
  const names = statement.columns().map(({ name }) => name);
  return (statement.raw().all(values) as unknown[][]).map((row) => {
    const named: Record<string, unknown> = {};
    for (const [i, name] of names.entries()) named[name] = row[i];
    return named;
  });
}

/** Does the work at once; statements that come again are compiled once. */
function perform<T>(db: Database.Database, work: SqlWork<T>): T {
  const compiled = new Map<string, Database.Statement>();
  let rows: readonly unknown[] = [];
  while (true) {
    const step = work.next(rows);
    if (step.done) return step.value;
    const { sql, values, returns } = step.value;
    const statement = compiled.get(sql) ?? db.prepare(sql);
    compiled.set(sql, statement);
    if (returns === 'rows') rows = rowsOf(statement, values);
    else if (returns === 'lists') rows = statement.raw().all(values);
    else {
      statement.run(values);
      rows = [];
    }
  }
}

/**
 * Opens (or makes) the knowledge base in the SQLite file at `path`: write-ahead log, every write synchronised to the
 * disk, several processes at once. Throws a `TuneError` where the file is foreign, damaged, of a newer format or
 * cannot be written.
 */
export function openSqliteStore(path: string): KnowledgeBase {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  const db = guarded(() => openDatabase(path));
  return createSqlStore({
    dialect: DIALECT,
    read: async (work) => guarded(() => perform(db, work())),
    write: async (work) => guarded(() => inTransaction(db, () => perform(db, work()))),
    close: async () => {
      if (db.open) db.close();
    },
  });
}
