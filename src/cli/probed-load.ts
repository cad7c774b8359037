import { TuneError } from '../core/tune-error.ts';
import type { LoadTarget } from './load-settings-for.ts';
import {
  defaultObjective,
  parseLoadOptions,
  requireDelays,
  requireGuarded,
} from './options/load-options.ts';
import { type RawOptions, rawLabel } from './options/raw-options.ts';
import { parseConstraints, parseKnobs } from './options/tune-options.ts';
import { type ReadLoad, readLoad } from './read-load.ts';

/**
 * The load that a probe offers, and what should hold under it; null where the instances run back to back. Throws a `TuneError`
 * (usage).
 */
export function probedLoad(raw: RawOptions): (LoadTarget & { readonly read: ReadLoad }) | null {
  const load = parseLoadOptions(raw);
  const constraints = parseConstraints(raw);
  if (load === null) {
    if (constraints.length === 0) return null;
    throw new TuneError(
      'usage',
      `${rawLabel(raw, 'constraint')} means nothing here without --load`,
      { hint: 'A probe without a load only reports; `tune` searches within constraints.' },
    );
  }
  requireGuarded(raw, load, constraints);
  requireDelays(raw, load, parseKnobs(raw).maxQueueDelayMs);
  return { read: readLoad(load), constraints, objective: defaultObjective(load) };
}
