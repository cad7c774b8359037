import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import {
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-server.ts';

const SCRIPT = fileURLToPath(new URL('append-trials.ts', import.meta.url));
/** Trials after which the writers are killed: at once, and somewhere in their work. */
const KILLED_AFTER = [1, 7, 23];

interface Writer {
  readonly child: ChildProcess;
  /** Numbers of the trials it said were stored. */
  readonly acknowledged: number[];
  readonly exited: Promise<unknown>;
}

function write(place: string, studyId: string, count: number, killAfter = Infinity): Writer {
  const child = fork(SCRIPT, [place, studyId, String(count)], { execArgv: ['--import', 'tsx'] });
  const acknowledged: number[] = [];
  child.on('message', (message) => {
    if (typeof message !== 'number') return;
    acknowledged.push(message);
    if (message >= killAfter) child.kill('SIGKILL');
  });
  return { child, acknowledged, exited: once(child, 'close') };
}

/** What a store that several processes share holds to. `place` gives a new one. */
function sharedStore(
  place: () => Promise<string>,
  open: (place: string) => Promise<KnowledgeBase>,
): void {
  it('loses nothing when several processes make it and write at once', async () => {
    const shared = await place();
    const ids = ['one', 'two', 'three'];
    const writers = ids.map((id) => write(shared, id, 30));
    await Promise.all(writers.map((w) => w.exited));
    expect(writers.map((w) => w.child.exitCode)).toEqual([0, 0, 0]);
    const store = await open(shared);
    for (const id of ids) expect((await store.study(id))?.trials).toHaveLength(30);
    expect((await store.studies()).map((s) => s.state)).toEqual(ids.map(() => 'interrupted'));
    expect(await store.verify()).toEqual([]);
    await store.close();
  }, 60_000);

  it('keeps every acknowledged trial of writers that are killed, and can go on with them', async () => {
    const shared = await place();
    const writers = KILLED_AFTER.map((after, i) => write(shared, `killed-${i}`, 400, after));
    await Promise.all(writers.map((w) => w.exited));
    const store = await open(shared);
    for (const [i, { child, acknowledged }] of writers.entries()) {
      expect(child.signalCode).toBe('SIGKILL');
      const stored = (await store.study(`killed-${i}`))?.trials.map((t) => t.number) ?? [];
      expect(acknowledged.filter((n) => !stored.includes(n))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThan(0);
      // All of a trial or nothing: numbers without gaps.
      expect(stored).toEqual(stored.map((_, n) => n + 1));
      await store.reopenStudy(`killed-${i}`);
    }
    expect((await store.studies()).map((s) => s.state)).toEqual(writers.map(() => 'running'));
    expect(await store.verify()).toEqual([]);
    await store.close();
  }, 60_000);
}

describe('a SQLite file among several processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-writers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  sharedStore(
    async () => join(folder, `${++files}.db`),
    async (path) => openSqliteStore(path),
  );
});

const { folder: programs, missing } = postgresPrograms();
const where = missing === null ? '' : ` (${missing})`;

describe.skipIf(programs === null)(`a PostgreSQL server among several processes${where}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
  }, 60_000);
  afterAll(() => server?.stop());
  sharedStore(() => server.database(), openPostgresStore);
});
