import { EXIT } from '../../core/exit-code.ts';
import { inertJson } from '../../report/inert-json.ts';
import { figuresJson, figuresOf, problemsJson, prunedJson } from '../../report/knowledge/upkeep.ts';
import { figuresText, problemsText, prunedText } from '../../report/knowledge/upkeep-text.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import type { Io } from '../io.ts';
import { isOn, type RawOptions } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import { choosePruned, pruneConditions } from './prune-choice.ts';

/** `tune kb stats`. */
export async function statsCommand(
  store: KnowledgeBase,
  place: string,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const figures = figuresOf(place, await store.statistics(), await store.studies());
  io.stdout.write(
    isOn(options, 'json')
      ? `${inertJson(figuresJson(figures))}\n`
      : figuresText(figures, textStyle(io)),
  );
  return EXIT.ok;
}

/** `tune kb verify`: exit code 4 where something is damaged. */
export async function verifyCommand(
  store: KnowledgeBase,
  place: string,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const problems = await store.verify();
  io.stdout.write(
    isOn(options, 'json')
      ? `${inertJson(problemsJson(place, problems))}\n`
      : problemsText(place, problems, textStyle(io)),
  );
  return problems.length === 0 ? EXIT.ok : EXIT.environment;
}

/** `tune kb prune`: forgets studies, or says which it would. */
export async function pruneCommand(
  store: KnowledgeBase,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const conditions = pruneConditions(options);
  const isDry = isOn(options, 'dry-run');
  const chosen = choosePruned(await store.studies(), conditions, Date.now());
  const pruned = conditions.failed ? await failedOnes(store, chosen) : chosen;
  if (!isDry && pruned.length > 0) await store.deleteStudies(pruned.map((study) => study.studyId));
  io.stdout.write(
    isOn(options, 'json')
      ? `${inertJson(prunedJson(pruned, isDry))}\n`
      : prunedText(pruned, isDry, textStyle(io)),
  );
  return EXIT.ok;
}

/** Those that are over and have no trial that was measured. */
async function failedOnes(
  store: KnowledgeBase,
  studies: readonly StudySummary[],
): Promise<readonly StudySummary[]> {
  const failed: StudySummary[] = [];
  for (const summary of studies) {
    const study = await store.study(summary.studyId);
    if (study?.trials.every((trial) => trial.status === 'failed')) failed.push(summary);
  }
  return failed;
}
