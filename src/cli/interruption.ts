import { EXIT, type ExitCode } from '../core/exit-code.ts';

const EXIT_OF_SIGNAL = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.terminated,
} as const;

type Signal = keyof typeof EXIT_OF_SIGNAL;

/** What Ctrl-C and its kin do to a command that is measuring. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Does what Ctrl-C does, for keyboards that send no signal. */
  interrupt(): void;
  /** Exit code for the signal that came; null if none did. */
  exitCode(): ExitCode | null;
  /** Gives the signals back to their defaults. */
  dispose(): void;
}

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into an abort, so that the command can end in order: workers killed, best so far
 * printed. A second one ends the process at once; what was finished is in the knowledge base either way.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let received: Signal | null = null;
  const onSignal = (signal: Signal): void => {
    if (received !== null) process.exit(EXIT_OF_SIGNAL[received]);
    received = signal;
    controller.abort(new Error(`interrupted by ${signal}`));
  };
  const signals = Object.keys(EXIT_OF_SIGNAL) as Signal[];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    interrupt: () => onSignal('SIGINT'),
    exitCode: () => (received === null ? null : EXIT_OF_SIGNAL[received]),
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
