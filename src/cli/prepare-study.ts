import { basename } from 'node:path';
import { TuneError } from '../core/tune-error.ts';
import { NO_PRIOR, type SearchPrior } from '../knowledge/search-prior.ts';
import { buildSpace } from '../space/build-space.ts';
import type { BuiltSpace } from '../space/space-request.ts';
import type { Prober } from '../study/prober.ts';
import type { Prediction } from '../study/study-event.ts';
import { chooseProviders } from './choose-providers.ts';
import type { StudySurroundings } from './conduct-study.ts';
import { constantsFor } from './constants-for.ts';
import { describeMachine, type Machine } from './describe-machine.ts';
import { loadSettingsFor, spaceLoadFor } from './load-settings-for.ts';
import type { Knowledge } from './open-knowledge.ts';
import type { TuneOptions } from './options/tune-options.ts';
import { predictionsOf } from './predictions-of.ts';
import { type PreparedModel, prepareModel } from './prepare-model.ts';
import { proberFor } from './prober-for.ts';
import { type ReadLoad, readLoad } from './read-load.ts';
import { type ReadModel, readModelFile } from './read-model-file.ts';
import { searchPriorFor } from './search-prior-for.ts';

/** Everything a study works with, new or resumed. */
export interface PreparedStudy {
  readonly machine: Machine;
  readonly model: PreparedModel;
  /** null where instances run back to back. */
  readonly load: ReadLoad | null;
  readonly space: BuiltSpace;
  readonly prober: Prober;
  /** What the search knows before its first trial. */
  readonly prior: SearchPrior;
  /** What is expected of the space's configurations; empty where nothing is. */
  readonly predictions: readonly Prediction[];
  readonly surroundings: StudySurroundings;
  /** Ends every process and removes what was made only for this run. */
  close(): Promise<void>;
}

/** How a study is made ready. */
export interface Preparing {
  readonly knowledge: Knowledge;
  /** When the study began that goes on (ISO 8601); null for a new one. What is left of a budget is not for calibrating. */
  readonly resumes: string | null;
  /** Tells the user one line. */
  readonly say: (line: string) => void;
}

/** Share of a study's budget that proving other batch sizes may take. */
const PROOF_SHARE = 0.3;

/**
 * Reads the model, looks at the machine, lays out the space and gathers what is known. Throws a `TuneError` where nothing
 * can be measured.
 */
export async function prepareStudy(
  path: string,
  options: TuneOptions,
  preparing: Preparing,
  signal: AbortSignal,
): Promise<PreparedStudy> {
  const read = await readModelFile(path);
  const load = options.load && readLoad(options.load);
  const machine = await describeMachine();
  const overrides = await chooseProviders(options.overrides, machine, preparing.say, signal);
  const chosen = { ...options, overrides };
  const model = await prepareStudyModel(read, { options: chosen, machine, ...preparing }, signal);
  return layOutStudy({ model, machine, load }, chosen, preparing, signal);
}

/** Gets a model ready for a study with these options. Throws as `prepareModel` does. */
export function prepareStudyModel(
  read: ReadModel,
  asked: Pick<Preparing, 'knowledge'> & {
    readonly options: TuneOptions;
    readonly machine: Machine;
  },
  signal: AbortSignal,
): Promise<PreparedModel> {
  const { options, machine, knowledge } = asked;
  const batches = options.overrides.batchSize ?? null;
  const proofMs = PROOF_SHARE * 1000 * options.budgetS;
  const { folder } = knowledge;
  return prepareModel(read, { ...options, folder, machine, batches, proofMs }, signal);
}

/** Lays out the space of a model that is ready, gathers what is known, and opens a prober for it. */
export async function layOutStudy(
  { model, machine, load }: Pick<PreparedStudy, 'model' | 'machine' | 'load'>,
  options: TuneOptions,
  preparing: Preparing,
  signal: AbortSignal,
): Promise<PreparedStudy> {
  const { overrides, wide } = options;
  const host = machine.facts;
  const space = buildSpace({
    host,
    model: model.space,
    overrides,
    wide,
    ...(load && { load: spaceLoadFor(load, options) }),
  });
  const known = await gather({ model, machine, load, space, options }, preparing, signal);
  const offered = load && loadSettingsFor(load, options, host);
  const prober = proberFor(model, machine, options.seed, new Map(), offered);
  return {
    machine,
    model,
    load,
    space,
    prober,
    ...known,
    surroundings: {
      isStored: preparing.knowledge.folder !== null,
      rebatchedPath: model.rebatchedPath,
      hints: model.hints,
    },
    close: async () => {
      await prober.close();
      model.discard();
    },
  };
}

interface Gathering {
  readonly model: PreparedModel;
  readonly machine: Machine;
  readonly load: ReadLoad | null;
  readonly space: BuiltSpace;
  readonly options: TuneOptions;
}

/** What is known of the search, and what people are shown of it. A cold start still keeps the signature, for later ones. */
async function gather(
  { model, machine, load, space, options }: Gathering,
  { knowledge, resumes, say }: Preparing,
  signal: AbortSignal,
): Promise<Pick<PreparedStudy, 'prior' | 'predictions'>> {
  await keepSignature(model, knowledge);
  if (!options.usesPrior) return { prior: NO_PRIOR, predictions: [] };
  const { strategy, budgetS, objective, constraints } = options;
  const constants = await constantsFor(
    {
      machine,
      providers: [space.reference, ...space.configurations].map((c) => c.provider),
      strategy,
      budgetS,
      mayCalibrate: resumes === null && options.calibrates,
      say,
    },
    knowledge,
    signal,
  );
  const task = {
    model,
    host: machine.facts,
    space,
    constants,
    objective,
    constraints,
    ...(load && { load: { ...load.facts, offered: load.load } }),
  };
  const prior = await searchPriorFor({ ...task, resumes }, knowledge.store);
  return { prior, predictions: predictionsOf(space, prior.law) };
}

/** With it the study's trials become knowledge for other models. A store that fails is the study's to report. */
async function keepSignature(
  { facts, signature }: PreparedModel,
  { store }: Knowledge,
): Promise<void> {
  const name = basename(facts.path).replace(/\.onnx$/i, '');
  try {
    await store.saveSignature({
      modelSha256: facts.sha256,
      name,
      family: null,
      baseBatch: facts.baseBatch,
      signature,
    });
  } catch (error) {
    if (!(error instanceof TuneError) || error.kind !== 'environment') throw error;
  }
}
