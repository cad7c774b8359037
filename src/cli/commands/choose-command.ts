import { EXIT } from '../../core/exit-code.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { inertJson } from '../../report/inert-json.ts';
import { choiceText, contestTasksText } from '../../report/variants/choice-text.ts';
import type { StoredChoice } from '../../report/variants/stored-choice.ts';
import { choiceJson } from '../../report/variants/variants-json.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { StoredStudy } from '../../study/knowledge-store.ts';
import { answeringContest, chooseStored } from '../../variants/choose-stored.ts';
import type { Contest } from '../../variants/contest.ts';
import { winnerOf } from '../../variants/contest-result.ts';
import { identifyMachine } from '../describe-machine.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { type ChooseOptions, parseChooseOptions } from '../options/parse-variants.ts';
import { isOn } from '../options/raw-options.ts';
import { CHOOSE_OPTIONS } from '../options/variant-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';
import { contestsOfHost } from '../variants/contests-of-host.ts';
import { staleVariants } from '../variants/stale-variants.ts';

/** `tune choose`: answers from what `tune variants` stored, without measuring. */
export async function chooseCommand(
  task: string | undefined,
  request: Request,
  io: Io,
): Promise<number> {
  const raw = mergeOptions(request, CHOOSE_OPTIONS);
  const options = parseChooseOptions(raw);
  const { store } = await openKnowledge(raw, request.withoutKnowledge, io);
  try {
    if (isOn(raw, 'list')) return await list(store, isOn(raw, 'json'), io);
    if (task === undefined) {
      throw new TuneError('usage', 'tune choose needs to know the task', {
        hint: '`tune choose --list` shows the tasks there are.',
      });
    }
    const choice = await choose(store, task, options);
    io.stdout.write(
      isOn(raw, 'json') ? `${inertJson(choiceJson(choice))}\n` : choiceText(choice, textStyle(io)),
    );
    return winnerOf(choice) === null ? EXIT.environment : EXIT.ok;
  } finally {
    await store.close();
  }
}

async function list(store: KnowledgeBase, isJson: boolean, io: Io): Promise<number> {
  const found = await store.contestTasks();
  const tasks = found.map((t) => ({ ...t, ageMs: ageOf(t.startedAt) }));
  const json = tasks.map((t) => ({
    task: t.task,
    contests: t.contests,
    variants: t.variants,
    started_at: t.startedAt,
    host_fingerprint: t.hostFingerprint,
  }));
  io.stdout.write(
    isJson ? `${inertJson({ tasks: json })}\n` : contestTasksText(tasks, textStyle(io)),
  );
  return EXIT.ok;
}

const ageOf = (startedAt: string): number => Math.max(0, Date.now() - Date.parse(startedAt));

async function choose(
  store: KnowledgeBase,
  task: string,
  { bounds: asked, objective, host }: ChooseOptions,
): Promise<StoredChoice> {
  const all = await store.contests(task);
  if (all.length === 0) throw await unknownTask(store, task);
  const { contests, notes } = contestsOfHost(all, host, await identifyMachine());
  const stored = { contests, studies: await studiesOf(store, contests) };
  const contest = answeringContest(stored);
  if (contest === null) throw new Error('a host with contests has one to answer from');
  // Figures of different hosts do not mix.
  const own = contests.filter((c) => c.host.fingerprint === contest.host.fingerprint);
  const { constraints, minAccuracy } = asked ?? contest;
  const bounds = { objective: objective ?? contest.objective, constraints, minAccuracy };
  return {
    contest,
    bounds,
    isAsked: asked !== null,
    standings: chooseStored(contest, { ...stored, contests: own }, bounds),
    ageMs: ageOf(contest.startedAt),
    stale: await staleVariants(contest),
    notes,
  };
}

async function studiesOf(
  store: KnowledgeBase,
  contests: readonly Contest[],
): Promise<ReadonlyMap<string, StoredStudy>> {
  const ids = contests.flatMap((c) => c.entries.flatMap((e) => e.studyId ?? []));
  const studies = new Map<string, StoredStudy>();
  for (const id of new Set(ids)) {
    const study = await store.study(id);
    if (study !== null) studies.set(id, study);
  }
  return studies;
}

async function unknownTask(store: KnowledgeBase, task: string): Promise<TuneError> {
  const names = (await store.contestTasks()).map((t) => t.task);
  const meant = nearestName(task, names);
  const shown = names.slice(0, 5).map((name) => printable(name, 60));
  const there =
    names.length === 0
      ? 'There is none yet: `tune variants` makes one.'
      : `Tasks: ${shown.join(', ')}${names.length > 5 ? ', …' : ''}.`;
  return new TuneError('usage', `there is no task ${printable(task, 60)} in the knowledge base`, {
    hint: meant === null ? there : `Did you mean ${printable(meant, 60)}? ${there}`,
  });
}
