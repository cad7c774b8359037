import type { Command } from 'commander';
import { KB_OPTION, type OptionSpec } from './options/option-table.ts';
import type { RawOption } from './options/raw-options.ts';
import type { Request } from './program.ts';

/** Options as they were typed; `--no-kb` comes from commander as `kb: false`, as do other options that say no. */
export function requestOf(command: Command, specs: readonly OptionSpec[]): Request {
  const values = command.opts<Record<string, string | string[] | boolean | undefined>>();
  const options = new Map<string, RawOption>();
  for (const { name } of [...specs, KB_OPTION]) {
    const value = name.startsWith('no-')
      ? values[camelCase(name.slice(3))] === false
      : values[camelCase(name)];
    if (value === undefined || value === false || (name === 'kb' && value === true)) continue;
    options.set(name, {
      texts: Array.isArray(value) ? value : [String(value)],
      label: `--${name}`,
    });
  }
  const config: unknown = command.getOptionValue('config');
  return {
    options,
    configPath: typeof config === 'string' ? config : undefined,
    withoutKnowledge: command.getOptionValue('kb') === false,
  };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
