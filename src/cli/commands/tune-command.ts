import { randomBytes } from 'node:crypto';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStrategy } from '../../search/strategies.ts';
import { buildSpace } from '../../space/build-space.ts';
import type { BuiltSpace } from '../../space/space-request.ts';
import { runStudy } from '../../study/run-study.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import { conductStudy, requireOutputs } from '../conduct-study.ts';
import { describeMachine, type Machine } from '../describe-machine.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import type { RawOptions } from '../options/raw-options.ts';
import { parseTuneOptions, type TuneOptions } from '../options/tune-options.ts';
import { toolVersion } from '../package-info.ts';
import { PROOF_SHARE, type PreparedModel, prepareModel } from '../prepare-model.ts';
import { proberFor } from '../prober-for.ts';
import type { Request } from '../program.ts';
import { readModelFile } from '../read-model-file.ts';
import { requireProviders } from '../require-providers.ts';
import { storedOptions } from '../study-options.ts';

/** `tune model.onnx`: searches, measures and recommends. */
export async function tuneCommand(
  path: string,
  argv: readonly string[],
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const startedAt = monotonicClock.now();
  const raw = mergeOptions(request, TUNE_OPTIONS);
  const options = parseTuneOptions(raw);
  requireOutputs(options);
  const { store, folder } = openKnowledge(raw, request.withoutKnowledge, io);
  try {
    const read = await readModelFile(path);
    const machine = await describeMachine();
    requireProviders(options.overrides, machine.facts);
    const model = await prepareModel(
      read,
      {
        ...options,
        folder,
        machine,
        batches: options.overrides.batchSize ?? null,
        proofMs: PROOF_SHARE * 1000 * options.budgetS,
      },
      interruption.signal,
    );
    const space = buildSpace({
      host: machine.facts,
      model: model.space,
      overrides: options.overrides,
      wide: options.wide,
    });
    const prober = proberFor(model, machine, options.seed);
    try {
      const header = headerOf({ model, machine, space, options, raw, argv });
      const study = runStudy(
        {
          header,
          space,
          strategy: (context) => createStrategy(options.strategy, context),
          keepRunTimes: options.keepRunTimes,
          startedAt,
        },
        { clock: monotonicClock, prober, store },
        interruption.signal,
      );
      const surroundings = {
        isStored: folder !== null,
        rebatchedPath: model.rebatchedPath,
        hints: model.hints,
      };
      return await conductStudy(study, options, surroundings, io, interruption);
    } finally {
      await prober.close();
      model.discard();
    }
  } finally {
    store.close();
  }
}

function headerOf(known: {
  readonly model: PreparedModel;
  readonly machine: Machine;
  readonly space: BuiltSpace;
  readonly options: TuneOptions;
  readonly raw: RawOptions;
  readonly argv: readonly string[];
}): StudyHeader {
  const { model, machine, space, options, raw, argv } = known;
  return {
    studyId: randomBytes(6).toString('hex'),
    startedAt: new Date().toISOString(),
    toolVersion: toolVersion(),
    model: model.facts,
    host: machine.facts,
    objective: options.objective,
    constraints: options.constraints,
    knobs: space.knobs,
    spaceSize: space.configurations.length,
    reference: space.reference,
    strategy: options.strategy,
    seed: options.seed,
    budgetS: options.budgetS,
    maxProbes: options.maxProbes,
    command: ['tune', ...argv],
    options: storedOptions(raw),
  };
}
