import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';
import {
  PASSWORD,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-server.ts';

const { folder: programs, missing } = postgresPrograms();
const [first, second] = smallSpace.configurations as [never, never];

async function errorOf(work: () => Promise<unknown>): Promise<TuneError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(TuneError);
    return error as TuneError;
  }
  throw new Error('nothing was thrown');
}

/** Everything of an error that may reach a screen or a file. */
function everythingOf(error: TuneError): string {
  const cause = error.cause as Error | undefined;
  return [error.message, error.hint, error.stack, cause?.message, cause?.stack].join('\n');
}

function expectNoPassword(error: TuneError): void {
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) {
    expect(everythingOf(error)).not.toContain(secret);
  }
}

async function query(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function refusals(database: () => Promise<string>): void {
  it('a schema of another program, and a newer format', async () => {
    const foreign = await database();
    await query(foreign, 'CREATE SCHEMA tune', 'CREATE TABLE tune.songs (name TEXT)');
    const error = await errorOf(() => openPostgresStore(foreign));
    expect(error.message).toContain('another program');
    const newer = await database();
    await (await openPostgresStore(newer)).close();
    await query(newer, 'UPDATE tune.format SET version = 99');
    expect((await errorOf(() => openPostgresStore(newer))).message).toContain('format 99');
  });

  it('what is wrong with the URL, without ever showing the password', async () => {
    const url = await database();
    const wrong = [
      [url.replace('%25', '%25x'), 'does not let this user in'],
      [url.replace(/kb_\d+$/, 'nothing'), 'no such database'],
      [url.replace(/:\d+\//, ':1/'), 'cannot be reached'],
      [`${url}?sslmode=verify-full`, 'does not offer TLS'],
      [url.replace('127.0.0.1', 'no-such-host.invalid'), 'cannot be found'],
    ] as const;
    for (const [place, what] of wrong) {
      const error = await errorOf(() => openPostgresStore(place));
      expect(error.kind).toBe('environment');
      expect(error.message).toContain(what);
      expect(error.hint).toContain('--no-kb');
      expectNoPassword(error);
    }
  });

  it('a user who may not make the schema', async () => {
    const url = await database();
    await query(url, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
    const asGuest = url.replace(/\/\/[^@]*@/, '//guest:guest@');
    expect((await errorOf(() => openPostgresStore(asGuest))).message).toContain('permission');
  });
}

describe.skipIf(programs === null)(
  `the PostgreSQL store${missing === null ? '' : ` (${missing})`}`,
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres(programs ?? '');
    }, 60_000);
    afterAll(() => server?.stop());

    it('keeps what was written when it is opened again', async () => {
      const url = await server.database();
      const store = await openPostgresStore(url);
      await store.createStudy(headerOf());
      await store.appendTrial('study-1', trialOf(1, first));
      await store.close();
      await store.close();
      const again = await openPostgresStore(url);
      expect((await again.study('study-1'))?.trials).toEqual([trialOf(1, first)]);
      await again.close();
    });

    it('never lets a finished trial change, and finds what was changed nevertheless', async () => {
      const url = await server.database();
      const store = await openPostgresStore(url);
      await store.createStudy(headerOf());
      await store.appendTrial('study-1', trialOf(1, first));
      const change = 'UPDATE tune.trials SET throughput_ips = 1';
      await expect(query(url, change)).rejects.toThrow('never change');
      await query(url, 'ALTER TABLE tune.trials DISABLE TRIGGER ALL', change);
      expect(await store.verify()).toEqual([
        { studyId: 'study-1', what: 'trial 1 and its columns differ: throughput_ips' },
      ]);
      await store.close();
    });

    it('goes on after its connections were ended, and says so where it cannot', async () => {
      const url = await server.database();
      const store = await openPostgresStore(url);
      await store.createStudy(headerOf());
      const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`;
      await query(url, end);
      await store.appendTrial('study-1', trialOf(1, first)).catch(() => {});
      await store.appendTrial('study-1', trialOf(2, second));
      expect((await store.study('study-1'))?.trials.at(-1)?.number).toBe(2);
      await store.close();
    });

    describe('refuses', () => refusals(() => server.database()));
  },
);
