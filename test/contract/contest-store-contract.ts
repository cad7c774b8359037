import { describe, expect, it } from 'vitest';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';
import { contestOf, entryOf } from '../variants/contest-fixture.ts';

const [first] = smallSpace.configurations as [never];

async function withStudies(store: KnowledgeBase, ids: readonly string[]): Promise<void> {
  await store.importStudies(
    ids.map((studyId) => ({
      header: headerOf({ studyId }),
      trials: [trialOf(1, first)],
      result: null,
      state: 'interrupted' as const,
    })),
  );
}

/** What every store of contests does. `open` gives an empty one. */
export function contestStoreContract(name: string, open: () => Promise<KnowledgeBase>): void {
  describe(`${name} keeps contests`, () => {
    it('gives those of a task back exactly, the newest first', async () => {
      const store = await open();
      const old = contestOf({ id: 'old', startedAt: '2026-01-01T00:00:00.000Z' });
      const recent = contestOf({ id: 'recent', startedAt: '2026-02-01T00:00:00.000Z' });
      await store.saveContest(recent);
      await store.saveContest(old);
      await store.saveContest(contestOf({ id: 'other', task: 'other' }));
      expect(await store.contests('faces')).toEqual([recent, old]);
      expect(await store.contests('nothing')).toEqual([]);
      await store.close();
    });

    it('takes what is saved again in the place of what was there', async () => {
      const store = await open();
      await store.saveContest(contestOf({ entries: [entryOf({ studyId: null })] }));
      const later = contestOf({ entries: [entryOf(), entryOf({ studyId: 'b' })] });
      await store.saveContest(later);
      expect(await store.contests('faces')).toEqual([later]);
      expect(await store.verify()).toEqual([]);
      await store.close();
    });

    it('lists tasks by their newest contest', async () => {
      const store = await open();
      await store.saveContest(contestOf({ id: '1', startedAt: '2026-01-01T00:00:00.000Z' }));
      const newest = { startedAt: '2026-03-01T00:00:00.000Z', entries: [entryOf(), entryOf()] };
      await store.saveContest(contestOf({ id: '2', ...newest }));
      const other = { task: 'other', startedAt: '2026-02-01T00:00:00.000Z' };
      await store.saveContest(contestOf({ id: '3', ...other }));
      const hostFingerprint = contestOf().host.fingerprint;
      expect(await store.contestTasks()).toEqual([
        { task: 'faces', contests: 2, variants: 2, startedAt: newest.startedAt, hostFingerprint },
        { task: 'other', contests: 1, variants: 1, startedAt: other.startedAt, hostFingerprint },
      ]);
      await store.close();
    });

    it('forgets a contest with the last of its studies', async () => {
      const store = await open();
      await withStudies(store, ['a', 'b']);
      const entries = [entryOf({ studyId: 'a' }), entryOf({ studyId: 'b' })];
      await store.saveContest(contestOf({ entries }));
      await store.deleteStudies(['a']);
      expect(await store.contests('faces')).toHaveLength(1);
      await store.deleteStudies(['b']);
      expect(await store.contests('faces')).toEqual([]);
      expect(await store.contestTasks()).toEqual([]);
      await store.close();
    });
  });
}
