import type { Command, Option } from 'commander';
import { WordedOption } from '../add-options.ts';
import { SHELLS } from '../options/shells.ts';

/** What may follow an option, or stand as an argument. */
export type Completed =
  | { readonly kind: 'nothing' }
  /** Anything that cannot be foreseen: a number, a name. */
  | { readonly kind: 'text' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Files, of this extension if any. */
  | { readonly kind: 'files'; readonly extension: string | null };

export interface CompletedOption {
  /** `--batch` */
  readonly long: string;
  /** `-o`; null where there is none. */
  readonly short: string | null;
  readonly description: string;
  readonly value: Completed;
}

export interface CompletedCommand {
  /** Empty for the main command. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Completed;
}

/** The whole command line: the main command first, then its subcommands. */
export type CompletionModel = readonly [CompletedCommand, ...CompletedCommand[]];

/** Everything that can be completed, read off the commands themselves, so that it never falls behind them. */
export function completionModel(program: Command): CompletionModel {
  const described = [program, ...program.commands].map((command): CompletedCommand => {
    const help = command.createHelp();
    return {
      name: command === program ? '' : command.name(),
      description: command.description(),
      options: help.visibleOptions(command).map(optionOf),
      argument: command === program ? argumentOf(command) : followersOf(command),
    };
  });
  const help: CompletedCommand = {
    name: 'help',
    description: 'display help for a command',
    options: [],
    argument: { kind: 'words', words: program.commands.map((c) => c.name()) },
  };
  return [...described, help] as unknown as CompletionModel;
}

function optionOf(option: Option): CompletedOption {
  const { long, short, description, flags } = option;
  const placeholder = /<(.+)>/.exec(flags)?.[1];
  return {
    long: long ?? short ?? '',
    short: long === undefined ? null : (short ?? null),
    description,
    value: placeholder === undefined ? { kind: 'nothing' } : followerOf(option, placeholder),
  };
}

function followerOf(option: Option, placeholder: string): Completed {
  const words = option instanceof WordedOption ? option.words : [];
  if (words.length > 0) return { kind: 'words', words };
  const isPath = placeholder === 'file' || placeholder === 'path';
  return isPath ? { kind: 'files', extension: null } : { kind: 'text' };
}

/** A command with commands of its own is followed by one of these. */
function followersOf(command: Command): Completed {
  const names = command.commands.map((c) => c.name());
  return names.length === 0 ? argumentOf(command) : { kind: 'words', words: names };
}

/** What the names of arguments say of their values. */
const EXTENSION_OF_ARGUMENT: Readonly<Record<string, string>> = { model: 'onnx', run: 'json' };

function argumentOf(command: Command): Completed {
  const [argument] = command.registeredArguments;
  if (argument === undefined) return { kind: 'nothing' };
  if (argument.name() === 'shell') return { kind: 'words', words: SHELLS };
  const extension = EXTENSION_OF_ARGUMENT[argument.name()];
  return extension === undefined ? { kind: 'text' } : { kind: 'files', extension };
}
