import type { KnownTask, SearchPrior } from '../../knowledge/search-prior.ts';
import type { CandidateSet } from '../candidate-set.ts';
import type { Member } from './member.ts';
import { taskValues } from './task-values.ts';

/** Tasks that are members of their own, the most like first; the others only enter the mean of all. */
const MOST_TASKS = 8;
/**
 * Weights of the members before the first trial, as far as they exist: of a host's own cost law, where it has one, more than of
 * models of other families. Measured on recorded surfaces
 * (npm run bench:search): see the ablation in the README.
 */
const SHARES = {
  withLaw: { law: 0.84, tasks: 0.05, task: 0.06, none: 0.05 },
  withoutLaw: { law: 0, tasks: 0.64, task: 0.27, none: 0.09 },
} as const;
/** The mean of all tasks follows likeness to this power, so that strangers are hardly heard beside kin. */
const SHARPNESS = 2;
/** What even a task without any likeness counts, so that without kin the mean over all tasks is left. */
const LEAST_LIKENESS = 0.01;

interface Space {
  readonly set: CandidateSet;
  /** What the rule of thumb says, in the order of the configurations. */
  readonly thumb: Float64Array;
}

/** All members of a prior; at least the cold one. */
export function membersOf(prior: SearchPrior, space: Space): readonly Member[] {
  const law = prior.law === null ? null : Float64Array.from(prior.law, (p) => p.logRatio);
  const tasks = prior.tasks
    .map((task) => ({ task, weight: likeness(task) }))
    .filter(({ task }) => task.points.length > 1)
    .map(({ task, weight }) => ({
      task,
      weight,
      values: taskValues(task, space.set),
    }));
  const shares = law === null ? SHARES.withoutLaw : SHARES.withLaw;
  const otherwise = law ?? space.thumb;
  const together = tasks.length === 0 ? null : meanOfTasks(tasks, otherwise);
  const members: Member[] = [{ kind: 'none', task: null, means: space.thumb, weight: shares.none }];
  if (law !== null) members.push({ kind: 'law', task: null, means: law, weight: shares.law });
  if (together !== null) {
    members.push({ kind: 'tasks', task: null, means: together, weight: shares.tasks });
    const like = tasks.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_TASKS);
    const total = like.reduce((sum, t) => sum + t.weight, 0);
    for (const { task, weight, values } of like) {
      const means = values.map((v, i) => (Number.isNaN(v) ? (together[i] as number) : v));
      members.push({ kind: 'task', task, means, weight: (shares.task * weight) / total });
    }
  }
  const sum = members.reduce((s, m) => s + m.weight, 0);
  return members.map((m) => ({ ...m, weight: m.weight / sum }));
}

/** How much a task is worth beside others: its model's likeness to the target's, and its host's. */
export function likeness({ similarity, hostSimilarity }: KnownTask): number {
  return (LEAST_LIKENESS + similarity ** SHARPNESS) * hostSimilarity;
}

/** Weighted mean of what the tasks say; `otherwise` where none says anything. */
function meanOfTasks(
  tasks: readonly { readonly weight: number; readonly values: Float64Array }[],
  otherwise: Float64Array,
): Float64Array {
  const size = tasks[0]?.values.length ?? 0;
  const means = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let [weights, sum] = [0, 0];
    for (const { weight, values } of tasks) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      weights += weight;
      sum += weight * value;
    }
    means[i] = weights > 0 ? sum / weights : (otherwise[i] as number);
  }
  return means;
}
