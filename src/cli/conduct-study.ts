import { EXIT } from '../core/exit-code.ts';
import { inertJson } from '../report/inert-json.ts';
import { resultJson } from '../report/result-json.ts';
import { resultText } from '../report/result-text.ts';
import { trialsCsv } from '../report/trials-csv.ts';
import { eventLine } from '../study/event-line.ts';
import type { StudySteering } from '../study/study-control.ts';
import type { StudyEvent } from '../study/study-event.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';
import type { Interruption } from './interruption.ts';
import type { Io } from './io.ts';
import { openProgress } from './open-progress.ts';
import type { OutputOptions } from './options/tune-options.ts';
import { textStyle } from './output-streams.ts';
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

/** A study about to run, and how it is steered. */
export interface ConductedStudy {
  readonly events: AsyncGenerator<StudyEvent, StudyResult>;
  readonly steering: StudySteering;
  /** Trials of earlier sittings. */
  readonly earlier: readonly Trial[];
}

/** Plays a study to its end: every event to the screen and the event file, the result to stdout and the result files. */
export async function conductStudy(
  { events: study, steering, earlier }: ConductedStudy,
  output: OutputOptions,
  surroundings: StudySurroundings,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const events = openEventFile(output.eventsPath, '--events');
  if (!output.quiet) for (const hint of surroundings.hints) io.stderr.write(`note: ${hint}\n`);
  const progress = await openProgress(
    output,
    { source: 'study', steering, earlier, rate: 1, quit: interruption.interrupt },
    io,
  );
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
