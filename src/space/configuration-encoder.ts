import type { Configuration } from './configuration.ts';
import type { Knob } from './search-space.ts';

/** A coordinate of an encoded configuration. */
interface Feature {
  readonly name: string;
  /** `number`: differences mean something (log2 of a count); `category`: only equal or not, as in a Hamming distance. */
  readonly kind: 'number' | 'category';
}

export interface ConfigurationEncoder {
  readonly features: readonly Feature[];
  /** One number per feature; equal configurations of the space give equal numbers, different ones different. */
  encode(configuration: Configuration): number[];
}

interface Column extends Feature {
  readonly value: (c: Configuration) => number;
}

/**
 * Turns configurations into coordinates for distance-based models: log2 of counts, an index for categories. Knobs with
 * a single value are left out. The value 0 of thread counts lies where the count it means lies (`defaultThreads`) and
 * differs from it in a category of its own.
 */
export function createConfigurationEncoder(
  knobs: readonly Knob[],
  defaultThreads: number,
): ConfigurationEncoder {
  const columns = knobs
    .filter((knob) => knob.values.length > 1)
    .flatMap((knob) => columnsOf(knob, defaultThreads));
  return {
    features: columns.map(({ name, kind }) => ({ name, kind })),
    encode: (c) => columns.map((column) => column.value(c)),
  };
}

function columnsOf(knob: Knob, defaultThreads: number): Column[] {
  const { name } = knob;
  switch (name) {
    case 'batchSize':
    case 'instances':
      return [{ name, kind: 'number', value: (c) => Math.log2(c[name]) }];
    case 'maxQueueDelayMs':
      // Fractions of a millisecond are near to none at all.
      return [{ name, kind: 'number', value: (c) => Math.log2(1 + (c[name] ?? 0)) }];
    case 'intraOpThreads':
    case 'interOpThreads': {
      const count: Column = {
        name,
        kind: 'number',
        value: (c) => Math.log2(c[name] || defaultThreads),
      };
      const isDefault: Column = {
        name: `${name}=default`,
        kind: 'category',
        value: (c) => (c[name] === 0 ? 1 : 0),
      };
      return knob.values.some((value) => value === 0) ? [count, isDefault] : [count];
    }
    default: {
      const values: readonly unknown[] = knob.values;
      return [{ name, kind: 'category', value: (c) => values.indexOf(c[name]) }];
    }
  }
}
