import type { Completed, CompletedCommand, CompletionModel } from './completion-model.ts';

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** A completion script for fish. */
export function fishCompletion(model: CompletionModel): string {
  const [main, ...commands] = model;
  const names = commands.map((c) => c.name).join(' ');
  const isMain = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    '# fish completion of tune. Load it with: tune completion fish | source',
    'complete -c tune -f',
    ...commands.map((c) =>
      line('__fish_use_subcommand', `-a ${c.name} -d ${quoted(c.description)}`),
    ),
    ...commandLines(main, isMain),
    ...commands.flatMap((c) => commandLines(c, `__fish_seen_subcommand_from ${c.name}`)),
  ];
  return `${lines.join('\n')}\n`;
}

const line = (condition: string, rest: string): string =>
  `complete -c tune -n ${quoted(condition)} ${rest}`;

function commandLines(command: CompletedCommand, condition: string): readonly string[] {
  const argument = argumentOf(command.argument);
  return [
    ...(argument === null ? [] : [line(condition, argument)]),
    ...command.options.map(({ long, short, description, value }) => {
      const flags = [
        long.startsWith('--') ? `-l ${long.slice(2)}` : `-s ${long.slice(1)}`,
        ...(short === null ? [] : [`-s ${short.slice(1)}`]),
      ];
      return line(condition, `${flags.join(' ')}${followerOf(value)} -d ${quoted(description)}`);
    }),
  ];
}

function followerOf(value: Completed): string {
  switch (value.kind) {
    case 'nothing':
      return '';
    case 'text':
      return ' -x';
    case 'words':
      return ` -x -a ${quoted(value.words.join(' '))}`;
    case 'files':
      return ' -r -F';
  }
}

function argumentOf(argument: Completed): string | null {
  switch (argument.kind) {
    case 'words':
      return `-a ${quoted(argument.words.join(' '))}`;
    case 'files':
      return '-F';
    default:
      return null;
  }
}
