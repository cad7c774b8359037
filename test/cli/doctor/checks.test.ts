import { chmodSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freezeCheck } from '../../../src/cli/doctor/freeze-check.ts';
import { machineChecks } from '../../../src/cli/doctor/machine-checks.ts';
import { diskCheck, knowledgeCheck } from '../../../src/cli/doctor/storage-checks.ts';
import { versionChecks } from '../../../src/cli/doctor/version-checks.ts';
import { createSystemSource } from '../../../src/host/system-source.ts';
import { fail, ok, warn, worstOf } from '../../../src/report/doctor/check.ts';
import { doctorJson } from '../../../src/report/doctor/doctor-json.ts';
import { doctorText } from '../../../src/report/doctor/doctor-text.ts';
import { ASCII, PLAIN } from '../../../src/report/text-style.ts';
import type { HostFacts } from '../../../src/space/host-facts.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { headerOf } from '../../report/results.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-doctor-'));
const host = (changes: Partial<HostFacts> = {}): HostFacts => ({ ...headerOf().host, ...changes });
const statusOf = (id: string, changes: Partial<HostFacts>) =>
  machineChecks(host(changes)).find((c) => c.id === id)?.status;

describe('checks of versions', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['20.18.3', 'fail'],
    ['18.20.0', 'fail'],
  ])('take Node.js %s as %s', (version, status) => {
    expect(versionChecks(version, '0.1.0').find((c) => c.id === 'node')?.status).toBe(status);
  });
});

describe('checks of the machine', () => {
  it('find nothing wrong with a quiet one', () => {
    expect(machineChecks(host()).map((c) => c.status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('say what limits its cores', () => {
    const machine = {
      logicalCores: 16,
      physicalCores: 8,
      sockets: 1,
      performanceCores: null,
      quotaCores: 1.5,
    };
    const [cores] = machineChecks(host({ machine, usableCores: 1.5 }));
    expect(cores?.status).toBe('warn');
    expect(cores?.found).toContain('CPU quota 1.5');
    expect(cores?.found).toContain("2 of the machine's 16");
  });

  it('tell how much memory is too little', () => {
    expect(statusOf('memory', { memoryAvailableBytes: 100 * 2 ** 20 })).toBe('fail');
    expect(statusOf('memory', { memoryAvailableBytes: 500 * 2 ** 20 })).toBe('warn');
  });

  it('turn what disturbs into advice', () => {
    const disturbances = ['Other programs use 40 % of the CPU time right now: stop them.'];
    const check = machineChecks(host({ disturbances })).at(-1);
    expect(check).toEqual(
      warn('disturbance', 'Other programs use 40 % of the CPU time right now.', 'Stop them.'),
    );
  });

  it('freeze a real process', async () => {
    expect((await freezeCheck(createSystemSource())).status).toBe(
      process.platform === 'win32' ? 'warn' : 'ok',
    );
  });
});

describe('checks of storage', () => {
  it('do not make a knowledge base', async () => {
    const path = join(folder, 'deep', 'none.db');
    expect((await knowledgeCheck(path)).check).toMatchObject({ status: 'ok' });
    expect(existsSync(path)).toBe(false);
  });

  it('count the runs of one', async () => {
    const path = join(folder, 'some.db');
    const store = openSqliteStore(path);
    await store.createStudy(headerOf());
    await store.close();
    const { check, studies } = await knowledgeCheck(path);
    expect(check).toMatchObject({ status: 'ok', found: `${path}, 1 run` });
    expect(studies).toHaveLength(1);
  });

  it('say what is wrong with a file that is none', async () => {
    const path = join(folder, 'text.db');
    writeFileSync(path, 'not a database, but long enough to be taken for one by its size alone');
    const { check } = await knowledgeCheck(path);
    expect(check.status).toBe('fail');
    expect(check.advice).not.toBeNull();
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'find a folder that cannot be written',
    async () => {
      const locked = mkdtempSync(join(folder, 'locked-'));
      chmodSync(locked, 0o500);
      expect((await knowledgeCheck(join(locked, 'x.db'))).check.status).toBe('fail');
    },
  );

  it('tell the room on a disk, also for what does not exist', () => {
    expect(diskCheck(join(folder, 'a', 'b'), 'tests').found).toMatch(/free for tests/);
  });
});

describe('what the doctor says', () => {
  const checks = [
    ok('node', 'Node.js 20.19.0'),
    warn('noise', 'speed varies by 20 % between slices', 'Stop other programs.'),
    fail('disk', `5 MiB free \u001b[31m`, 'Free some space.'),
  ];

  it('is a line for each check, with what to do beneath', () => {
    const style = { columns: 60, palette: PLAIN, glyphs: ASCII };
    expect(doctorText(checks, style)).toMatchInlineSnapshot(`
      "ok   node        Node.js 20.19.0
      warn noise       speed varies by 20 % between slices
                       -> Stop other programs.
      FAIL disk        5 MiB free \\u{1b}[31m
                       -> Free some space.

      This machine cannot measure as it is: see what is marked FAIL.
      "
    `);
  });

  it('is as bad as the worst check', () => {
    expect(worstOf(checks)).toBe('fail');
    expect(worstOf(checks.slice(0, 2))).toBe('warn');
    expect(worstOf([])).toBe('ok');
    expect(doctorJson(checks, '0.1.0')).toMatchObject({
      status: 'fail',
      checks: [{ id: 'node' }, {}, {}],
    });
  });
});
