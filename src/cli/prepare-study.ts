import { buildSpace } from '../space/build-space.ts';
import type { BuiltSpace } from '../space/space-request.ts';
import type { Prober } from '../study/prober.ts';
import type { Prediction } from '../study/study-event.ts';
import type { StudySurroundings } from './conduct-study.ts';
import { describeMachine, type Machine } from './describe-machine.ts';
import type { Knowledge } from './open-knowledge.ts';
import type { TuneOptions } from './options/tune-options.ts';
import { predictSpace } from './predict-space.ts';
import { type PreparedModel, prepareModel } from './prepare-model.ts';
import { proberFor } from './prober-for.ts';
import { readModelFile } from './read-model-file.ts';
import { requireProviders } from './require-providers.ts';

/** Everything a study works with, new or resumed. */
export interface PreparedStudy {
  readonly machine: Machine;
  readonly model: PreparedModel;
  readonly space: BuiltSpace;
  readonly prober: Prober;
  /** What is expected of the space's configurations; empty where nothing is. */
  readonly predictions: readonly Prediction[];
  readonly surroundings: StudySurroundings;
  /** Ends every process and removes what was made only for this run. */
  close(): Promise<void>;
}

/** Share of a study's budget that proving other batch sizes may take. */
const PROOF_SHARE = 0.3;

/** Reads the model, looks at the machine and lays out the space. Throws a `TuneError` where nothing can be measured. */
export async function prepareStudy(
  path: string,
  options: TuneOptions,
  knowledge: Knowledge,
  signal: AbortSignal,
): Promise<PreparedStudy> {
  const { overrides, wide } = options;
  const { folder } = knowledge;
  const read = await readModelFile(path);
  const machine = await describeMachine();
  requireProviders(overrides, machine.facts);
  const batches = overrides.batchSize ?? null;
  const proofMs = PROOF_SHARE * 1000 * options.budgetS;
  const model = await prepareModel(read, { ...options, folder, machine, batches, proofMs }, signal);
  const space = buildSpace({ host: machine.facts, model: model.space, overrides, wide });
  const prober = proberFor(model, machine, options.seed);
  return {
    machine,
    model,
    space,
    prober,
    predictions:
      options.objective === 'throughput'
        ? await predictSpace(knowledge, machine, model, space)
        : [],
    surroundings: {
      isStored: folder !== null,
      rebatchedPath: model.rebatchedPath,
      hints: model.hints,
    },
    close: async () => {
      await prober.close();
      model.discard();
    },
  };
}
