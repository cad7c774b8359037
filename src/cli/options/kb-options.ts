import type { OptionSpec } from './option-table.ts';

const json = (description: string): OptionSpec => ({
  name: 'json',
  kind: 'switch',
  description: `${description} as JSON on stdout`,
  group: 'Output',
});

const QUIET: OptionSpec = {
  name: 'quiet',
  kind: 'switch',
  description: 'no progress on stderr',
  group: 'Output',
};

const SKIP_INVALID: OptionSpec = {
  name: 'skip-invalid',
  kind: 'switch',
  description: 'take what is sound and leave out the rest, instead of nothing',
  group: 'Checks',
};

export const KB_LIST_OPTIONS: readonly OptionSpec[] = [json('the tasks')];
export const KB_SHOW_OPTIONS: readonly OptionSpec[] = [json('what is known')];
export const KB_STATS_OPTIONS: readonly OptionSpec[] = [json('the figures')];
export const KB_VERIFY_OPTIONS: readonly OptionSpec[] = [json('what is wrong')];

export const KB_EXPORT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output',
    short: 'o',
    kind: 'text',
    value: 'file',
    description: 'file to write, instead of stdout',
    group: 'Output',
  },
  {
    name: 'full',
    kind: 'switch',
    description: 'with all evidence: slices, run times and what the runtime wrote',
    group: 'Output',
  },
];

export const KB_IMPORT_OPTIONS: readonly OptionSpec[] = [SKIP_INVALID, json('what became of it')];

export const KB_PRUNE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'older-than',
    kind: 'value',
    value: 'age',
    description: 'studies that began longer ago than this: 90d, 12w',
    group: 'Search',
  },
  {
    name: 'keep',
    kind: 'value',
    value: 'n',
    description: 'all but the newest n of each model on each host',
    group: 'Search',
  },
  {
    name: 'failed',
    kind: 'switch',
    description: 'studies in which nothing could be measured',
    group: 'Search',
  },
  {
    name: 'host',
    kind: 'text',
    value: 'fingerprint',
    description: 'studies of this host (the first characters suffice)',
    group: 'Search',
  },
  {
    name: 'model',
    kind: 'text',
    value: 'name',
    description: 'studies of this model: its file name, or the beginning of its hash',
    group: 'Search',
  },
  {
    name: 'run',
    kind: 'list',
    value: 'id',
    description: 'this study; repeatable',
    group: 'Search',
  },
  {
    name: 'dry-run',
    kind: 'switch',
    description: 'only say what would be removed',
    group: 'Output',
  },
  json('what was removed'),
];

export const KB_SEED_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'families',
    kind: 'list',
    value: 'names',
    description: 'architecture families to tune, with commas or repeated',
    group: 'Model',
  },
  { name: 'all', kind: 'switch', description: 'the whole zoo', group: 'Model' },
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'time for everything: 10m, 1h (30m)',
    group: 'Search',
  },
  {
    name: 'per-model',
    kind: 'value',
    value: 'time',
    description: 'time for one model (60s, less where the budget is short)',
    group: 'Search',
  },
  {
    name: 'again',
    kind: 'switch',
    description: 'also models that have a finished study on this host',
    group: 'Search',
  },
  json('what became of each model'),
  QUIET,
];
