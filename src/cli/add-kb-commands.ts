import type { Command } from 'commander';
import { addOptions } from './add-options.ts';
import {
  KB_EXPORT_OPTIONS,
  KB_IMPORT_OPTIONS,
  KB_LIST_OPTIONS,
  KB_PRUNE_OPTIONS,
  KB_SEED_OPTIONS,
  KB_SHOW_OPTIONS,
  KB_STATS_OPTIONS,
  KB_VERIFY_OPTIONS,
} from './options/kb-options.ts';
import { KB_OPTION, type OptionSpec } from './options/option-table.ts';
import type { Request } from './program.ts';
import { requestOf } from './request-of.ts';

export type KbAction =
  | 'list'
  | 'show'
  | 'stats'
  | 'export'
  | 'import'
  | 'merge'
  | 'seed'
  | 'prune'
  | 'verify';

/** What the user asked of the knowledge base. */
export interface KbRequest extends Request {
  readonly action: KbAction;
  /** What stands after the action: names, ids or files. */
  readonly operands: readonly string[];
}

interface Declared {
  /** As commander takes it: the action and its operands. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
}

const ACTIONS: Readonly<Record<KbAction, Declared>> = {
  list: {
    usage: 'list',
    description: 'what was tuned: each model on each host, with the best that was found',
    options: KB_LIST_OPTIONS,
  },
  show: {
    usage: 'show <name>',
    description: 'everything known of a model (file name or hash), or of one run (id)',
    options: KB_SHOW_OPTIONS,
  },
  stats: {
    usage: 'stats',
    description: 'how much there is, and since when',
    options: KB_STATS_OPTIONS,
  },
  export: {
    usage: 'export',
    description: 'write everything as JSON lines, to be kept in git or sent to others',
    options: KB_EXPORT_OPTIONS,
  },
  import: {
    usage: 'import <file...>',
    description: 'take in JSON lines of `tune kb export`; everything is checked first',
    options: KB_IMPORT_OPTIONS,
  },
  merge: {
    usage: 'merge <other...>',
    description: 'take in other knowledge bases: SQLite files, JSON lines or postgres:// URLs',
    options: KB_IMPORT_OPTIONS,
  },
  seed: {
    usage: 'seed [name...]',
    description: 'tune a part of the zoo on this host, so that later searches start well',
    options: KB_SEED_OPTIONS,
  },
  prune: {
    usage: 'prune',
    description: 'forget studies; what is removed meets every condition given',
    options: KB_PRUNE_OPTIONS,
  },
  verify: {
    usage: 'verify',
    description: 'read everything and look whether it is sound',
    options: KB_VERIFY_OPTIONS,
  },
};

/** Adds `kb` and what can be done with a knowledge base to the program. */
export function addKbCommands(program: Command, run: (request: KbRequest) => Promise<void>): void {
  const kb = program
    .command('kb')
    .description('the knowledge base: look at it, share it, fill it, tidy it up');
  for (const [name, { usage, description, options }] of Object.entries(ACTIONS)) {
    const command = kb
      .command(usage)
      .description(description)
      .action(() => {
        const operands = command.args;
        return run({ ...requestOf(command, options), action: name as KbAction, operands });
      });
    addOptions(command, [...options, KB_OPTION], { hasConfig: false });
  }
}
