import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headLine, studyLines } from '../../src/report/interchange/knowledge-lines.ts';
import { archivedStudy } from '../report/interchange/archived.ts';
import {
  PASSWORD,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../support/postgres-server.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const { folder: programs, missing } = postgresPrograms();
const folder = mkdtempSync(join(tmpdir(), 'tune-kb-postgres-'));
const linesFile = join(folder, 'team.jsonl');
const old = archivedStudy({ studyId: 'old1' });
const studies = [
  archivedStudy({ studyId: 'aa11', path: '/home/anna/resnet-18.onnx' }),
  { ...old, header: { ...old.header, startedAt: '2020-01-01T00:00:00.000Z' } },
];
let server: PostgresServer;
const everything: CliRun[] = [];

/** Runs `tune kb …` against the database at a URL. */
async function kb(url: string, ...words: readonly string[]): Promise<CliRun> {
  const run = await runCli(['kb', ...words, '--kb', url], { env: { XDG_DATA_HOME: folder } });
  everything.push(run);
  return run;
}

/** The same, which has to go well, and the JSON that it prints. */
async function kbJson(url: string, ...words: readonly string[]) {
  const run = await kb(url, ...words, '--json');
  expect(run.exitCode, run.stderr).toBe(0);
  return JSON.parse(run.stdout);
}

const why = missing === null ? '' : ` (${missing})`;

beforeAll(async () => {
  if (programs === null) return;
  server = await startPostgres(programs);
  const lines = studies.flatMap((s) => studyLines(s, { full: true, places: true }));
  writeFileSync(linesFile, `${[headLine(), ...lines].join('\n')}\n`);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(programs === null)(`tune kb on PostgreSQL${why}`, () => {
  it('says that a new database is empty', async () => {
    const url = await server.database();
    const list = await kb(url, 'list');
    expect(list.exitCode, list.stderr).toBe(0);
    expect(list.stdout).toContain('tune kb seed');
    expect(await kbJson(url, 'stats')).toMatchObject({ runs: { total: 0 }, trials: 0 });
  });

  it('imports, lists, shows, counts, exports and verifies as a file does', async () => {
    const url = await server.database();
    expect(await kbJson(url, 'import', linesFile)).toMatchObject({ added: 2, present: 0 });
    expect(await kbJson(url, 'import', linesFile)).toMatchObject({ added: 0, present: 2 });
    const file = join(folder, 'same.db');
    await kbJson(file, 'import', linesFile);
    for (const words of [['list'], ['show', 'resnet-18'], ['show', 'aa1'], ['export', '--full']]) {
      const [here, there] = [await kb(url, ...words), await kb(file, ...words)];
      expect(here.exitCode, here.stderr).toBe(0);
      expect(here.stdout, words.join(' ')).toBe(there.stdout);
    }
    expect(await kbJson(url, 'stats')).toMatchObject({ runs: { total: 2 }, trials: 6 });
    expect(await kbJson(url, 'verify')).toMatchObject({ problems: [] });
  });

  it('merges from server to server, to a file and back', async () => {
    const [one, other] = [await server.database(), await server.database()];
    await kbJson(one, 'import', linesFile);
    const file = join(folder, 'merged.db');
    for (const [from, to] of [
      [one, other],
      [other, file],
    ] as const) {
      expect(await kbJson(to, 'merge', from)).toMatchObject({ added: 2 });
    }
    expect(await kbJson(one, 'merge', file, other)).toMatchObject({ added: 0, present: 2 });
    const written = join(folder, 'exported.jsonl');
    const run = await kb(other, 'export', '-o', written);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(readFileSync(written, 'utf8')).toBe((await kb(file, 'export')).stdout);
  });

  it('prunes what meets the conditions', async () => {
    const url = await server.database();
    await kbJson(url, 'import', linesFile);
    const dry = await kbJson(url, 'prune', '--older-than', '4y', '--dry-run');
    expect(dry.removed).toMatchObject([{ study_id: 'old1' }]);
    expect((await kbJson(url, 'stats')).runs.total).toBe(2);
    await kbJson(url, 'prune', '--older-than', '4y');
    expect((await kbJson(url, 'stats')).runs.total).toBe(1);
    expect((await kb(url, 'show', 'old1')).exitCode).toBe(2);
  });
});

describe.skipIf(programs === null)(`tune kb at work on PostgreSQL${why}`, () => {
  it('seeds, and does not seed twice', async () => {
    const url = await server.database();
    const { models } = await kbJson(url, 'seed', 'mlp', '--per-model', '3s');
    expect(models).toMatchObject([{ name: 'mlp', outcome: 'tuned' }]);
    expect((await kbJson(url, 'seed', 'mlp')).models[0].outcome).toBe('known');
    expect((await kbJson(url, 'list')).tasks).toHaveLength(1);
    expect((await kb(url, 'show', 'mlp')).stdout).toContain('mlp.onnx');
    expect((await kb(url, 'verify')).exitCode).toBe(0);
  });

  it('says what to look at where the server does not answer or does not let in', async () => {
    const url = new URL(await server.database());
    const wrong = new URL(url);
    wrong.password = 'not this one';
    const silent = new URL(url);
    silent.port = '1';
    for (const place of [wrong, silent]) {
      const run = await kb(place.href, 'list');
      expect(run.exitCode).toBe(4);
      expect(run.stderr).not.toContain('    at ');
    }
  });

  it('never shows a password', () => {
    const secrets = [PASSWORD, encodeURIComponent(PASSWORD), 'not this one', 'not%20this%20one'];
    expect(everything.length).toBeGreaterThan(20);
    for (const { stdout, stderr } of everything) {
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
    }
  });
});
