import { describe, expect, it } from 'vitest';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import type { ArchivedStudy } from '../../src/study/knowledge-archive.ts';
import { archivedUnderLoad } from '../report/interchange/archived.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';
import { signatureOf } from './task-store-contract.ts';

const [first, second] = smallSpace.configurations as [never, never];
const OTHER = 'd'.repeat(64);

function archived(studyId: string, trials: number, changes = {}): ArchivedStudy {
  const configurations = smallSpace.configurations.slice(0, trials);
  return {
    header: headerOf({ studyId, ...changes }),
    trials: configurations.map((c, i) => trialOf(i + 1, c)),
    result: null,
    state: 'interrupted',
  };
}

async function allOf(store: KnowledgeBase): Promise<readonly ArchivedStudy[]> {
  const studies: ArchivedStudy[] = [];
  for await (const study of store.archivedStudies()) studies.push(study);
  return studies;
}

/** What every knowledge base does as a whole. `open` gives an empty one. */
export function archiveContract(name: string, open: () => Promise<KnowledgeBase>): void {
  describe(`${name} moves studies`, () => movesStudies(open));
  describe(`${name} forgets studies`, () => forgetsStudies(open));
  describe(`${name} looks at itself`, () => looksAtItself(open));
}

function movesStudies(open: () => Promise<KnowledgeBase>): void {
  it('gives what was imported, oldest first, and importing again changes nothing', async () => {
    const store = await open();
    const studies = [
      archived('new', 3, { startedAt: '2026-02-01T00:00:00.000Z' }),
      archived('old', 2, { startedAt: '2026-01-01T00:00:00.000Z' }),
    ];
    expect(await store.importStudies(studies)).toEqual({ added: 2, extended: 0, present: 0 });
    expect(await allOf(store)).toEqual([studies[1], studies[0]]);
    expect(await store.importStudies(studies)).toEqual({ added: 0, extended: 0, present: 2 });
    expect(await allOf(store)).toEqual([studies[1], studies[0]]);
    expect((await store.studies()).map((s) => s.trials)).toEqual([3, 2]);
    await store.close();
  });

  it.each(['latency', 'goodput'] as const)(
    'gives a study for %s under a load as it was imported, and knows no task of it',
    async (objective) => {
      const store = await open();
      const study = await archivedUnderLoad(objective);
      expect(study.trials.length).toBeGreaterThan(1);
      expect(await store.importStudies([study])).toMatchObject({ added: 1 });
      expect(await allOf(store)).toEqual([study]);
      expect((await store.studies())[0]).toMatchObject({ load: 'poisson:200/s', objective });
      expect(await store.taskHeads()).toEqual([]);
      expect(await store.verify()).toEqual([]);
      await store.close();
    },
  );

  it('adds the trials that a study here lacks', async () => {
    const store = await open();
    await store.importStudies([archived('a', 2)]);
    const counts = await store.importStudies([archived('a', 5)]);
    expect(counts).toEqual({ added: 0, extended: 1, present: 0 });
    expect((await store.study('a'))?.trials).toEqual(archived('a', 5).trials);
    expect(await store.importStudies([archived('a', 1)])).toMatchObject({ present: 1 });
    expect((await store.studies())[0]?.trials).toBe(5);
    await store.close();
  });

  it('takes what runs elsewhere for interrupted, and leaves alone what runs here', async () => {
    const store = await open();
    await store.importStudies([{ ...archived('a', 1), state: 'running' }]);
    expect((await store.studies())[0]?.state).toBe('interrupted');
    await store.createStudy(headerOf({ studyId: 'b' }));
    expect(await store.importStudies([archived('b', 2)])).toMatchObject({ present: 1 });
    expect((await store.study('b'))?.trials).toEqual([]);
    await store.reopenStudy('a');
    await store.appendTrial('a', trialOf(2, second));
    expect((await store.study('a'))?.trials).toHaveLength(2);
    await store.close();
  });
}

function forgetsStudies(open: () => Promise<KnowledgeBase>): void {
  it('with their trials, and models that nothing is left of', async () => {
    const store = await open();
    const other = { model: { ...headerOf().model, sha256: OTHER } };
    await store.importStudies([archived('a', 3), archived('b', 2), archived('c', 1, other)]);
    const model = { modelSha256: OTHER, name: 'x', family: null, baseBatch: 1 };
    await store.saveSignature({ ...model, signature: signatureOf(1) });
    expect(await store.deleteStudies(['a', 'c', 'nobody', 'a'])).toBe(2);
    expect((await allOf(store)).map((s) => s.header.studyId)).toEqual(['b']);
    expect(await store.signatures()).toEqual([]);
    expect(await store.statistics()).toMatchObject({ models: 1, tasks: 1, studies: 1, trials: 2 });
    expect(await store.deleteStudies([])).toBe(0);
    await store.close();
  });
}

function looksAtItself(open: () => Promise<KnowledgeBase>): void {
  it('counts what it holds', async () => {
    const store = await open();
    const host = { ...headerOf().host, fingerprint: 'other' };
    await store.importStudies([archived('a', 3), archived('b', 2), archived('c', 1, { host })]);
    expect(await store.statistics()).toMatchObject({
      models: 1,
      hosts: 2,
      tasks: 2,
      studies: 3,
      trials: 6,
      signatures: 0,
    });
    await store.close();
  });

  it('finds nothing wrong with what it wrote itself', async () => {
    const store = await open();
    await store.createStudy(headerOf());
    await store.appendTrial('study-1', trialOf(1, first));
    await store.importStudies([archived('a', 3)]);
    const model = { modelSha256: OTHER, name: 'x', family: null, baseBatch: 1 };
    await store.saveSignature({ ...model, signature: signatureOf(1) });
    expect(await store.verify()).toEqual([]);
    await store.close();
  });
}
