import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

/** How long a write waits for another process's, in ms. Writes take milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Runs `work` in one transaction that holds the write lock from the start: all of it is durable, or none. */
export function inTransaction<T>(db: Database.Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // After some errors (disk full) SQLite has rolled back by itself.
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function pragma(db: Database.Database, name: string): number {
  return Number((db.pragma(name) as Record<string, unknown>[])[0]?.[name] ?? 0);
}

/** Turns on write-ahead logging. The busy timeout does not cover this switch, so it is tried again while others hold on. */
function useWriteAheadLog(db: Database.Database): void {
  for (let left = BUSY_TIMEOUT_MS; ; left -= 20) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
      if (!busy || left <= 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function refuseForeign(db: Database.Database, path: string): void {
  const version = pragma(db, 'user_version');
  const id = pragma(db, 'application_id');
  const empty = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number };
  if (id !== APPLICATION_ID && !(id === 0 && version === 0 && empty.n === 0)) {
    throw new TuneError(
      'environment',
      `${printable(path, 300)} is an SQLite database of another program.`,
      { hint: 'Name another file with --kb PATH.' },
    );
  }
  if (version > MIGRATIONS.length) {
    throw new TuneError(
      'environment',
      `The knowledge base ${printable(path, 300)} has format ${version}; this version of tune reads up to ${MIGRATIONS.length}.`,
      { hint: 'Update onnx-tune, or use another file with --kb PATH.' },
    );
  }
}

function migrate(db: Database.Database): void {
  if (pragma(db, 'user_version') === MIGRATIONS.length) return;
  inTransaction(db, () => {
    // Read again under the lock: another process may have migrated meanwhile.
    for (let version = pragma(db, 'user_version'); version < MIGRATIONS.length; version++) {
      db.exec(MIGRATIONS[version] as string);
      db.exec(`PRAGMA user_version = ${version + 1}`);
    }
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  });
}

/**
 * Opens the knowledge base at `path`, making the file and its folder where they do not exist, and brings it to the
 * current format. Throws SQLite's and the file system's errors, and a `TuneError` for a foreign or newer file.
 */
export function openDatabase(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    refuseForeign(db, path);
    useWriteAheadLog(db);
    // A commit returns when it is on the disk, not merely with the system.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
