import { describe, expect, it } from 'vitest';
import { type ConstantsRequest, constantsFor } from '../../src/cli/constants-for.ts';
import type { Knowledge } from '../../src/cli/open-knowledge.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { calibrationOf } from '../calibration/calibration-fixture.ts';
import { headerOf } from '../report/results.ts';

const { host } = headerOf();
const mine = { hostFingerprint: host.fingerprint, runtimeVersion: host.runtimeVersion };

/** What was found, and what the user was told. Nothing here may start a process: the machine has no instruments. */
async function found(
  changes: Partial<ConstantsRequest>,
  calibrations: readonly ReturnType<typeof calibrationOf>[] = [],
) {
  const knowledge: Knowledge = { store: openMemoryStore(), folder: null };
  for (const calibration of calibrations) await knowledge.store.saveCalibration(calibration);
  const said: string[] = [];
  const request: ConstantsRequest = {
    machine: { facts: host } as ConstantsRequest['machine'],
    providers: ['cpu', 'webgpu', 'cpu'],
    strategy: 'adaptive',
    budgetS: 60,
    mayCalibrate: true,
    say: (line) => said.push(line),
    ...changes,
  };
  const constants = await constantsFor(request, knowledge, new AbortController().signal);
  return { providers: [...constants.keys()], said };
}

describe('the constants a search starts with', () => {
  it('are those stored for this host, whatever the budget', async () => {
    const stored = [calibrationOf(mine), calibrationOf({ ...mine, provider: 'webgpu' })];
    for (const budgetS of [10, 600]) {
      expect(await found({ budgetS }, stored)).toEqual({ providers: ['cpu', 'webgpu'], said: [] });
    }
  });

  it('are none of another runtime, nor of another host', async () => {
    const strange = [
      calibrationOf({ ...mine, runtimeVersion: '0.1.0' }),
      calibrationOf({ ...mine, hostFingerprint: 'other' }),
    ];
    expect(await found({}, strange)).toEqual({ providers: [], said: [] });
  });

  it.each([
    ['the budget is short', { budgetS: 119 }],
    ['the user does not want it', { budgetS: 600, mayCalibrate: false }],
    ['the strategy asks no law', { budgetS: 600, strategy: 'grid' }],
    ['the space is not for the CPU', { budgetS: 600, providers: ['webgpu'] }],
  ])('are not measured where %s', async (_why, changes) => {
    expect(await found(changes)).toEqual({ providers: [], said: [] });
  });
});
