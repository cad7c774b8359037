import type { HostConstants } from '../cost/host-constants.ts';
import type { SearchPrior } from '../knowledge/search-prior.ts';
import type { TaskStore } from '../knowledge/task-store.ts';
import type { Load } from '../load/load.ts';
import { coreBudget } from '../space/core-budget.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { Knob, SearchSpace } from '../space/search-space.ts';
import { type Constraint, isRunObjective, type Objective } from '../study/objective.ts';
import type { StudyLoad } from '../study/study-header.ts';
import { isOwn } from './known-runs.ts';
import { knownTasks, shippedKnowledge } from './known-tasks.ts';
import { lawPrior } from './law-points.ts';
import type { PreparedModel } from './prepare-model.ts';

/** What a search is about to look for. */
export interface PriorRequest {
  readonly model: Pick<PreparedModel, 'workAt' | 'space' | 'signature'>;
  readonly host: HostFacts;
  readonly space: SearchSpace;
  /** Constants of this host by execution provider, as far as it is calibrated. */
  readonly constants: ReadonlyMap<string, HostConstants>;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  /** The load that is offered, and what serving costs; absent where instances run back to back. */
  readonly load?: { readonly offered: Load } & Pick<StudyLoad, 'price' | 'deadlineMs'>;
  /** As in `KnowledgeTarget`. */
  readonly resumes: string | null;
}

/**
 * Everything known of a search before its first trial: what the cost law expects, how operators would respond, and
 * earlier tasks of the knowledge base and of the tool itself. The model's own earlier task on this host is among
 * them: nothing is more like it. Under a load it tells, with the law, how long runs take back to back; what a queue makes
 * of that is the prior, and other models' tasks have no say.
 */
export async function searchPriorFor(
  { model, host, space, constants, objective, constraints, load, resumes }: PriorRequest,
  store: Pick<TaskStore, 'taskHeads' | 'taskPoints'>,
): Promise<SearchPrior> {
  const target = {
    signature: model.signature,
    objective: load === undefined && isRunObjective(objective) ? objective : 'throughput',
    resumes,
    to: {
      baseBatch: model.space.baseBatch,
      hostParts: host.fingerprintParts,
      counts: {
        instances: countsOf(space.knobs, 'instances'),
        intraOpThreads: countsOf(space.knobs, 'intraOpThreads'),
      },
    },
  } as const;
  const tasks = await knownTasks(target, store, load === undefined ? shippedKnowledge() : []);
  const law = lawPrior({
    space,
    model: model.space,
    workAt: model.workAt,
    constants,
    defaultThreads: coreBudget(host, false).defaultThreads,
    objective,
    constraints,
    ...(load && {
      load: {
        load: load.offered,
        price: load.price,
        usableCores: host.usableCores,
        ...(load.deadlineMs !== undefined && { deadlineMs: load.deadlineMs }),
        own: tasks.filter(isOwn),
      },
    }),
  });
  return { ...law, tasks: load === undefined && isRunObjective(objective) ? tasks : [] };
}

function countsOf(knobs: readonly Knob[], name: 'instances' | 'intraOpThreads'): readonly number[] {
  const values: readonly unknown[] = knobs.find((knob) => knob.name === name)?.values ?? [];
  return values.filter((value) => typeof value === 'number');
}
