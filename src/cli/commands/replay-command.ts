import { EXIT } from '../../core/exit-code.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import { createRealTime } from '../../probe/simulated-time.ts';
import { inertJson } from '../../report/inert-json.ts';
import { resultJson } from '../../report/result-json.ts';
import { resultText } from '../../report/result-text.ts';
import { playEvents } from '../../study/play-events.ts';
import { createStudySteering } from '../../study/study-control.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import {
  openDashboardFor,
  openPlainProgress,
  type Watched,
  wantsDashboard,
} from '../open-progress.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { parseSpeed } from '../options/parse-speed.ts';
import { rawLabel, rawText } from '../options/raw-options.ts';
import { REPLAY_OPTIONS } from '../options/report-options.ts';
import { type OutputOptions, parseOutputOptions } from '../options/tune-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';
import { readRecording } from '../read-recording.ts';

const DEFAULT_SPEED = '10x';

/** `tune replay`: plays a recorded study again, then prints its result as the study did. */
export async function replayCommand(
  path: string,
  request: Request,
  io: Io,
  interruption: Interruption,
): Promise<number> {
  const raw = mergeOptions(request, REPLAY_OPTIONS);
  const output = parseOutputOptions(raw);
  const speed = parseSpeed(rawText(raw, 'speed') ?? DEFAULT_SPEED, rawLabel(raw, 'speed'));
  const events = readRecording(path);
  await show(events, speed, output, io, interruption);
  const last = events.findLast((e) => e.type === 'study-finished');
  const result = last?.type === 'study-finished' ? last.result : null;
  if (result !== null && interruption.exitCode() === null) print(result, output, io);
  return interruption.exitCode() ?? EXIT.ok;
}

async function show(
  events: readonly StudyEvent[],
  speed: number,
  output: OutputOptions,
  io: Io,
  interruption: Interruption,
): Promise<void> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([interruption.signal, leaving.signal]);
  const steering = createStudySteering();
  const watched: Watched = {
    source: 'replay',
    steering,
    earlier: [],
    rate: Number.isFinite(speed) ? speed : 0,
    quit: () => leaving.abort(),
  };
  const dashboard = wantsDashboard(output, io) ? await openDashboardFor(watched, io) : null;
  const progress = dashboard ?? openPlainProgress(output, io);
  const { sleep } = createRealTime(monotonicClock);
  try {
    // Lines are read at any speed; only a screen needs time to be seen.
    const pace = dashboard === null ? Number.POSITIVE_INFINITY : speed;
    for await (const event of playEvents(
      events,
      { speed: pace, sleep, control: steering },
      signal,
    )) {
      progress.event(event);
    }
    // The last screen stays until it was seen.
    if (dashboard?.canQuit && !signal.aborted) await dashboard.untilQuit(signal);
  } finally {
    progress.close();
  }
}

function print(result: StudyResult, output: OutputOptions, io: Io): void {
  io.stdout.write(
    output.json
      ? `${inertJson(resultJson(result))}\n`
      : resultText(result, { style: textStyle(io), isStored: false, rebatchedPath: null }),
  );
}
