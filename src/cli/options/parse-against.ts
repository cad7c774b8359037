import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { Configuration } from '../../space/configuration.ts';
import { parseKnobValues } from '../../space/knob-values.ts';
import type { KnobName } from '../../space/space-request.ts';
import { OPTION_OF_KNOB, PROVIDERS } from './tune-options.ts';

const EXAMPLE = "For example 'batch=8,threads=2,instances=1', with the names of the flags.";

/**
 * Reads one configuration as `name=value,name=value` with the names of the knobs' flags; what is not named keeps the value it has
 * in `base`. Throws a `TuneError` (usage).
 */
export function parseAgainst(text: string, label: string, base: Configuration): Configuration {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length === 0) {
    throw new TuneError('usage', `${label} names no knob.`, { hint: EXAMPLE });
  }
  return { ...base, ...Object.fromEntries(parts.map((part) => knobOf(part, label))) };
}

function knobOf(part: string, label: string): readonly [KnobName, unknown] {
  const [name = '', value = '', ...more] = part.split('=');
  if (value === '' || more.length > 0) {
    throw new TuneError('usage', `${label} cannot be read: ${printable(part, 60)}`, {
      hint: EXAMPLE,
    });
  }
  // A check runs back to back: nothing waits for a batch to fill.
  const knobs = Object.entries(OPTION_OF_KNOB).filter(([knob]) => knob !== 'maxQueueDelayMs');
  const names = knobs.map(([, option]) => option);
  const knob = knobs.find(([, option]) => option === name)?.[0];
  if (knob === undefined) {
    const meant = nearestName(name, names);
    throw new TuneError('usage', `${label} knows no knob "${printable(name, 40)}".`, {
      hint: `${meant === null ? '' : `Did you mean ${meant}? `}Knobs: ${names.join(', ')}.`,
    });
  }
  const values = parseKnobValues(knob as KnobName, value, `${name} in ${label}`, PROVIDERS) ?? [];
  if (values.length === 1) return [knob as KnobName, values[0]];
  throw new TuneError('usage', `${label} takes one value for ${name}.`, { hint: EXAMPLE });
}
