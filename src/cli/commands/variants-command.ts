import { randomBytes } from 'node:crypto';
import { EXIT } from '../../core/exit-code.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { inertJson } from '../../report/inert-json.ts';
import { variantsJson } from '../../report/variants/variants-json.ts';
import { variantsText } from '../../report/variants/variants-text.ts';
import type { KnobOverrides } from '../../space/space-request.ts';
import type { RunObjective } from '../../study/objective.ts';
import { createStepProgress } from '../../ui/step-progress.ts';
import type { Contest } from '../../variants/contest.ts';
import { type ContestResult, winnerOf } from '../../variants/contest-result.ts';
import type { ContestSetup, TuneRequest } from '../../variants/contest-setup.ts';
import { runContest } from '../../variants/run-contest.ts';
import { chooseProviders } from '../choose-providers.ts';
import { describeMachine, type Machine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import {
  parseVariantOptions,
  requireRunObjective,
  type VariantOptions,
} from '../options/parse-variants.ts';
import type { RawOptions } from '../options/raw-options.ts';
import { AUTO, parseTuneOptions, type TuneOptions } from '../options/tune-options.ts';
import { VARIANTS_OPTIONS } from '../options/variant-options.ts';
import { textStyle } from '../output-streams.ts';
import { toolVersion } from '../package-info.ts';
import type { Request } from '../program.ts';
import { requireWritable, writeResult } from '../result-files.ts';
import { type PreparedVariants, prepareVariants } from '../variants/prepare-variants.ts';
import { taskNameOf } from '../variants/read-variants.ts';
import { tuneVariant } from '../variants/tune-variant.ts';
import { watchContest } from '../variants/watch-contest.ts';

/** Time for each variant where nobody says, s. */
const EACH_S = 60;

/** `tune variants`: tunes every variant of a task, lets the best meet, and says which to serve. */
export async function variantsCommand(
  paths: readonly string[],
  argv: readonly string[],
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const startedAt = monotonicClock.now();
  const raw = mergeOptions(request, VARIANTS_OPTIONS);
  const asked = parseVariantOptions(raw, paths.length);
  const parsed = parseTuneOptions(raw);
  const objective = requireRunObjective(parsed.objective, raw);
  requireWritable(parsed.outPath, '--out');
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  const { signal } = interruption;
  const say = (line: string): void => void (parsed.quiet || io.stderr.write(`${line}\n`));
  try {
    const machine = await describeMachine();
    const overrides = await namedProviders(parsed.overrides, machine, say, signal);
    const options = withBudget({ ...parsed, overrides }, raw, asked);
    const prepared = await prepareVariants({ paths, asked, options, machine, knowledge }, signal);
    try {
      for (const hint of prepared.hints) say(`note: ${hint}`);
      for (const warning of prepared.warnings) say(`tune: WARNING: ${warning}`);
      say(`comparing for up to ${formatDuration(1000 * options.budgetS)}`);
      const setup = setupOf({ paths, asked, options, objective, prepared, startedAt });
      const studies = { prepared, knowledge, raw, command: ['tune', ...argv], say };
      const progress = await createStepProgress(io.stderr, options.quiet);
      const doneShare = (): number => (monotonicClock.now() - startedAt) / (1000 * options.budgetS);
      const ports = {
        clock: monotonicClock,
        prober: prepared.prober,
        tune: (tuned: TuneRequest) => tuneVariant(studies, tuned),
        save: (contest: Contest) => knowledge.store.saveContest(contest),
        onProgress: watchContest(progress, io, doneShare),
      };
      const result = await runContest(setup, ports, signal).finally(progress.close);
      print(withWarnings(result, prepared.warnings), options, knowledge.folder !== null, io);
      return interruption.exitCode() ?? (winnerOf(result) === null ? EXIT.environment : EXIT.ok);
    } finally {
      await prepared.close();
    }
  } finally {
    await knowledge.store.close();
  }
}

/** `auto` as the providers that work here; those asked for by name stay, for the table to say what became of them. */
async function namedProviders(
  knobs: KnobOverrides,
  machine: Machine,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<KnobOverrides> {
  return knobs.provider?.includes(AUTO) === true
    ? chooseProviders(knobs, machine, say, signal)
    : knobs;
}

/** Without a budget every variant that is to be measured brings its own. */
function withBudget(
  options: TuneOptions,
  raw: RawOptions,
  { accuracies, minAccuracy }: VariantOptions,
): TuneOptions {
  if (raw.has('budget')) return options;
  const files = accuracies.filter((a) => minAccuracy === null || (a ?? -Infinity) >= minAccuracy);
  const { provider = ['cpu'], graphOptimization = ['all'] } = options.overrides;
  const variants = files.length * provider.length * graphOptimization.length;
  return { ...options, budgetS: EACH_S * Math.max(1, variants) };
}

interface Asked {
  readonly paths: readonly string[];
  readonly asked: VariantOptions;
  readonly options: TuneOptions;
  readonly objective: RunObjective;
  readonly prepared: PreparedVariants;
  readonly startedAt: number;
}

function setupOf({ paths, asked, options, objective, prepared, startedAt }: Asked): ContestSetup {
  const { machine, contestants } = prepared;
  const { fingerprint, fingerprintParts, cpuModel, runtimeVersion, usableCores } = machine.facts;
  return {
    contest: {
      id: randomBytes(6).toString('hex'),
      task: asked.task ?? taskNameOf(paths),
      startedAt: new Date().toISOString(),
      toolVersion: toolVersion(),
      host: { fingerprint, fingerprintParts, cpuModel, runtimeVersion },
      objective,
      constraints: options.constraints,
      minAccuracy: asked.minAccuracy,
    },
    contestants,
    usableCores,
    memoryLimitBytes: machine.memoryLimits.memoryLimitBytes,
    budgetS: options.budgetS,
    startedAt,
  };
}

function withWarnings(result: ContestResult, warnings: readonly string[]): ContestResult {
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

function print(result: ContestResult, options: TuneOptions, isStored: boolean, io: Io): void {
  const json = `${inertJson(variantsJson(result))}\n`;
  writeResult(options.outPath, () => json);
  io.stdout.write(options.json ? json : variantsText(result, { style: textStyle(io), isStored }));
}
