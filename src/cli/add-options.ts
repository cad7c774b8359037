import { type Command, Option } from 'commander';
import { KB_OPTION, type OptionSpec } from './options/option-table.ts';

/** Declares the options of a command, group by group, and `--config` where the command reads the config file. */
export function addOptions(
  command: Command,
  specs: readonly OptionSpec[],
  { hasConfig = true }: { readonly hasConfig?: boolean } = {},
): void {
  for (const group of new Set(specs.map((s) => s.group))) {
    for (const spec of specs.filter((s) => s.group === group)) command.addOption(optionOf(spec));
    if (group === KB_OPTION.group) {
      command.addOption(
        new Option('--no-kb', 'remember nothing: keep trials in memory only').helpGroup(
          `${group}:`,
        ),
      );
    }
  }
  if (!hasConfig) return;
  command.addOption(
    new Option('--config <file>', 'config file (tune.config.json)').helpGroup('Other:'),
  );
}

/** An option that knows values worth completing. */
export class WordedOption extends Option {
  readonly words: readonly string[];

  constructor(flags: string, description: string, words: readonly string[]) {
    super(flags, description);
    this.words = words;
  }
}

function optionOf(spec: OptionSpec): Option {
  const { name, short, kind, value = 'value', description, group, words = [] } = spec;
  const letter = short === undefined ? '' : `-${short}, `;
  const flags = `${letter}--${name}${kind === 'switch' ? '' : ` <${value}>`}`;
  const option = new WordedOption(flags, description, words).helpGroup(`${group}:`);
  return kind === 'list'
    ? option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
    : option;
}
