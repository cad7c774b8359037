import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import { CHECK_OPTIONS, LOCK_OPTIONS } from './options/gate-options.ts';
import { KB_OPTION } from './options/option-table.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

/** Declares the commands that write a lock file and hold a machine against it; `done` takes the exit code. */
export function addGateCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const lock = program
    .command('lock [run]')
    .description(
      "write a run's recommendation to tune.lock.json; the run is a result file, an id, or a model (the newest)",
    )
    .action(async (run: string | undefined, _options, command: Command) => {
      done(await handlers.lock(run, requestOf(command, LOCK_OPTIONS)));
    });
  addOptions(lock, [...LOCK_OPTIONS, KB_OPTION]);

  const check = program
    .command('check [lock]')
    .description('check in CI that a locked configuration still holds (tune.lock.json)')
    .action(async (path: string | undefined, _options, command: Command) => {
      done(await handlers.check(path, requestOf(command, CHECK_OPTIONS)));
    });
  addOptions(check, CHECK_OPTIONS);
}
