import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import { TuneError } from '../core/tune-error.ts';
import type { OutputStream } from './io.ts';

/** Says what went wrong and what to do; returns the exit code. Commander has printed its own errors already. */
export function reportError(error: unknown, stderr: OutputStream): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof TuneError) {
    stderr.write(`tune: ${error.message}\n`);
    if (error.hint !== undefined) stderr.write(`  hint: ${error.hint}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`tune: internal error, please report it with the lines below\n${stack}\n`);
  return EXIT.internal;
}
