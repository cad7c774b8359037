import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT } from '../../core/exit-code.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { TuneError } from '../../core/tune-error.ts';
import { inertJson } from '../../report/inert-json.ts';
import { type Seeded, seedJson, seedText } from '../../report/knowledge/seed-report.ts';
import { createStepProgress } from '../../ui/step-progress.ts';
import { ZOO } from '../../zoo/catalogue.ts';
import type { ZooModel } from '../../zoo/zoo-model.ts';
import { identifyMachine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import type { Knowledge } from '../open-knowledge.ts';
import { isOn, type RawOptions } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import { runSeed, watchSeed } from './run-seed.ts';
import type { Seed } from './seed-model.ts';
import { chooseSeeds, planSeeds, type SeedPlan } from './seed-plan.ts';
import { seedPath, seedState } from './seed-state.ts';

/** What was asked of `tune kb seed`. */
export interface SeedRequest {
  readonly operands: readonly string[];
  readonly options: RawOptions;
  readonly argv: readonly string[];
}

/** A model that is to be tuned, before its time is known. */
type OpenSeed = Omit<Seed, 'budgetMs'>;

/** `tune kb seed`: tunes models of the zoo one after the other; what is known is passed over, what was interrupted goes on. */
export async function seedCommand(
  knowledge: Knowledge,
  request: SeedRequest,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const { operands, options } = request;
  const chosen = chooseSeeds(ZOO, operands, options);
  const open = await openSeeds(chosen, knowledge, request);
  const plan = planSeeds(
    open.map((seed) => seed.model),
    options,
  );
  if (!isOn(options, 'quiet')) announce(plan, chosen.length - open.length, io);
  const tuned = await tuneAll(open, plan, { knowledge, options, io, interruption });
  const outcomeOf = ({ name }: ZooModel): Seeded => {
    const isOpen = open.some((seed) => seed.model.name === name);
    return tuned.get(name) ?? { name, outcome: isOpen ? 'left' : 'known' };
  };
  const all = chosen.map(outcomeOf);
  io.stdout.write(
    isOn(options, 'json') ? `${inertJson(seedJson(all))}\n` : seedText(all, textStyle(io)),
  );
  const hasNothing = all.every(({ outcome }) => outcome === 'failed');
  return interruption.exitCode() ?? (hasNothing ? EXIT.environment : EXIT.ok);
}

/** The models that have no finished study on this host, and their earlier sittings. */
async function openSeeds(
  chosen: readonly ZooModel[],
  { folder, store }: Knowledge,
  { options, argv }: SeedRequest,
): Promise<readonly OpenSeed[]> {
  if (folder === null) {
    throw new TuneError('usage', 'without a knowledge base nothing would be kept', {
      hint: 'Leave out --no-kb, or name a file with --kb PATH.',
    });
  }
  const { fingerprint } = await identifyMachine();
  const open: OpenSeed[] = [];
  for (const model of chosen) {
    const path = resolve(seedPath(folder, model));
    const command = ['tune', ...argv];
    const state = isOn(options, 'again') ? null : await seedState(store, model, path, fingerprint);
    if (state?.kind === 'known') rmSync(path, { force: true });
    else open.push({ model, path, command, earlier: state?.earlier ?? null });
  }
  return open;
}

interface Surroundings {
  readonly knowledge: Knowledge;
  readonly options: RawOptions;
  readonly io: Io;
  readonly interruption: Interruption;
}

/** What became of the models there is time for, by name; none that an interruption came before. */
async function tuneAll(
  open: readonly OpenSeed[],
  plan: SeedPlan,
  { knowledge, options, io, interruption }: Surroundings,
): Promise<ReadonlyMap<string, Seeded>> {
  const tuned = new Map<string, Seeded>();
  const progress = await createStepProgress(io.stderr, isOn(options, 'quiet'));
  try {
    for (const [i, { name }] of plan.toTune.entries()) {
      const seed = open[i];
      if (seed === undefined || interruption.signal.aborted) break;
      const watch = watchSeed(progress, plan, i, io);
      const timed = { ...seed, budgetMs: plan.perModelMs };
      tuned.set(name, await runSeed(timed, knowledge, watch, interruption));
    }
  } finally {
    progress.close();
  }
  return tuned;
}

function announce({ toTune, left, perModelMs }: SeedPlan, known: number, { stderr }: Io): void {
  const each = formatDuration(perModelMs);
  const whole = formatDuration(perModelMs * toTune.length);
  const parts = [
    toTune.length === 0
      ? 'Nothing to tune'
      : `Tuning ${toTune.length} of the zoo's models, ${each} each: about ${whole}`,
    ...(known > 0 ? [`${known} known already`] : []),
    ...(left.length > 0 ? [`no time for ${left.length}`] : []),
  ];
  stderr.write(`${parts.join('; ')}.${toTune.length > 0 ? ' Ctrl-C loses nothing.' : ''}\n`);
}
