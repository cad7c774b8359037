import { monotonicClock } from '../probe/monotonic-clock.ts';
import { inertJson } from '../report/inert-json.ts';
import { resultJson } from '../report/result-json.ts';
import { resultSoFar } from '../report/result-so-far.ts';
import { nodeOptionLines } from '../report/session-snippet.ts';
import type { StudySteering } from '../study/study-control.ts';
import type { Trial } from '../study/trial.ts';
import type { DashboardState } from '../ui/dashboard/dashboard-state.ts';
import { loadDashboard } from '../ui/dashboard/load-dashboard.ts';
import type { Dashboard } from '../ui/dashboard/open-dashboard.tsx';
import { createPlainProgress } from '../ui/plain-progress.ts';
import type { Progress } from '../ui/progress-stream.ts';
import type { Io } from './io.ts';
import type { OutputOptions } from './options/tune-options.ts';
import { hasColour, hasUnicode } from './output-streams.ts';
import { writeNewFile } from './result-files.ts';

/** What is watched, and how it is steered. */
export interface Watched {
  readonly source: 'study' | 'replay';
  readonly steering: StudySteering;
  /** Trials of earlier sittings. */
  readonly earlier: readonly Trial[];
  /** Study seconds that pass in a second. */
  readonly rate: number;
  /** Ends what is watched; asked a second time by Ctrl-C it ends the process. */
  quit(): void;
}

type WatchOptions = Pick<OutputOptions, 'quiet' | 'ui' | 'screenReader'>;

/** Whether a person sits at a terminal that can show a dashboard. */
export function wantsDashboard(
  { quiet, ui, screenReader }: WatchOptions,
  { stderr, env }: Io,
): boolean {
  const isReader = screenReader || env['INK_SCREEN_READER'] === 'true';
  // A build log keeps every frame; nobody watches it.
  const isCi = env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI']);
  return !quiet && ui && !isReader && !isCi && stderr.isTTY === true && env['TERM'] !== 'dumb';
}

/** Shows how a study goes: the dashboard where somebody can see it, else plain progress. */
export async function openProgress(
  options: WatchOptions,
  watched: Watched,
  io: Io,
): Promise<Progress> {
  return wantsDashboard(options, io)
    ? openDashboardFor(watched, io)
    : openPlainProgress(options, io);
}

/** Plain progress: log lines for screen readers and files, else a line that replaces itself. */
export function openPlainProgress(
  { quiet, screenReader }: WatchOptions,
  { stderr, env }: Io,
): Progress {
  const isReader = screenReader || env['INK_SCREEN_READER'] === 'true';
  const stream = isReader ? { write: (text: string) => stderr.write(text) } : stderr;
  return createPlainProgress(
    stream,
    { quiet, colour: hasColour(stderr, env), unicode: hasUnicode(env) },
    monotonicClock,
  );
}

/** The dashboard over what is watched. */
export async function openDashboardFor(
  { source, steering, earlier, rate, quit }: Watched,
  io: Io,
): Promise<Dashboard> {
  const { stderr, env } = io;
  const openDashboard = await loadDashboard(process.env);
  const stdin = io.stdin?.();
  return openDashboard({
    stream: stderr,
    keyboard: stdin?.isTTY === true ? stdin : null,
    colour: hasColour(stderr, env),
    unicode: hasUnicode(env),
    clock: monotonicClock,
    source,
    earlier,
    rate,
    copyText: (configuration) => `${nodeOptionLines(configuration).join('\n')}\n`,
    act: (effect, state) => {
      switch (effect.type) {
        case 'export':
          return exportResult(state);
        case 'quit':
          quit();
          return null;
        default:
          steering[effect.type]();
          return null;
      }
    },
  });
}

/** Writes what is known so far beside where the command was started. */
function exportResult({ header, trials, warnings, result, progress }: DashboardState): string {
  if (header === null) return 'nothing was measured yet';
  const found = result ?? resultSoFar({ header, trials, warnings, elapsedS: progress.elapsedS });
  const text = `${inertJson(resultJson(found, { withEvidence: true }))}\n`;
  try {
    return `written to ${writeNewFile(`tune-${header.studyId.slice(0, 12)}`, '.json', text)}`;
  } catch (error) {
    return `could not be written: ${(error as Error).message}`;
  }
}
