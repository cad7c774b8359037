import type { Clock } from '../core/clock.ts';
import { ANSI, ASCII, PLAIN, UNICODE } from '../report/text-style.ts';
import { createLineProgress } from './line-progress.ts';
import { createLogProgress } from './log-progress.ts';
import type { Progress, ProgressStream } from './progress-stream.ts';

export interface ProgressOptions {
  /** Shows nothing at all. */
  readonly quiet: boolean;
  readonly colour: boolean;
  /** Whether the stream shows more than ASCII; true unless told otherwise. */
  readonly unicode?: boolean;
}

/** Plain progress: one line that replaces itself on a terminal, log lines elsewhere, nothing when quiet. */
export function createPlainProgress(
  stream: ProgressStream,
  { quiet, colour, unicode = true }: ProgressOptions,
  clock: Clock,
): Progress {
  if (quiet) return { event: () => {}, close: () => {} };
  const glyphs = unicode ? UNICODE : ASCII;
  if (stream.isTTY !== true) return createLogProgress(stream, glyphs);
  return createLineProgress(stream, { palette: colour ? ANSI : PLAIN, glyphs }, clock);
}
