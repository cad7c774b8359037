import { Argument, type Command } from 'commander';
import { addOptions } from './add-options.ts';
import { KB_OPTION } from './options/option-table.ts';
import { parseShell, SHELLS } from './options/shells.ts';
import { DOCTOR_OPTIONS, EXPORT_OPTIONS } from './options/tool-options.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

/** Declares the commands that use results and look after the tool itself; `done` takes the exit code. */
export function addToolCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const exporting = program
    .command('export [run]')
    .description('write a result as files for servers and runtimes: Triton, Kubernetes, Python, …')
    .action(async (run: string | undefined, _options, command: Command) => {
      done(await handlers.export(run, requestOf(command, EXPORT_OPTIONS)));
    });
  addOptions(exporting, [...EXPORT_OPTIONS, KB_OPTION], { hasConfig: false });

  const doctor = program
    .command('doctor')
    .description('check whether this machine can measure well, and say what to do where it cannot')
    .action(async (_options, command: Command) => {
      done(await handlers.doctor(requestOf(command, DOCTOR_OPTIONS)));
    });
  addOptions(doctor, [...DOCTOR_OPTIONS, KB_OPTION], { hasConfig: false });

  program
    .command('completion')
    .description('print a script that completes commands and options in bash, zsh or fish')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')))
    .action(async (shell: string) => {
      done(await handlers.completion(parseShell(shell), program));
    });
}
