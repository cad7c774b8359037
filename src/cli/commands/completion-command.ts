import type { Command } from 'commander';
import { EXIT } from '../../core/exit-code.ts';
import { bashCompletion } from '../completion/bash-completion.ts';
import { completionModel } from '../completion/completion-model.ts';
import { fishCompletion } from '../completion/fish-completion.ts';
import { zshCompletion } from '../completion/zsh-completion.ts';
import type { Io } from '../io.ts';
import type { Shell } from '../options/shells.ts';

const SCRIPT_OF = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `tune completion`: a script that completes commands, options and values in a shell. */
export async function completionCommand(shell: Shell, program: Command, io: Io): Promise<number> {
  io.stdout.write(SCRIPT_OF[shell](completionModel(program)));
  return EXIT.ok;
}
