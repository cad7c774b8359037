import { TuneError } from '../core/tune-error.ts';
import { type Configuration, runtimeDefault } from '../space/configuration.ts';
import type { KnobName, KnobOverrides } from '../space/space-request.ts';
import { type RawOptions, rawLabel } from './options/raw-options.ts';
import { OPTION_OF_KNOB } from './options/tune-options.ts';
import type { PreparedModel } from './prepare-model.ts';

/**
 * The one configuration that a probe measures; under a load it has a batcher, which holds nothing back unless told. Throws
 * a `TuneError` (usage) for several values of a knob, and for a batch that the model cannot run.
 */
export function probedConfiguration(
  knobs: KnobOverrides,
  raw: RawOptions,
  { facts: { baseBatch, batching } }: Pick<PreparedModel, 'facts'>,
  hasLoad: boolean,
): Configuration {
  const base = { ...runtimeDefault(baseBatch), ...(hasLoad && { maxQueueDelayMs: 0 }) };
  const configuration = configurationOf(knobs, raw, base);
  if (configuration.batchSize === baseBatch || batching.status !== 'fixed') return configuration;
  throw new TuneError('usage', `this model runs only at batch ${baseBatch}: ${batching.reason}`, {
    hint: `Leave --batch out, or give ${baseBatch}.`,
  });
}

/** The default with the knobs the user set; a probe measures one configuration, so one value each. */
function configurationOf(
  knobs: KnobOverrides,
  raw: RawOptions,
  base: Configuration,
): Configuration {
  const chosen = Object.entries(knobs).map(([knob, values]) => {
    const [value, ...more] = values ?? [];
    if (more.length === 0) return [knob, value];
    throw new TuneError(
      'usage',
      `${rawLabel(raw, OPTION_OF_KNOB[knob as KnobName])} takes one value here`,
      {
        hint: 'A probe measures one configuration; `tune` searches among several.',
      },
    );
  });
  return { ...base, ...Object.fromEntries(chosen) };
}
