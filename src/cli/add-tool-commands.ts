import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import { EXPORT_OPTIONS, KB_OPTION } from './options/option-table.ts';
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
}
