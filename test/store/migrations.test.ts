import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { calibrationOf } from '../calibration/calibration-fixture.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-migrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [first] = smallSpace.configurations as [never];
const SHA = headerOf().model.sha256;
const HOST = headerOf().host.fingerprint;

/** A copy of a file that an older version wrote; see the fixtures' own README. */
function copyOf(version: number): string {
  const path = join(folder, `version-${version}.db`);
  const name = `fixtures/version-${version}.db`;
  copyFileSync(fileURLToPath(new URL(name, import.meta.url)), path);
  return path;
}

describe.each([1, 2, 3, 4])('a knowledge base of format %i', (version) => {
  it('is read as it was written, and learned from', async () => {
    const path = copyOf(version);
    const store = openSqliteStore(path);
    const study = await store.study('study-1');
    expect(study?.header).toEqual(headerOf());
    expect(study?.trials[0]).toEqual(trialOf(1, first));
    expect(study?.trials[1]).toMatchObject({ status: 'failed', number: 2 });
    expect(study?.result).toMatchObject({ elapsedS: 12.5, trials: study?.trials });
    expect((await store.studies()).map((s) => [s.studyId, s.state, s.trials])).toEqual([
      ['study-2', 'interrupted', 1],
      ['study-1', 'finished', 2],
    ]);
    const heads = await store.taskHeads();
    expect(heads.map((h) => [h.id, h.trials])).toEqual([
      [`${SHA}/${HOST}`, 2],
      [`${'c'.repeat(64)}/${HOST}`, 1],
    ]);
    expect((await store.taskPoints([`${SHA}/${HOST}`])).get(`${SHA}/${HOST}`)).toHaveLength(2);
    expect(await store.verify()).toEqual([]);
    await store.close();
    const db = openDatabase(path);
    expect(db.pragma('user_version')).toMatchObject([{ user_version: MIGRATIONS.length }]);
    db.close();
  });

  it('is written further', async () => {
    const store = openSqliteStore(copyOf(version));
    await store.reopenStudy('study-2');
    await store.appendTrial('study-2', trialOf(2, smallSpace.configurations[1] as never));
    await store.saveCalibration(calibrationOf());
    expect((await store.studies())[0]).toMatchObject({ trials: 2, state: 'running' });
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
});

it('keeps the calibrations of format 2', async () => {
  const store = openSqliteStore(copyOf(2));
  const key = { hostFingerprint: '0123456789abcdef', provider: 'cpu' };
  expect(await store.calibration(key)).toEqual(calibrationOf());
  await store.close();
});
