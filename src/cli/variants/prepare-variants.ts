import { resolve } from 'node:path';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { runtimeDefault } from '../../space/configuration.ts';
import { obstacleText } from '../../space/provider-state.ts';
import type { KnobOverrides } from '../../space/space-request.ts';
import type { Prober } from '../../study/prober.ts';
import type { Contestant, Exclusion } from '../../variants/contestant.ts';
import { accuracyMiss } from '../../variants/misses.ts';
import type { Variant } from '../../variants/variant.ts';
import type { Machine } from '../describe-machine.ts';
import type { Knowledge } from '../open-knowledge.ts';
import type { VariantOptions } from '../options/parse-variants.ts';
import type { TuneOptions } from '../options/tune-options.ts';
import type { PreparedModel } from '../prepare-model.ts';
import { prepareStudyModel } from '../prepare-study.ts';
import { proberFor } from '../prober-for.ts';
import { providerStates } from '../provider-states.ts';
import { interfaceDifference } from './interface-difference.ts';
import { distinctNames, readVariantFiles, type VariantFile } from './read-variants.ts';

/** Everything a contest works with. */
export interface PreparedVariants {
  readonly machine: Machine;
  readonly contestants: readonly Contestant[];
  /** The model of a contestant that is measured. */
  readonly modelOf: (contestant: Contestant) => PreparedModel;
  /** Knows all of these models. */
  readonly prober: Prober;
  readonly warnings: readonly string[];
  /** What was assumed of the models, for people. */
  readonly hints: readonly string[];
  /** Ends every process and removes what was made only for this run. */
  close(): Promise<void>;
}

/** What was asked for. */
export interface AskedVariants {
  readonly paths: readonly string[];
  readonly asked: VariantOptions;
  /** Execution providers by their names. */
  readonly options: TuneOptions;
  readonly machine: Machine;
  readonly knowledge: Knowledge;
}

/** A file with what is to be measured of it. */
interface Entrance {
  readonly file: VariantFile;
  readonly model: PreparedModel | null;
  readonly exclusion: Exclusion | null;
}

/**
 * Reads the files and gets ready those that are to be measured: what is not accurate enough is not even run. A file that
 * cannot be measured is out and says why. Throws a `TuneError` where none can be.
 */
export async function prepareVariants(
  { paths, asked, options, machine, knowledge }: AskedVariants,
  signal: AbortSignal,
): Promise<PreparedVariants> {
  const warnings: string[] = [];
  const files = await readVariantFiles(paths, asked.accuracies, (message) =>
    warnings.push(message),
  );
  const share = { ...options, budgetS: options.budgetS / Math.max(1, files.length) };
  const entrances: Entrance[] = [];
  const discard = (): void => {
    for (const { model } of entrances) model?.discard();
  };
  try {
    for (const file of files) {
      const preparing = { options: share, machine, knowledge };
      entrances.push(await enter(file, asked.minAccuracy, preparing, signal));
    }
    requireAny(entrances);
  } catch (error) {
    discard();
    throw error;
  }
  warnings.push(...differences(entrances));
  const contestants = contestantsOf(
    entrances,
    options,
    await obstaclesOf(options, machine, signal),
  );
  const models = new Map(
    entrances.flatMap(({ model }, i) => (model === null ? [] : [[modelName(i), model] as const])),
  );
  const [any] = models.values();
  const prober = any === undefined ? null : proberFor(any, machine, options.seed, models);
  return {
    machine,
    contestants,
    modelOf: ({ model }) => {
      const found = models.get(model);
      if (found === undefined) throw new Error('a contestant that is measured has a model');
      return found;
    },
    prober: prober ?? NOTHING_TO_MEASURE,
    warnings,
    hints: entrances.flatMap(({ file, model }) =>
      (model?.hints ?? []).map((hint) => `${printable(file.given, 100)}: ${hint}`),
    ),
    close: async () => {
      await prober?.close();
      discard();
    },
  };
}

/** Where every variant is out from the start there is nothing to measure, and nobody asks. */
const NOTHING_TO_MEASURE: Prober = {
  heat: () => Promise.reject(new Error('no variant is to be measured')),
  compare: () => Promise.reject(new Error('no variant is to be measured')),
  close: async () => {},
};

const modelName = (index: number): string => `variant ${index + 1}`;

async function enter(
  file: VariantFile,
  minAccuracy: number | null,
  preparing: Parameters<typeof prepareStudyModel>[1],
  signal: AbortSignal,
): Promise<Entrance> {
  const { accuracy, read, error } = file;
  if (error !== null || read === null) return { file, model: null, exclusion: failed(error) };
  if (minAccuracy !== null && (accuracy ?? -Infinity) < minAccuracy) {
    const violations = [accuracyMiss(accuracy, minAccuracy)];
    return { file, model: null, exclusion: { kind: 'rejected', violations } };
  }
  try {
    const model = await prepareStudyModel(read.model, preparing, signal);
    return { file, model, exclusion: null };
  } catch (error) {
    if (!(error instanceof TuneError) || signal.aborted) throw error;
    return { file: { ...file, error }, model: null, exclusion: failed(error) };
  }
}

function failed(error: TuneError | null): Exclusion {
  return { kind: 'failed', message: printable(error?.message ?? 'it could not be read', 300) };
}

/** Where every single file is unusable, that is an error and no choice. */
function requireAny(entrances: readonly Entrance[]): void {
  const [error] = entrances.flatMap(({ file }) => (file.error === null ? [] : [file.error]));
  if (error !== undefined && entrances.every(({ file }) => file.error !== null)) throw error;
}

function differences(entrances: readonly Entrance[]): readonly string[] {
  const [first, ...others] = entrances.flatMap(({ file, model }) =>
    model === null ? [] : [{ name: printable(file.given, 100), facts: model.facts }],
  );
  if (first === undefined) return [];
  return others.flatMap(({ name, facts }) => {
    const difference = interfaceDifference(first.facts, facts);
    return difference === null
      ? []
      : [`${name} and ${first.name} differ in ${difference}: do they serve the same task?`];
  });
}

/** Every file with every provider and level; a provider that does not work on this machine is out. */
function contestantsOf(
  entrances: readonly Entrance[],
  { overrides }: TuneOptions,
  obstacles: ReadonlyMap<string, Exclusion>,
): readonly Contestant[] {
  const providers = providersOf(overrides);
  const levels = [...new Set(overrides.graphOptimization ?? (['all'] as const))];
  const names = distinctNames(entrances.map(({ file }) => file.given));
  return entrances.flatMap(({ file, model, exclusion }, i) =>
    providers.flatMap((provider) =>
      levels.map((graphOptimization): Contestant => {
        const variant: Variant = {
          name: [
            printable(names[i] ?? file.given, 100),
            ...(providers.length > 1 ? [`on ${provider}`] : []),
            ...(levels.length > 1 ? [`at ${graphOptimization}`] : []),
          ].join(' '),
          path: resolve(file.given),
          sha256: file.read?.model.sha256 ?? null,
          accuracy: file.accuracy,
          provider,
          graphOptimization,
        };
        return {
          variant,
          file: file.read?.file ?? null,
          model: modelName(i),
          standard: runtimeDefault(model?.facts.baseBatch ?? 1, provider),
          exclusion: exclusion ?? obstacles.get(provider) ?? null,
        };
      }),
    ),
  );
}

const providersOf = ({ provider }: KnobOverrides): readonly string[] => [
  ...new Set(provider ?? ['cpu']),
];

/** Why execution providers that were asked for are not used, by their names; each but the CPU is tried. */
async function obstaclesOf(
  { overrides }: TuneOptions,
  { facts }: Machine,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Exclusion>> {
  const tried = providersOf(overrides).filter((name) => name !== 'cpu');
  const states = await providerStates(tried, facts, signal);
  return new Map(
    states.flatMap((state) =>
      state.status === 'works'
        ? []
        : [[state.provider, { kind: 'failed', message: obstacleText(state) }]],
    ),
  );
}
