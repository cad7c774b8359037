import { describe, expect, it } from 'vitest';
import type { ModelSignature } from '../../src/knowledge/task-store.ts';
import { PART_NAMES, SIGNATURE_PARTS, type Signature } from '../../src/signature/signature.ts';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import type { Trial } from '../../src/study/trial.ts';
import { headerOf, measurementOf, smallSpace, trialOf } from '../study/fixtures.ts';

const [first, second, third] = smallSpace.configurations as [never, never, never];
const SHA = headerOf().model.sha256;
const HOST = headerOf().host.fingerprint;
const ID = `${SHA}/${HOST}`;

export function signatureOf(seed: number, version = 1): Signature {
  const parts = PART_NAMES.map((part) => [
    part,
    SIGNATURE_PARTS[part].map((_, i) => ((seed + i) % 7) / 7),
  ]);
  return { version, batch: 1, parts: Object.fromEntries(parts) as Signature['parts'] };
}

function modelOf(changes: Partial<ModelSignature> = {}): ModelSignature {
  const base = { modelSha256: SHA, name: 'ResNet-50', family: 'resnet', baseBatch: 1 };
  return { ...base, signature: signatureOf(1), ...changes };
}

/** A measured trial with this ratio to the reference; 0 is the reference itself. */
function withRatio(number: number, configuration: never, value: number): Trial {
  const ratio = { value, standardError: value === 0 ? 0 : 0.01, degreesOfFreedom: 5 };
  const logRatio = { throughput: ratio, latency: ratio, efficiency: ratio };
  return { ...trialOf(number, configuration), measurement: measurementOf({ logRatio }) } as Trial;
}

function failed(number: number, configuration: never): Trial {
  const {
    measurement: _m,
    violations: _v,
    ...base
  } = trialOf(number, configuration) as Trial & {
    status: 'measured';
  };
  return { ...base, status: 'failed', failure: { kind: 'timeout', message: 'slow', stderr: '' } };
}

/** What every knowledge base remembers to learn from. `open` gives an empty one. */
export function taskStoreContract(name: string, open: () => Promise<KnowledgeBase>): void {
  describe(`${name} remembers models`, () => remembersModels(open));
  describe(`${name} remembers tasks`, () => remembersTasks(open));
  describe(`${name} keeps loads apart`, () => keepsLoadsApart(open));
  describe(`${name} merges the studies of a task`, () => mergesStudies(open));
}

function remembersModels(open: () => Promise<KnowledgeBase>): void {
  it('gives back signatures exactly, the newest of each model', async () => {
    const store = await open();
    await store.saveSignature(modelOf({ name: 'old' }));
    await store.saveSignature(modelOf({ family: null }));
    await store.saveSignature(modelOf({ modelSha256: 'b'.repeat(64), signature: signatureOf(3) }));
    expect(await store.signatures()).toEqual([
      modelOf({ family: null }),
      modelOf({ modelSha256: 'b'.repeat(64), signature: signatureOf(3) }),
    ]);
    await store.close();
  });

  it('leaves out signatures of another version', async () => {
    const store = await open();
    await store.saveSignature(modelOf({ signature: signatureOf(1, 99) }));
    expect(await store.signatures()).toEqual([]);
    await store.close();
  });
}

function remembersTasks(open: () => Promise<KnowledgeBase>): void {
  it('knows one task per model and host, with the trials of all its studies', async () => {
    const store = await open();
    const later = '2026-03-01T00:00:00.000Z';
    await store.createStudy(headerOf());
    await store.createStudy(headerOf({ studyId: 'study-2', startedAt: later }));
    await store.createStudy(
      headerOf({ studyId: 'study-3', host: { ...headerOf().host, fingerprint: 'other' } }),
    );
    await store.appendTrial('study-1', trialOf(1, first));
    await store.appendTrial('study-2', trialOf(1, first));
    await store.appendTrial('study-2', trialOf(2, second));
    const nameless = { id: ID, model: null, name: 'model.onnx', trials: 3, startedAt: later };
    expect(await store.taskHeads()).toEqual([
      {
        ...nameless,
        modelSha256: SHA,
        hostFingerprint: HOST,
        hostParts: headerOf().host.fingerprintParts,
      },
    ]);
    await store.saveSignature(modelOf());
    expect(await store.taskHeads()).toMatchObject([{ name: 'ResNet-50', model: modelOf() }]);
    await store.close();
  });

  it('gives points of measured and failed trials, and nothing for what is no task', async () => {
    const store = await open();
    await store.createStudy(headerOf());
    await store.appendTrial('study-1', trialOf(1, first));
    await store.appendTrial('study-1', failed(2, second));
    const points = await store.taskPoints([ID, 'nothing', 'no/task', ID]);
    expect([...points.keys()]).toEqual([ID]);
    const study = { startedAt: headerOf().startedAt, objective: 'throughput' };
    expect(points.get(ID)).toEqual([
      {
        configuration: first,
        status: 'measured',
        logRatio: {
          throughput: { value: 0.2, standardError: 0.01 },
          latency: { value: -0.1, standardError: 0.01 },
          efficiency: { value: 0, standardError: 0.01 },
        },
        throughputIps: 120,
        latencyMs: { mean: 9, p50: 9, p99: null },
        peakRssBytes: 5e9,
        sessionCreateMs: 30,
        cpuMsPerInference: 8,
        violations: 0,
        failureKind: null,
        costS: 1.5,
        number: 1,
        study,
      },
      expect.objectContaining({
        configuration: second,
        status: 'failed',
        failureKind: 'timeout',
        throughputIps: null,
        logRatio: { throughput: null, latency: null, efficiency: null },
      }),
    ]);
    expect(await store.taskPoints([])).toEqual(new Map());
    await store.close();
  });
}

function mergesStudies(open: () => Promise<KnowledgeBase>): void {
  const ratiosOf = async (store: KnowledgeBase) =>
    ((await store.taskPoints([ID])).get(ID) ?? []).map((p) => [
      p.configuration,
      p.logRatio.throughput?.value ?? null,
    ]);

  async function withTwo(old: readonly Trial[], newer: readonly Trial[]): Promise<KnowledgeBase> {
    const store = await open();
    // Not in the order in which they began.
    await store.createStudy(headerOf({ studyId: 'a', startedAt: '2026-05-01T00:00:00.000Z' }));
    await store.createStudy(headerOf({ studyId: 'b', startedAt: '2026-04-01T00:00:00.000Z' }));
    for (const trial of newer) await store.appendTrial('a', trial);
    for (const trial of old) await store.appendTrial('b', trial);
    return store;
  }

  it('takes the latest of each configuration', async () => {
    const store = await withTwo(
      [withRatio(1, first, 0), withRatio(2, second, 0.1), withRatio(3, third, 0.3)],
      [withRatio(1, first, 0), withRatio(2, second, 0.2)],
    );
    expect(await ratiosOf(store)).toEqual([
      [first, 0],
      [second, 0.2],
      [third, 0.3],
    ]);
    await store.close();
  });

  it('takes a failure only where nothing was measured', async () => {
    const store = await withTwo(
      [withRatio(1, first, 0), withRatio(2, second, 0.1)],
      [withRatio(1, first, 0), failed(2, second), failed(3, third)],
    );
    expect(await ratiosOf(store)).toEqual([
      [first, 0],
      [second, 0.1],
      [third, null],
    ]);
    await store.close();
  });

  it('leaves out studies against another reference', async () => {
    const store = await withTwo(
      [withRatio(1, second, 0), withRatio(2, third, 0.5)],
      [failed(1, second), withRatio(2, first, 0)],
    );
    expect(await ratiosOf(store)).toEqual([
      [second, null],
      [first, 0],
    ]);
    await store.close();
  });
}

function keepsLoadsApart(open: () => Promise<KnowledgeBase>): void {
  it('has no task of what was measured under a load', async () => {
    const store = await open();
    const offered = { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' } as const;
    const load = { offered, adaptiveBatching: false, price: { cpu: 1, gpu: 1 } };
    await store.createStudy(headerOf({ studyId: 'loaded', load }));
    await store.appendTrial('loaded', trialOf(1, first));
    expect(await store.taskHeads()).toEqual([]);
    expect((await store.taskPoints([ID])).size).toBe(0);
    expect((await store.studies())[0]).toMatchObject({ load: 'poisson:200/s' });
    await store.createStudy(headerOf({ studyId: 'plain' }));
    await store.appendTrial('plain', withRatio(1, second, 0.5));
    expect((await store.taskHeads()).map((h) => h.trials)).toEqual([1]);
    expect((await store.taskPoints([ID])).get(ID)).toHaveLength(1);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
}
