import { describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import type { KnowledgeStore } from '../../src/study/knowledge-store.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import type { Trial } from '../../src/study/trial.ts';
import { headerOf, measurementOf, smallSpace, trialOf } from '../study/fixtures.ts';

const [first, second, third] = smallSpace.configurations as [never, never, never];

const failed: Trial = {
  number: 2,
  configuration: second,
  reason: 'larger batch',
  probeS: 0.25,
  finishedAtMs: 2000,
  status: 'failed',
  failure: { kind: 'out-of-memory', message: 'needs more than 2 GiB', stderr: 'bad\u0000alloc' },
};

function resultOf(trials: readonly Trial[]): StudyResult {
  const header = headerOf();
  return {
    header,
    trials,
    reference: { configuration: first, measurement: measurementOf() },
    recommendation: null,
    runnersUp: [
      {
        configuration: second,
        measurement: measurementOf(),
        relative: { value: 1.2, low: 0, high: Infinity },
        equivalence: { status: 'equal', maxRelativeDeviation: 1e-6 },
      },
    ],
    rejections: [],
    raceSessions: 2,
    elapsedS: 12.5,
    stoppedBecause: 'budget',
    noise: { sliceSpread: 0.08, disturbance: { stealShare: 0, backgroundShare: 0 } },
    warnings: [],
  };
}

/** What every knowledge store does. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<KnowledgeStore>): void {
  const withStudy = async (): Promise<KnowledgeStore> => {
    const store = await open();
    await store.createStudy(headerOf());
    return store;
  };
  describe(`${name} keeps studies`, () => keepsStudies(withStudy));
  describe(`${name} guards its rules`, () => guardsRules(withStudy));
  describe(`${name} finds studies`, () => findsStudies(open));
}

function keepsStudies(withStudy: () => Promise<KnowledgeStore>): void {
  it('gives back a study exactly, infinite bounds included', async () => {
    const store = await withStudy();
    const trial = trialOf(1, first);
    await store.appendTrial('study-1', trial);
    await store.appendTrial('study-1', failed);
    expect(await store.study('study-1')).toEqual({
      header: headerOf(),
      trials: [trial, failed],
      result: null,
    });
    await store.close();
  });

  it('gives back the result of a finished study with its header and trials', async () => {
    const store = await withStudy();
    await store.appendTrial('study-1', trialOf(1, first));
    const result = resultOf([trialOf(1, first)]);
    await store.finishStudy('study-1', 'finished', result);
    expect((await store.study('study-1'))?.result).toEqual(result);
    expect((await store.studies())[0]?.state).toBe('finished');
    await store.close();
  });

  it('gives trials in the order of their numbers', async () => {
    const store = await withStudy();
    await store.appendTrial('study-1', trialOf(3, third));
    await store.appendTrial('study-1', trialOf(1, first));
    expect((await store.study('study-1'))?.trials.map((t) => t.number)).toEqual([1, 3]);
    await store.close();
  });
}

function guardsRules(withStudy: () => Promise<KnowledgeStore>): void {
  it('rejects a second trial with the same number', async () => {
    const store = await withStudy();
    await store.appendTrial('study-1', trialOf(1, first));
    await expect(store.appendTrial('study-1', trialOf(1, second))).rejects.toThrow();
    expect((await store.study('study-1'))?.trials).toEqual([trialOf(1, first)]);
    await store.close();
  });

  it('rejects a second trial of the same configuration', async () => {
    const store = await withStudy();
    await store.appendTrial('study-1', trialOf(1, first));
    await expect(store.appendTrial('study-1', trialOf(2, first))).rejects.toThrow();
    expect((await store.study('study-1'))?.trials).toHaveLength(1);
    await store.close();
  });

  it('takes the same configuration in another study', async () => {
    const store = await withStudy();
    await store.createStudy(headerOf({ studyId: 'study-2' }));
    await store.appendTrial('study-1', trialOf(1, first));
    await store.appendTrial('study-2', trialOf(1, first));
    expect((await store.study('study-2'))?.trials).toHaveLength(1);
    await store.close();
  });

  it('rejects trials of unknown and of ended studies, and a second study of the same id', async () => {
    const store = await withStudy();
    await expect(store.appendTrial('nobody', trialOf(1, first))).rejects.toThrow();
    await expect(store.createStudy(headerOf())).rejects.toThrow();
    await store.finishStudy('study-1', 'interrupted', resultOf([]));
    await expect(store.appendTrial('study-1', trialOf(1, first))).rejects.toThrow();
    await expect(store.finishStudy('nobody', 'finished', resultOf([]))).rejects.toThrow();
    await store.close();
  });

  it('goes on with a reopened study and keeps its last result meanwhile', async () => {
    const store = await withStudy();
    await store.finishStudy('study-1', 'interrupted', resultOf([]));
    await store.reopenStudy('study-1');
    expect((await store.studies())[0]?.state).toBe('running');
    await store.appendTrial('study-1', trialOf(1, first));
    expect(await store.study('study-1')).toMatchObject({
      trials: [{ number: 1 }],
      result: { elapsedS: 12.5 },
    });
    await expect(store.reopenStudy('nobody')).rejects.toThrow();
    await store.close();
  });
}

function findsStudies(open: () => Promise<KnowledgeStore>): void {
  it('finds a study by a unique prefix and names the candidates where it is not', async () => {
    const store = await open();
    for (const studyId of ['abc-1', 'abd-2', 'abc']) await store.createStudy(headerOf({ studyId }));
    expect((await store.study('abd'))?.header.studyId).toBe('abd-2');
    expect((await store.study('abc'))?.header.studyId).toBe('abc');
    expect(await store.study('x')).toBeNull();
    expect(await store.study('')).toBeNull();
    expect(await store.study('%')).toBeNull();
    await expect(store.study('ab')).rejects.toThrow(TuneError);
    await expect(store.study('ab')).rejects.toThrow(/abc-1.*abd-2|abd-2.*abc-1/);
    await store.close();
  });

  it('lists studies newest first', async () => {
    const store = await open();
    await store.createStudy(headerOf({ studyId: 'old', startedAt: '2026-01-01T00:00:00.000Z' }));
    await store.createStudy(headerOf({ studyId: 'new', startedAt: '2026-02-01T00:00:00.000Z' }));
    await store.appendTrial('old', trialOf(1, first));
    expect(await store.studies()).toEqual([
      expect.objectContaining({ studyId: 'new', trials: 0, state: 'running' }),
      {
        studyId: 'old',
        startedAt: '2026-01-01T00:00:00.000Z',
        modelPath: 'model.onnx',
        modelSha256: 'a'.repeat(64),
        hostFingerprint: 'simulated-2-cores',
        objective: 'throughput',
        load: null,
        trials: 1,
        state: 'running',
      },
    ]);
    await store.close();
  });
}
