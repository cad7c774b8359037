import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS, withLevels } from '../../src/gate/assertion.ts';
import { checkStaleness, isSameClass } from '../../src/gate/staleness.ts';
import { lockOf, setupOf } from '../support/simulated-check.ts';

const { model, host } = setupOf();

const statuses = (changes: Partial<Parameters<typeof checkStaleness>[1]>) =>
  Object.fromEntries(
    checkStaleness(lockOf(), { model, host, ...changes }).map((f) => [f.name, f.status]),
  );

const FRESH = {
  'model-unchanged': 'passed',
  'graph-unchanged': 'passed',
  'runtime-unchanged': 'passed',
  'host-class-unchanged': 'passed',
};

describe('a lock', () => {
  it('is fresh where nothing changed', () => {
    expect(statuses({})).toEqual(FRESH);
  });

  it('is stale in its weights, or in its structure too, each a finding of its own', () => {
    const retrained = { ...model, sha256: 'f'.repeat(64) };
    expect(statuses({ model: retrained })).toEqual({ ...FRESH, 'model-unchanged': 'failed' });
    const another = { sha256: 'f'.repeat(64), graphHash: 'f'.repeat(64) };
    expect(statuses({ model: another })).toEqual({
      ...FRESH,
      'model-unchanged': 'failed',
      'graph-unchanged': 'failed',
    });
  });

  it('is stale with another runtime', () => {
    const updated = { ...host, runtimeVersion: '1.31.0' };
    expect(statuses({ host: updated })).toEqual({ ...FRESH, 'runtime-unchanged': 'failed' });
  });

  it.each([
    ['architecture', { platform: 'linux-arm64' }, 'linux locked, linux-arm64 here'],
    ['cores', { usableCores: 4 }, '2 usable cores locked, 4 here'],
    ['instructions', { isa: ['avx2'] }, 'with avx2 besides'],
  ])('is stale on a machine of another kind: %s', (_what, changes, words) => {
    const other = { ...host, ...changes };
    const [, , , found] = checkStaleness(lockOf(), { model, host: other });
    expect(found).toMatchObject({ name: 'host-class-unchanged', status: 'failed' });
    expect(found?.message).toContain(words);
    expect(isSameClass(lockOf(), other)).toBe(false);
  });

  it('is not stale because of another CPU of the same kind', () => {
    const twin = { ...host, cpuModel: 'another', fingerprint: 'another' };
    expect(statuses({ host: twin })).toEqual(FRESH);
    expect(isSameClass(lockOf(), twin)).toBe(true);
  });

  it('keeps silent about what is switched off', () => {
    const findings = checkStaleness(lockOf(), { model, host });
    const levels = { ...DEFAULT_LEVELS, 'runtime-unchanged': 'off' as const };
    expect(withLevels(findings, levels).map((a) => [a.name, a.level])).toEqual([
      ['model-unchanged', 'error'],
      ['graph-unchanged', 'error'],
      ['host-class-unchanged', 'warn'],
    ]);
  });
});
