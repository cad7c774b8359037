import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { markOf } from '../../src/store/process-mark.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { storeError } from '../../src/store/store-error.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `kb-${++files}.db`);
const [first, second] = smallSpace.configurations as [never, never];

async function errorOf(work: () => unknown): Promise<TuneError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(TuneError);
    return error as TuneError;
  }
  throw new Error('nothing was thrown');
}

describe('the SQLite store', () => {
  it('keeps what was written when it is opened again', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    await store.appendTrial('study-1', trialOf(1, first));
    await store.close();
    const again = openSqliteStore(path);
    expect((await again.study('study-1'))?.trials).toEqual([trialOf(1, first)]);
    await again.close();
  });

  it('writes ahead and synchronises every write', () => {
    const db = openDatabase(newPath());
    expect(db.pragma('journal_mode')).toMatchObject([{ journal_mode: 'wal' }]);
    expect(db.pragma('synchronous')).toMatchObject([{ synchronous: 2 }]);
    db.close();
  });

  it('answers queries over knobs and figures', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    await store.appendTrial('study-1', trialOf(1, first));
    await store.close();
    const db = openDatabase(path);
    const row = db.prepare('SELECT * FROM trials WHERE batch_size = 1 AND spinning = 1').get();
    expect(row).toMatchObject({
      throughput_log_ratio: 0.2,
      throughput_log_ratio_se: 0.01,
      latency_p90_ms: 10,
      latency_p99_ms: null,
      peak_rss_bytes: 5e9,
      failure_kind: null,
    });
    db.close();
  });
});

describe('the SQLite store among several', () => {
  it('never lets a finished trial change', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    await store.appendTrial('study-1', trialOf(1, first));
    await store.close();
    const db = openDatabase(path);
    expect(() => db.exec('UPDATE trials SET throughput_ips = 1')).toThrow('never change');
    db.close();
  });

  it('refuses to resume a study that another live process runs', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    const db = openDatabase(path);
    const parent = markOf(process.ppid);
    db.prepare('UPDATE studies SET owner_pid = ?, owner_scope = ?, owner_started_at = ?').run(
      parent.pid,
      parent.scope,
      parent.startedAt,
    );
    expect((await errorOf(() => store.reopenStudy('study-1'))).message).toContain('still running');
    db.close();
    await store.close();
  });
});

describe('a knowledge base that cannot be used', () => {
  it('is refused with a way out where the file is none', async () => {
    const path = newPath();
    writeFileSync(path, 'not a database, but long enough to look like one. '.repeat(50));
    const error = await errorOf(() => openSqliteStore(path));
    expect(error.kind).toBe('environment');
    expect(error.message).toContain(path);
    expect(error.hint).toContain('--no-kb');
  });

  it('is refused where another program owns it, and left as it was', async () => {
    const path = newPath();
    const other = new Database(path);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    const before = readFileSync(path);
    expect((await errorOf(() => openSqliteStore(path))).message).toContain('another program');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused where a newer version wrote it', async () => {
    const path = newPath();
    await openSqliteStore(path).close();
    const db = openDatabase(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const error = await errorOf(() => openSqliteStore(path));
    expect(error.message).toContain('format 99');
    expect(error.hint).toContain('Update');
  });

  it('says what to do where its pages are damaged', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    for (const [i, c] of smallSpace.configurations.entries()) {
      await store.appendTrial('study-1', trialOf(i + 1, c));
    }
    await store.close();
    const db = openDatabase(path);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096);
    writeFileSync(path, bytes);
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
    const error = await errorOf(() => openSqliteStore(path).study('study-1'));
    expect(error.message).toContain('damaged');
    expect(error.hint).toContain('tune kb verify');
    expect(error.hint).toContain('Move the file away');
  });
});

describe('a medium that fails', () => {
  it('is an error of the environment where its folder cannot be made', async () => {
    const file = newPath();
    writeFileSync(file, '');
    const error = await errorOf(() => openSqliteStore(join(file, 'folder', 'kb.db')));
    expect(error.message).toContain('cannot be opened');
    expect(error.hint).toContain('--kb');
  });

  it('is an error of the environment where it is a folder', async () => {
    expect((await errorOf(() => openSqliteStore(folder))).message).toContain('cannot be opened');
  });

  it('says so where the disk is full, and keeps what was there', async () => {
    const path = newPath();
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    await store.close();
    const db = openDatabase(path);
    db.exec('PRAGMA max_page_count = 1');
    const fill = (): unknown => db.exec(`INSERT INTO hosts VALUES ('x', '${'y'.repeat(1e6)}')`);
    const error = await errorOf(() => {
      try {
        fill();
      } catch (error) {
        throw storeError(error, path);
      }
    });
    expect(error.message).toContain('disk is full');
    db.close();
    const again = openSqliteStore(path);
    await again.appendTrial('study-1', trialOf(1, second));
    expect((await again.study('study-1'))?.trials).toHaveLength(1);
    await again.close();
  });

  it('passes on what is no fault of the medium', () => {
    const defect = new Error('a defect');
    expect(storeError(defect, 'kb.db')).toBe(defect);
    const readOnly = storeError(
      Object.assign(new Error('x'), { code: 'SQLITE_READONLY_DIRECTORY' }),
      'kb.db',
    );
    expect((readOnly as TuneError).message).toContain('read-only');
    const denied = storeError(Object.assign(new Error('x'), { code: 'EACCES' }), 'kb.db');
    expect((denied as TuneError).message).toContain('permission');
  });
});
