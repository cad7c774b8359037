import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { type StudyView, studyViewJson } from '../../report/knowledge/study-view.ts';
import type { PointRow } from '../../report/knowledge/task-row.ts';
import { taskDetailsJson, tasksJson } from '../../report/knowledge/tasks-json.ts';
import { studyViewText, taskDetailsText, tasksText } from '../../report/knowledge/tasks-text.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { Objective } from '../../study/objective.ts';
import type { Trial } from '../../study/trial.ts';
import type { Io } from '../io.ts';
import { isOn, type RawOptions } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import { bestFirst, findKnowledge } from './find-knowledge.ts';
import { bestOf, listTasks } from './list-tasks.ts';

/** `tune kb list`. */
export async function listCommand(
  store: KnowledgeBase,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const tasks = await listTasks(store);
  io.stdout.write(
    isOn(options, 'json') ? `${inertJson(tasksJson(tasks))}\n` : tasksText(tasks, textStyle(io)),
  );
  return EXIT.ok;
}

/** `tune kb show`: a model on every host, or one study. */
export async function showCommand(
  store: KnowledgeBase,
  word: string,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const found = await findKnowledge(store, word);
  const isJson = isOn(options, 'json');
  if (found.kind === 'tasks') {
    io.stdout.write(
      isJson
        ? `${inertJson(taskDetailsJson(found.tasks))}\n`
        : taskDetailsText(found.tasks, textStyle(io)),
    );
    return EXIT.ok;
  }
  const { study, state } = found;
  const { objective } = study.header;
  const points = bestFirst(study.trials.map((trial) => pointOf(trial, objective)));
  const view: StudyView = { study, state, best: bestOf(study), points };
  io.stdout.write(
    isJson ? `${inertJson(studyViewJson(view))}\n` : studyViewText(view, textStyle(io)),
  );
  return EXIT.ok;
}

function pointOf(trial: Trial, objective: Objective): PointRow {
  const measurement = trial.status === 'failed' ? null : trial.measurement;
  return {
    configuration: trial.configuration,
    status: trial.status,
    logRatio: measurement?.logRatio[objective] ?? null,
    throughputIps: measurement?.throughputIps.value ?? null,
    costS: trial.probeS,
  };
}
