import type { Contest, ContestStore } from '../variants/contest.ts';
import { newestOfTasks } from './contest-sql.ts';
import type { Memory } from './memory.ts';

function newestFirst(contests: Iterable<Contest>): readonly Contest[] {
  return [...contests].sort((a, b) => {
    if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
}

/** What a store in memory remembers of contests. */
export function memoryContests({ contests }: Memory): ContestStore {
  return {
    saveContest: async (contest) => {
      contests.set(contest.id, contest);
    },
    contests: async (task) => newestFirst(contests.values()).filter((c) => c.task === task),
    contestTasks: async () =>
      newestOfTasks(
        newestFirst(contests.values()).map(({ task, startedAt, host, entries }) => ({
          task,
          startedAt,
          hostFingerprint: host.fingerprint,
          variants: entries.length,
        })),
      ),
  };
}

/** Forgets contests that no study is left of, after studies of theirs were forgotten. */
export function forgetInContests({ contests, entries }: Memory, ids: readonly string[]): void {
  const gone = new Set(ids);
  for (const contest of [...contests.values()]) {
    const studies = contest.entries.flatMap((e) => (e.studyId === null ? [] : [e.studyId]));
    const isTouched = studies.some((id) => gone.has(id));
    if (isTouched && !studies.some((id) => entries.has(id))) contests.delete(contest.id);
  }
}
