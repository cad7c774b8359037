import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import { KB_OPTION } from './options/option-table.ts';
import { CHOOSE_OPTIONS, VARIANTS_OPTIONS } from './options/variant-options.ts';
import type { Handlers } from './program.ts';
import { requestOf } from './request-of.ts';

/** Declares the commands for the choice among variants of one task. */
export function addVariantCommands(
  program: Command,
  handlers: Handlers,
  done: (exitCode: number) => void,
): void {
  const variants = program
    .command('variants <model...>')
    .description('which of several exports of one task to serve here, and how: measures them all')
    .action(async (models: string[], _options, command: Command) => {
      done(await handlers.variants(models, requestOf(command, VARIANTS_OPTIONS)));
    });
  addOptions(variants, [...VARIANTS_OPTIONS, KB_OPTION]);

  const choose = program
    .command('choose [task]')
    .description('which variant to serve, from what `tune variants` measured; measures nothing')
    .action(async (task: string | undefined, _options, command: Command) => {
      done(await handlers.choose(task, requestOf(command, CHOOSE_OPTIONS)));
    });
  addOptions(choose, [...CHOOSE_OPTIONS, KB_OPTION]);
}
