import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createStudySteering } from '../../study/study-control.ts';
import { conductStudy, requireOutputs } from '../conduct-study.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import { parseTuneOptions } from '../options/tune-options.ts';
import { prepareStudy } from '../prepare-study.ts';
import type { Request } from '../program.ts';
import { startStudy } from '../start-study.ts';

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
  const knowledge = await openKnowledge(raw, request.withoutKnowledge, io);
  const { store } = knowledge;
  try {
    const say = (line: string): void => {
      if (!options.quiet) io.stderr.write(`${line}\n`);
    };
    const preparing = { knowledge, resumes: null, say };
    const prepared = await prepareStudy(path, options, preparing, interruption.signal);
    try {
      const steering = createStudySteering();
      const asked = { options, raw, command: ['tune', ...argv], startedAt };
      const ports = { store, control: steering };
      const events = startStudy(prepared, asked, ports, interruption.signal);
      const study = { events, steering, earlier: [] };
      return await conductStudy(study, options, prepared.surroundings, io, interruption);
    } finally {
      await prepared.close();
    }
  } finally {
    await store.close();
  }
}
