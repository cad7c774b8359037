import type { Completed, CompletedCommand, CompletionModel } from './completion-model.ts';

/** Words of a script are its own names, of letters, digits, hyphens and dots; one to a line, for names of files may hold spaces. */
const lines = (words: readonly string[]): string => `$'${words.join('\\n')}'`;

const words = (list: readonly string[]): string => `compgen -W ${lines(list)} -- "$cur"`;

/** A completion script for bash, from version 3.2 on (macOS), without the bash-completion package. */
export function bashCompletion(model: CompletionModel): string {
  const [main, ...commands] = model;
  const names = commands.map((c) => c.name);
  return `# bash completion of tune. Load it with: source <(tune completion bash)
_tune() {
  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command=''
  # bash takes --name=value apart into three words.
  if [ "$cur" = '=' ]; then
    cur=''
  elif [ "$prev" = '=' ]; then
    prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
      ${names.join(' | ')}) command="\${COMP_WORDS[1]}" ;;
    esac
  fi
  case "$command$prev" in
${model.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
${model.map((c) => commandCase(c, c === main ? names : [])).join('\n')}
  esac
}
# Where nothing is offered, bash offers files.
complete -o default -F _tune tune
`;
}

/** What follows the options of a command that take a value. */
function valueCases(command: CompletedCommand): readonly string[] {
  return command.options.flatMap(({ long, short, value }) => {
    if (value.kind === 'nothing') return [];
    const flags = short === null ? [long] : [long, short];
    const pattern = flags.map((flag) => `'${command.name}${flag}'`).join(' | ');
    const offer = value.kind === 'words' ? `COMPREPLY=($(${words(value.words)})); ` : '';
    return [`    ${pattern}) ${offer}return ;;`];
  });
}

function commandCase(command: CompletedCommand, subcommands: readonly string[]): string {
  const flags = command.options.flatMap(({ long, short }) =>
    short === null ? [long] : [long, short],
  );
  const places = placesOf(command.argument, subcommands);
  const offer = places.length === 0 ? ':' : `COMPREPLY=($(${places.join('; ')}))`;
  const quote =
    command.argument.kind === 'files' ? '\n        compopt -o filenames 2> /dev/null' : '';
  return `    '${command.name}')
      if [ "\${cur:0:1}" = '-' ]; then
        COMPREPLY=($(${words(flags)}))
      else
        ${offer}${quote}
      fi
      ;;`;
}

function placesOf(argument: Completed, subcommands: readonly string[]): readonly string[] {
  const commands =
    subcommands.length === 0 ? [] : [`[ "$COMP_CWORD" -gt 1 ] || ${words(subcommands)}`];
  switch (argument.kind) {
    case 'words':
      return [...commands, words(argument.words)];
    case 'files':
      return [
        ...commands,
        `compgen -f -X '!*.${argument.extension}' -- "$cur"`,
        'compgen -d -- "$cur"',
      ];
    default:
      return commands;
  }
}
