import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { calibrationOf } from '../calibration/calibration-fixture.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A knowledge base of three trials whose file was changed by other means. */
async function changed(sql: string): Promise<string> {
  const path = join(folder, `${++files}.db`);
  const store = openSqliteStore(path);
  await store.createStudy(headerOf());
  for (const [i, c] of smallSpace.configurations.slice(0, 3).entries()) {
    await store.appendTrial('study-1', trialOf(i + 1, c));
  }
  await store.saveCalibration(calibrationOf());
  await store.close();
  const db = openDatabase(path);
  db.exec(`DROP TRIGGER finished_trials_never_change; PRAGMA foreign_keys = OFF; ${sql}`);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return path;
}

async function problemsOf(path: string): Promise<readonly string[]> {
  const store = openSqliteStore(path);
  try {
    return (await store.verify()).map(({ studyId, what }) => `${studyId ?? 'whole'}: ${what}`);
  } finally {
    await store.close();
  }
}

describe('verifying a knowledge base finds', () => {
  it.each([
    ["UPDATE trials SET detail = '{' WHERE number = 2", 'study-1: trial 2 cannot be read'],
    [
      'UPDATE trials SET throughput_ips = 1, batch_size = 3 WHERE number = 1',
      'study-1: trial 1 and its columns differ: batch_size, throughput_ips',
    ],
    ['DELETE FROM trials WHERE number = 3', 'study-1: its list of trials'],
    ["UPDATE studies SET header = 'x'", 'study-1: its header cannot be read'],
    ["UPDATE studies SET objective = 'latency'", 'its columns differ: objective'],
    ["UPDATE studies SET state = 'finished'", 'study-1: its result and its columns differ: state'],
    ["UPDATE calibrations SET provider = 'webgpu'", 'the calibration of host 0123456789abcdef'],
    [
      "INSERT INTO signatures VALUES ('ab', 'x', NULL, 1, 1, 1, x'00')",
      'the signature of model ab',
    ],
    ['DELETE FROM models', 'a row of studies belongs to none of models'],
  ])('%s', async (sql, expected) => {
    const problems = await problemsOf(await changed(sql));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('nothing where nothing is wrong', async () => {
    expect(await problemsOf(await changed(''))).toEqual([]);
  });

  it('damaged pages, and still tells what it found before', async () => {
    const path = await changed('');
    const bytes = readFileSync(path);
    // The page with the trials: the list of tables stays readable, so the file opens.
    const page = 4096 * Math.floor(bytes.indexOf('neighbour of the best') / 4096);
    bytes.fill(0xa5, page, page + 4096);
    writeFileSync(path, bytes);
    const problems = await problemsOf(path);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).toMatch(/damaged|page|Tree/);
  });
});
