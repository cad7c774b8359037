import type { Insight } from '../strategy.ts';
import type { Ground } from './ground.ts';
import type { Member } from './member.ts';

/** Where the search leans by now, in words of tasks: the mean of all tasks is made of them by their likeness. */
export function insightOf(
  { members, context }: Pick<Ground, 'members' | 'context'>,
  weights: readonly number[],
  confidence: number | null,
): Insight {
  const weightOf = (kind: Member['kind']): number =>
    members.reduce((sum, m, i) => sum + (m.kind === kind ? (weights[i] ?? 0) : 0), 0);
  const together = weightOf('tasks');
  const single = members.flatMap((m, i) =>
    m.task === null ? [] : [{ task: m.task, weight: weights[i] ?? 0, before: m.weight }],
  );
  const likeness = single.reduce((sum, t) => sum + t.before, 0);
  const sources = single
    .map(({ task, weight, before }) => ({
      name: task.name,
      similarity: task.similarity,
      hostSimilarity: task.hostSimilarity,
      origin: task.origin,
      weight: weight + (together * before) / likeness,
    }))
    .sort((a, b) => b.weight - a.weight);
  const { lawTrials } = context.prior;
  const trials = lawTrials === undefined ? {} : { lawTrials };
  return { sources, lawWeight: weightOf('law'), ...trials, confidence };
}
