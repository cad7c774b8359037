import type { Request } from '../program.ts';
import { CHECK_LEVELS, CHECK_OPTIONS } from './gate-options.ts';
import { type OptionSpec, PROBE_OPTIONS, RESUME_OPTIONS, TUNE_OPTIONS } from './option-table.ts';
import type { RawOptions } from './raw-options.ts';
import { readConfigFile } from './read-config-file.ts';
import { CHOOSE_OPTIONS, VARIANTS_OPTIONS } from './variant-options.ts';

const EVERY_OPTION = [
  ...TUNE_OPTIONS,
  ...PROBE_OPTIONS,
  ...RESUME_OPTIONS,
  ...CHECK_OPTIONS,
  CHECK_LEVELS,
  ...VARIANTS_OPTIONS,
  ...CHOOSE_OPTIONS,
];

/** Options of the command line and of the config file together; the command line wins. */
export function mergeOptions(
  { options, configPath }: Request,
  specs: readonly OptionSpec[],
): RawOptions {
  const configured = readConfigFile(configPath, specs, EVERY_OPTION);
  return new Map([...configured, ...options]);
}
