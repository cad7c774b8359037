import { TuneError } from '../core/tune-error.ts';
import type { KnownHead } from '../knowledge/known-head.ts';
import { type RelevantTask, relevantTasks } from '../knowledge/relevant-tasks.ts';
import type { KnownTask } from '../knowledge/search-prior.ts';
import { type ShippedJson, type ShippedTask, shippedTasks } from '../knowledge/shipped-json.ts';
import type { TaskHead, TaskPoint, TaskStore } from '../knowledge/task-store.ts';
import { type StoredPoint, type Translation, translateTask } from '../knowledge/translate-task.ts';
import type { Signature } from '../signature/signature.ts';
import { configurationKey, runtimeDefault } from '../space/configuration.ts';
import { median } from '../stats/median.ts';
import { datasetText } from './dataset-text.ts';

/** What knowledge is wanted for. */
export interface KnowledgeTarget extends Pick<Translation, 'to' | 'objective'> {
  readonly signature: Signature;
  /** When the study began that goes on (ISO 8601), whose own trials are no earlier knowledge; null for a new one. */
  readonly resumes: string | null;
}

/** The tasks that came with the tool; none where the file is missing. */
export function shippedKnowledge(): readonly ShippedTask[] {
  const text = datasetText('knowledge/shipped.json');
  return text === null ? [] : shippedTasks(JSON.parse(text) as ShippedJson);
}

/**
 * The earlier tasks most worth knowing for a target, from the knowledge base and from what came with the tool, in the
 * target's terms. A knowledge base that cannot be read leaves its own out: what it holds helps a search, no more.
 */
export async function knownTasks(
  target: KnowledgeTarget,
  store: Pick<TaskStore, 'taskHeads' | 'taskPoints'>,
  shipped: readonly ShippedTask[],
): Promise<readonly KnownTask[]> {
  const own = (await orNone(store.taskHeads(), [])).flatMap(ownHead);
  const { signature, to } = target;
  const chosen = relevantTasks({ signature, hostParts: to.hostParts }, [
    ...own,
    ...shipped.map((task) => task.head),
  ]);
  const ids = chosen.filter((c) => c.head.origin === 'own').map((c) => c.head.id);
  const ownPoints =
    ids.length === 0
      ? new Map<string, readonly TaskPoint[]>()
      : await orNone(store.taskPoints(ids), new Map<string, readonly TaskPoint[]>());
  const byId = new Map(shipped.map((task) => [task.head.id, task]));
  return chosen.flatMap((relevant) => {
    const { id } = relevant.head;
    const own = ownPoints.get(id)?.filter((point) => isEarlier(point, target));
    const known = translated(relevant, own ?? byId.get(id)?.points() ?? [], target);
    return own === undefined
      ? known
      : known.map((task) => ({ ...task, referenceIps: referenceIpsOf(own, relevant.head) }));
  });
}

/**
 * Throughput of the default: the median of what all trials say of it, each by its own throughput and ratio. The machine's
 * speed changes from heat to heat, so that one heat alone says less.
 */
function referenceIpsOf(points: readonly TaskPoint[], { baseBatch }: KnownHead): number | null {
  const standard = points.find(
    (p) =>
      configurationKey(p.configuration) ===
      configurationKey(runtimeDefault(baseBatch, p.configuration.provider)),
  )?.logRatio.throughput?.value;
  if (standard === undefined) return null;
  const told = points.flatMap(({ throughputIps, logRatio: { throughput } }) =>
    throughputIps === null || throughput === null
      ? []
      : [throughputIps / Math.exp(throughput.value - standard)],
  );
  return told.length === 0 ? null : median(told);
}

/** The reference, to which all others relate, is 0 in every study. */
function isEarlier(
  { study, logRatio }: TaskPoint,
  { resumes, objective }: KnowledgeTarget,
): boolean {
  return study.startedAt !== resumes || logRatio[objective]?.standardError === 0;
}

/** A task whose model left no signature cannot be compared. */
function ownHead({ id, model, modelSha256, name, hostParts, trials }: TaskHead): KnownHead[] {
  if (model === null) return [];
  const { signature, baseBatch } = model;
  return [{ id, name, modelSha256, signature, hostParts, origin: 'own', baseBatch, trials }];
}

function translated(
  { head, similarity, hostSimilarity }: RelevantTask,
  points: readonly StoredPoint[],
  { to, objective }: KnowledgeTarget,
): KnownTask[] {
  const known = translateTask(points, { from: head, to, objective });
  const { name, origin } = head;
  // The default alone says nothing.
  return known.length < 2 ? [] : [{ name, similarity, hostSimilarity, origin, points: known }];
}

async function orNone<T>(read: Promise<T>, none: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof TuneError) || error.kind !== 'environment') throw error;
    return none;
  }
}
