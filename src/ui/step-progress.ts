import type { ProgressStream } from './progress-stream.ts';

/** Progress of work in named steps of about equal length. */
export interface StepProgress {
  /** `done`: share of the whole that lies behind, from 0 to 1. */
  readonly report: (step: string, done: number) => void;
  readonly close: () => void;
}

/** A bar on a terminal, one line per step elsewhere, nothing when quiet. */
export async function createStepProgress(
  stream: ProgressStream,
  quiet: boolean,
): Promise<StepProgress> {
  if (quiet) return { report: () => {}, close: () => {} };
  if (stream.isTTY !== true) {
    return { report: (step) => void stream.write(`${step}\n`), close: () => {} };
  }
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    // What the library writes to is any stream; it asks of it no more than this one has.
    stream: stream as NodeJS.WritableStream,
    format: '{bar} {percentage} %  {step}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: false,
    clearOnComplete: true,
    fps: 10,
  });
  bar.start(100, 0, { step: '' });
  return {
    report: (step, done) => bar.update(Math.round(100 * done), { step }),
    close: () => bar.stop(),
  };
}
