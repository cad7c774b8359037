import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Where Debian's packages put the programs of the server, which it leaves out of PATH. */
const DEBIAN = '/usr/lib/postgresql';
const USER = 'tester';
/** Characters that a URL must escape, so that both forms of it are met. */
export const PASSWORD = 'open sesame/%';

export interface PostgresServer {
  /** A fresh database; its URL with user and password. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Folder of the server's programs, or why there is none. */
export type PostgresPrograms =
  | { readonly folder: string; readonly missing: null }
  | { readonly folder: null; readonly missing: string };

/**
 * The server installed on this machine. Where there is none, tests are skipped with the reason; under
 * CI_REQUIRES_POSTGRES=1 they fail instead.
 */
export function postgresPrograms(): PostgresPrograms {
  const folder = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .map((version) => join(DEBIAN, version, 'bin'))
        .find((bin) => existsSync(join(bin, 'initdb')))
    : undefined;
  if (folder !== undefined) return { folder, missing: null };
  const missing = `no PostgreSQL server in ${DEBIAN}: apt-get install postgresql`;
  if (process.env['CI_REQUIRES_POSTGRES'] === '1') throw new Error(missing);
  return { folder: null, missing };
}

/** The server refuses to run as root; Debian's package makes a user for it. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  while (true) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch {
      await sleep(50);
    }
  }
}

/** Starts a private server in a temporary folder, reached over 127.0.0.1 with a password; nothing of it is left after `stop`. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'tune-postgres-'));
  const secret = join(folder, 'password');
  writeFileSync(secret, PASSWORD);
  if (user) for (const path of [folder, secret]) chownSync(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const asUser = { cwd: folder, ...user };
  execFileSync(
    join(programs, 'initdb'),
    [
      '-D',
      data,
      '-U',
      USER,
      '-A',
      'scram-sha-256',
      `--pwfile=${secret}`,
      '-E',
      'UTF8',
      '--locale=C',
    ],
    { ...asUser, stdio: 'pipe' },
  );
  const port = await freePort();
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=on'],
    { ...asUser, stdio: 'ignore' },
  );
  const urlOf = (name: string): string =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${name}`;
  await untilReady(urlOf('postgres'), server);
  let databases = 0;
  return {
    database: async () => {
      const name = `kb_${++databases}`;
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return urlOf(name);
    },
    stop: async () => {
      const closed = once(server, 'close');
      // At once: nothing is to be kept.
      server.kill('SIGQUIT');
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
