import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { PointRow, TaskDetail, TaskRow } from '../../report/knowledge/task-row.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import { taskId } from '../../store/task-id.ts';
import type { StoredStudy, StudyState } from '../../study/knowledge-store.ts';
import { isRunObjective } from '../../study/objective.ts';
import { listTasks } from './list-tasks.ts';

/** What a word names in a knowledge base. */
export type Found =
  | { readonly kind: 'study'; readonly study: StoredStudy; readonly state: StudyState }
  | { readonly kind: 'tasks'; readonly tasks: readonly TaskDetail[] };

/** Hashes begin with letters that names have too: shorter beginnings are names only. */
const LEAST_HASH = 6;

/** Whether a word names a model: its file name, with or without ending, or the beginning of its hash. */
export function namesModel(
  word: string,
  model: { readonly name: string; readonly sha256: string },
): boolean {
  const stem = model.name.replace(/\.onnx$/i, '');
  return (
    word === model.name ||
    word === stem ||
    (word.length >= LEAST_HASH && model.sha256.startsWith(word))
  );
}

/** The model or the study that a word names; models go first. Throws a `TuneError` (usage) where there is neither. */
export async function findKnowledge(store: KnowledgeBase, word: string): Promise<Found> {
  const tasks = await listTasks(store);
  const named = tasks.filter(({ name, modelSha256 }) =>
    namesModel(word, { name, sha256: modelSha256 }),
  );
  if (named.length > 0) return { kind: 'tasks', tasks: await detailsOf(store, named) };
  const study = await store.study(word);
  if (study === null) throw notFound(word, tasks);
  const { studyId } = study.header;
  const summary = (await store.studies()).find((s) => s.studyId === studyId);
  return { kind: 'study', study, state: summary?.state ?? 'interrupted' };
}

async function detailsOf(
  store: KnowledgeBase,
  tasks: readonly TaskRow[],
): Promise<readonly TaskDetail[]> {
  const idOf = (task: TaskRow): string => taskId(task.modelSha256, task.host.fingerprint);
  const points = await store.taskPoints(tasks.map(idOf));
  return tasks.map((task) => {
    const best = task.best?.objective ?? 'throughput';
    const objective = isRunObjective(best) ? best : 'throughput';
    const rows = (points.get(idOf(task)) ?? []).map(
      (point): PointRow => ({
        configuration: point.configuration,
        status: point.status,
        logRatio: point.logRatio[objective],
        throughputIps: point.throughputIps,
        costS: point.costS,
      }),
    );
    return { ...task, objective, points: bestFirst(rows) };
  });
}

/** Fastest first; what failed last. */
export function bestFirst(points: readonly PointRow[]): readonly PointRow[] {
  const rank = ({ logRatio }: PointRow): number => logRatio?.value ?? Number.NEGATIVE_INFINITY;
  return [...points].sort((a, b) => (rank(a) < rank(b) ? 1 : rank(a) > rank(b) ? -1 : 0));
}

function notFound(word: string, tasks: readonly TaskRow[]): TuneError {
  const meant = nearestName(
    word,
    tasks.map((task) => task.name.replace(/\.onnx$/i, '')),
  );
  return new TuneError('usage', `nothing is known of ${printable(word, 60)}`, {
    hint:
      meant === null
        ? '`tune kb list` shows what is known.'
        : `Did you mean ${printable(meant, 60)}?`,
  });
}
