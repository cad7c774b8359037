import type {
  Completed,
  CompletedCommand,
  CompletedOption,
  CompletionModel,
} from './completion-model.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Text inside a specification of `_arguments`, where colons and brackets end parts. */
const part = (text: string): string => text.replace(/[\\:[\]]/g, '\\$&');

/** A completion script for zsh, to be saved as `_tune` in a folder of `$fpath`, or evaluated. */
export function zshCompletion(model: CompletionModel): string {
  const [main, ...commands] = model;
  const described = commands.map((c) => `    ${quoted(`${part(c.name)}:${c.description}`)}`);
  return `#compdef tune
# zsh completion of tune. Load it with: source <(tune completion zsh)
_tune_commands() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  _describe -t commands 'command' commands
}
_tune() {
  if (( CURRENT > 2 )); then
    case "$words[2]" in
${commands.map(commandCase).join('\n')}
    esac
  fi
  _arguments -s \\
${optionLines(main)}
    '1: :{ _tune_commands; _files -g "*.onnx" }'
}
if [ "$funcstack[1]" = _tune ]; then _tune "$@"; else compdef _tune tune; fi
`;
}

function commandCase(command: CompletedCommand): string {
  return `      ${command.name})
        shift words
        (( CURRENT-- ))
        _arguments -s \\
${optionLines(command, '      ')}
          ${quoted(`*: :${actionOf(command.argument)}`)}
        return
        ;;`;
}

function optionLines({ options }: CompletedCommand, indent = ''): string {
  const line = (option: CompletedOption): readonly string[] =>
    [option.long, ...(option.short === null ? [] : [option.short])].map(
      (flag) => `${indent}    ${specification(flag, option)} \\`,
    );
  return options.flatMap(line).join('\n');
}

/** `*` lets an option stand again: some are lists, and the last of the others wins. */
function specification(flag: string, { description, value }: CompletedOption): string {
  const about = `[${part(description)}]`;
  if (value.kind === 'nothing') return quoted(`*${flag}${about}`);
  const joint = flag.startsWith('--') ? '=' : '+';
  return quoted(`*${flag}${joint}${about}: :${actionOf(value)}`);
}

function actionOf(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'files':
      return value.extension === null ? '_files' : `_files -g "*.${value.extension}"`;
    default:
      return ' ';
  }
}
