import type { OptionSpec } from './option-table.ts';

/** How long the sequences of requests are. */
export const LENGTH_SPECS: readonly OptionSpec[] = [
  {
    name: 'lengths',
    kind: 'text',
    value: 'spec',
    words: ['fixed:64', 'uniform:16-128', 'zipf:128', 'lognormal:40'],
    description: 'how long requests are: zipf:128, uniform:16-128, or a file of lengths',
    group: 'Model',
  },
  {
    name: 'batching',
    kind: 'text',
    value: 'how',
    words: ['padded', 'exact'],
    description: 'batches of many lengths, padded; or of one length, exact (padded)',
    group: 'Model',
  },
  {
    name: 'buckets',
    kind: 'value',
    value: 'sizes',
    words: ['powers-of-two', 'none'],
    description: 'lengths that batches are padded to: 16,32,64 or none (powers-of-two)',
    group: 'Model',
  },
  {
    name: 'sequence-axis',
    kind: 'text',
    value: 'axis',
    description: 'the axis of --lengths where the model does not say: a symbol, or input[1]',
    group: 'Model',
  },
];
