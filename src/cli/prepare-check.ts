import { dirname, resolve } from 'node:path';
import { TuneError } from '../core/tune-error.ts';
import type { CheckSetup } from '../gate/check-setup.ts';
import type { ServingLock } from '../gate/serving-lock.ts';
import type { Configuration } from '../space/configuration.ts';
import { runtimeDefault } from '../space/configuration.ts';
import type { Prober } from '../study/prober.ts';
import { describeMachine } from './describe-machine.ts';
import { type CheckOptions, parseOther } from './options/check-options.ts';
import type { RawOptions } from './options/raw-options.ts';
import { parseModelOptions } from './options/tune-options.ts';
import { type PreparedModel, prepareModel } from './prepare-model.ts';
import { proberFor } from './prober-for.ts';
import { readModelFile } from './read-model-file.ts';
import { requireProviders } from './require-providers.ts';
import { optionsOfStudy } from './study-options.ts';

/** Everything a check works with; the time preparing took is still in the budget. */
export interface PreparedCheck {
  readonly setup: CheckSetup;
  readonly prober: Prober;
  readonly hints: readonly string[];
  /** Ends every process and removes what was made only for this run. */
  close(): Promise<void>;
}

/** Name under which the prober knows the model of `--baseline`. */
const BASELINE = 'baseline';
/** Share of the budget that proving other batch sizes may take, for each model. */
const PROOF_SHARE = 0.2;

/** Reads the models, looks at the machine and gets them ready. Throws a `TuneError` where nothing can be measured. */
export async function prepareCheck(
  lockPath: string,
  lock: ServingLock,
  options: CheckOptions,
  raw: RawOptions,
  signal: AbortSignal,
): Promise<PreparedCheck> {
  const folder = dirname(resolve(lockPath));
  const { configuration } = lock;
  const other = parseOther(raw, runtimeDefault(lock.model.baseBatch));
  const read = await readModelFile(resolve(folder, lock.model.path));
  const base = options.baselinePath === null ? null : await readModelFile(options.baselinePath);
  const machine = await describeMachine();
  const wanted = other === null ? [configuration] : [configuration, other];
  const providers = wanted.map((c) => c.provider);
  await requireProviders(providers, machine.facts, signal);
  const stored = parseModelOptions(optionsOfStudy(lock.options));
  const modelOptions = {
    ...stored,
    inputPath: stored.inputPath === null ? null : resolve(folder, stored.inputPath),
    folder: null,
    machine,
    batches: wanted.map((c) => c.batchSize),
    proofMs: PROOF_SHARE * options.budgetMs,
  };
  const prepared: PreparedModel[] = [];
  const discard = (): void => {
    for (const p of prepared) p.discard();
  };
  try {
    for (const r of base === null ? [read] : [read, base]) {
      const model = await prepareModel(r, modelOptions, signal);
      prepared.push(model);
      requireBatches(model, r === read ? wanted : [configuration]);
    }
  } catch (error) {
    discard();
    throw error;
  }
  const [model, baseline] = prepared as [PreparedModel, PreparedModel?];
  const others = new Map(baseline === undefined ? [] : [[BASELINE, baseline] as const]);
  const prober = proberFor(model, machine, stored.seed, others);
  return {
    setup: {
      lock,
      model: model.facts,
      host: machine.facts,
      baseline: baseline === undefined ? null : BASELINE,
      other,
      constraints: [...lock.constraints, ...options.constraints],
      band: options.band,
      levels: options.levels,
      budgetMs: options.budgetMs,
    },
    prober,
    hints: model.hints,
    close: async () => {
      await prober.close();
      discard();
    },
  };
}

function requireBatches({ facts }: PreparedModel, wanted: readonly Configuration[]): void {
  const { batching, baseBatch, path } = facts;
  const refused = wanted.find((c) => c.batchSize !== baseBatch);
  if (batching.status !== 'fixed' || refused === undefined) return;
  throw new TuneError(
    'model',
    `${path} runs only at batch ${baseBatch}, not at ${refused.batchSize}: ${batching.reason}`,
    { hint: 'Search again with `tune` and lock the result.' },
  );
}
