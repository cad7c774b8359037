import type { OptionSpec } from './option-table.ts';

const MAX_DELAY: OptionSpec = {
  name: 'max-delay',
  kind: 'value',
  value: 'times',
  description: 'longest a request waits for its batch to fill: 0,2,5 (ms) or 500us',
  group: 'Load',
};

/** The requests that are offered while measuring, and the batcher that takes them. */
export const LOAD_SPECS: readonly OptionSpec[] = [
  {
    name: 'load',
    kind: 'text',
    value: 'spec',
    words: [
      'poisson:200/s',
      'constant:200/s',
      'lognormal:200/s,sigma=2',
      'closed:8',
      'trace:arrivals.csv',
    ],
    description: 'requests to serve: poisson:200/s, closed:8, trace:arrivals.csv',
    group: 'Load',
  },
  MAX_DELAY,
  {
    name: 'deadline',
    kind: 'value',
    value: 'time',
    description: 'drop requests that have not begun by then, as missed: 100ms, 1s',
    group: 'Load',
  },
  {
    name: 'adaptive-batching',
    kind: 'switch',
    description: 'guard the largest batch while serving (AIMD), and log what it did',
    group: 'Load',
  },
];

/** What only a search among configurations needs. */
export const PRICE_SPEC: OptionSpec = {
  name: 'price',
  kind: 'value',
  value: 'prices',
  description: 'per hour of a core and of a GPU, for cost: cpu=0.04,gpu=2.5',
  group: 'Load',
};

/** Names of all options of a load. */
export const LOAD_OPTION_NAMES: readonly string[] = [...LOAD_SPECS, PRICE_SPEC].map((s) => s.name);
