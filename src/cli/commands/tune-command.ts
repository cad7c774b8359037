import { randomBytes } from 'node:crypto';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStrategy } from '../../search/strategies.ts';
import { runStudy } from '../../study/run-study.ts';
import { createStudySteering } from '../../study/study-control.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import { conductStudy, requireOutputs } from '../conduct-study.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import type { RawOptions } from '../options/raw-options.ts';
import { parseTuneOptions, type TuneOptions } from '../options/tune-options.ts';
import { toolVersion } from '../package-info.ts';
import { type PreparedStudy, prepareStudy } from '../prepare-study.ts';
import type { Request } from '../program.ts';
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
  const knowledge = openKnowledge(raw, request.withoutKnowledge, io);
  const { store } = knowledge;
  try {
    const prepared = await prepareStudy(path, options, knowledge, interruption.signal);
    const { space, prober, surroundings } = prepared;
    try {
      const steering = createStudySteering();
      const events = runStudy(
        {
          header: headerOf(prepared, { options, raw, argv }),
          space,
          strategy: (context) => createStrategy(options.strategy, context),
          keepRunTimes: options.keepRunTimes,
          startedAt,
        },
        { clock: monotonicClock, prober, store, control: steering },
        interruption.signal,
      );
      const study = { events, steering, earlier: [] };
      return await conductStudy(study, options, surroundings, io, interruption);
    } finally {
      await prepared.close();
    }
  } finally {
    store.close();
  }
}

/** What was asked for, in words and as understood. */
interface Asked {
  readonly options: TuneOptions;
  readonly raw: RawOptions;
  readonly argv: readonly string[];
}

function headerOf(
  { model, machine, space }: PreparedStudy,
  { options, raw, argv }: Asked,
): StudyHeader {
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
