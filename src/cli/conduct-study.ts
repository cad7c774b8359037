import { EXIT } from '../core/exit-code.ts';
import { monotonicClock } from '../probe/monotonic-clock.ts';
import { inertJson } from '../report/inert-json.ts';
import { resultJson } from '../report/result-json.ts';
import { resultText } from '../report/result-text.ts';
import { trialsCsv } from '../report/trials-csv.ts';
import { eventLine } from '../study/event-line.ts';
import type { StudyEvent } from '../study/study-event.ts';
import type { StudyResult } from '../study/study-result.ts';
import { createPlainProgress } from '../ui/plain-progress.ts';
import type { Interruption } from './interruption.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options/tune-options.ts';
import { hasColour, hasUnicode, textStyle } from './output-streams.ts';
import { openEventFile, requireWritable, writeResult } from './result-files.ts';

/** What the result of a study says beyond the study itself. */
export interface StudySurroundings {
  /** Whether `tune resume` finds the study again. */
  readonly isStored: boolean;
  /** Where the copy of the model that takes any batch stays; null where there is none. */
  readonly rebatchedPath: string | null;
  /** What was assumed of the model, for people. */
  readonly hints: readonly string[];
}

/** Fails early where results could not be written. */
export function requireOutputs(output: OutputOptions): void {
  requireWritable(output.outPath, '--out');
  requireWritable(output.csvPath, '--csv');
}

/** Plays a study to its end: every event to the screen and the event file, the result to stdout and the result files. */
export async function conductStudy(
  study: AsyncGenerator<StudyEvent, StudyResult>,
  output: OutputOptions,
  surroundings: StudySurroundings,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const events = openEventFile(output.eventsPath, '--events');
  const colour = hasColour(io.stderr, io.env);
  const progress = createPlainProgress(
    io.stderr,
    { quiet: output.quiet, colour, unicode: hasUnicode(io.env) },
    monotonicClock,
  );
  if (!output.quiet) for (const hint of surroundings.hints) io.stderr.write(`note: ${hint}\n`);
  let result: StudyResult;
  try {
    let step = await study.next();
    for (; step.done !== true; step = await study.next()) {
      events?.write(eventLine(step.value));
      progress.event(step.value);
    }
    result = step.value;
  } finally {
    progress.close();
    events?.close();
  }
  writeResult(output.outPath, () => `${inertJson(resultJson(result, { withEvidence: true }))}\n`);
  writeResult(output.csvPath, () => trialsCsv(result.trials));
  const { isStored, rebatchedPath } = surroundings;
  io.stdout.write(
    output.json
      ? `${inertJson(resultJson(result))}\n`
      : resultText(result, { style: textStyle(io), isStored, rebatchedPath }),
  );
  return interruption.exitCode() ?? (result.recommendation === null ? EXIT.environment : EXIT.ok);
}
