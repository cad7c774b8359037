import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import { CALIBRATE_OPTIONS, INSPECT_OPTIONS, KB_OPTION } from './options/option-table.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

/** Declares the commands about what models are made of and what this machine makes of that; `done` takes the exit code. */
export function addModelCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const inspect = program
    .command('inspect <model>')
    .description(
      'what a model is made of, what it costs and what is expected of it, without running it',
    )
    .action(async (model: string, _options, command: Command) => {
      done(await handlers.inspect(model, requestOf(command, INSPECT_OPTIONS)));
    });
  addOptions(inspect, [...INSPECT_OPTIONS, KB_OPTION]);

  const calibrate = program
    .command('calibrate')
    .description('measure what this machine makes of each operator family (once, under a minute)')
    .action(async (_options, command: Command) => {
      done(await handlers.calibrate(requestOf(command, CALIBRATE_OPTIONS)));
    });
  addOptions(calibrate, [...CALIBRATE_OPTIONS, KB_OPTION]);
}
