import { isRunObjective } from '../../study/objective.ts';
import { LOAD_OPTION_NAMES } from './load-specs.ts';
import { OBJECTIVE_NAMES, type OptionSpec, TUNE_OPTIONS } from './option-table.ts';

const MIN_ACCURACY: OptionSpec = {
  name: 'min-accuracy',
  kind: 'value',
  value: 'number',
  description: 'leave out variants that are less accurate, without measuring them',
  group: 'Search',
};

/** What `tune variants` takes besides what `tune` takes. */
const VARIANTS_ONLY: readonly OptionSpec[] = [
  {
    name: 'accuracy',
    kind: 'value',
    value: 'numbers',
    description: 'how accurate each file is, in their order, higher is better: 0.76,0.75',
    group: 'Model',
  },
  MIN_ACCURACY,
  {
    name: 'name',
    kind: 'text',
    value: 'task',
    description: 'what `tune choose` will know them by (made from the names of the files)',
    group: 'Model',
  },
];

/** Files and screens of a single study, and kinds of requests and loads that what is stored of variants does not tell apart. */
const OF_ONE_STUDY: ReadonlySet<string> = new Set([
  ...['csv', 'events', 'no-ui', 'screen-reader'],
  ...['lengths', 'batching', 'buckets', 'sequence-axis'],
  ...LOAD_OPTION_NAMES,
]);

/** What these options of `tune` mean where there are several variants. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  budget: 'wall-clock time for everything (60s for each variant)',
  objective: 'throughput, latency or efficiency (throughput)',
  'max-probes': 'configurations of each variant to measure at most',
  provider: 'execution providers, each with every file a variant (cpu)',
  'graph-optimization': 'levels, each with every file a variant (all): all,basic',
};

/** Variants meet in turns, not under a load. */
const RUN_OBJECTIVES = OBJECTIVE_NAMES.filter(isRunObjective);

export const VARIANTS_OPTIONS: readonly OptionSpec[] = [
  ...VARIANTS_ONLY,
  ...TUNE_OPTIONS.filter(({ name }) => !OF_ONE_STUDY.has(name)).map((spec) => ({
    ...spec,
    description: DESCRIPTIONS[spec.name] ?? spec.description,
    ...(spec.name === 'objective' && { words: RUN_OBJECTIVES }),
  })),
];

/** Options of `tune choose` that are constraints under a shorter name: what their value bounds. */
export const BOUND_OPTIONS: Readonly<Record<string, string>> = {
  'latency-p99': 'latency_p99_ms<=',
  'max-memory': 'peak_rss_bytes<=',
  'min-throughput': 'throughput_ips>=',
};

export const CHOOSE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'latency-p99',
    kind: 'value',
    value: 'time',
    description: '99 % of runs must be over within: 50ms',
    group: 'Search',
  },
  { ...MIN_ACCURACY, description: 'leave out variants that are less accurate' },
  {
    name: 'max-memory',
    kind: 'value',
    value: 'bytes',
    description: 'highest resident memory of all instances: 2GiB',
    group: 'Search',
  },
  {
    name: 'min-throughput',
    kind: 'value',
    value: 'rate',
    description: 'inferences per second: 100',
    group: 'Search',
  },
  ...TUNE_OPTIONS.filter((o) => o.name === 'constraint' || o.name === 'objective').map((spec) =>
    spec.name === 'objective'
      ? { ...spec, words: RUN_OBJECTIVES, description: 'what is made best (as measured)' }
      : spec,
  ),
  {
    name: 'host',
    kind: 'text',
    value: 'fingerprint',
    description: 'measurements of this host (its first characters), or of any; this one by default',
    group: 'Knowledge base',
  },
  { name: 'list', kind: 'switch', description: 'list the tasks', group: 'Output' },
  { name: 'json', kind: 'switch', description: 'the choice as JSON on stdout', group: 'Output' },
];
