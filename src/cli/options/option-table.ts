import { STRATEGY_NAMES } from '../../search/strategy-name.ts';
import { LENGTH_SPECS } from './length-specs.ts';
import { LOAD_SPECS, PRICE_SPEC } from './load-specs.ts';
import { RECORD_ONLY } from './tool-options.ts';

/**
 * How an option is written: with a value, with a value more than once, or alone. A `text` is a value that is nothing but
 * text (a name or a path): in a config file a number, a switch or a list in its place is a mistake. A `map` stands in a config
 * file only, as an object of texts, and is understood as `name=value` more than once.
 */
type OptionKind = 'value' | 'text' | 'list' | 'switch' | 'map';

/** One option of the command line and of the config file, under the same name. */
export interface OptionSpec {
  readonly name: string;
  /** Letter of its short form, as in `-o`. */
  readonly short?: string;
  readonly kind: OptionKind;
  /** Placeholder of the value in help texts. */
  readonly value?: string;
  /** Values worth completing in a shell; the parser knows them all and perhaps more. */
  readonly words?: readonly string[];
  readonly description: string;
  readonly group:
    | 'Search'
    | 'Load'
    | 'Knobs'
    | 'Model'
    | 'Output'
    | 'Checks'
    | 'Gate'
    | 'Knowledge base';
}

/** What can be made best; the first is the default where no load is offered. */
export const OBJECTIVE_NAMES = ['throughput', 'latency', 'efficiency', 'goodput', 'cost'] as const;

/** Knobs of the configuration. `probe` takes one value each, `tune` the values to search. */
const KNOBS: readonly OptionSpec[] = [
  { name: 'batch', value: 'sizes', description: 'samples per run: 1,2,4 or 1-8' },
  {
    name: 'threads',
    value: 'counts',
    description: 'threads inside an operator; default = what the runtime chooses',
  },
  { name: 'instances', value: 'counts', description: 'processes with one session each' },
  {
    name: 'inter-op',
    value: 'counts',
    description: 'threads across operators (execution mode parallel)',
  },
  {
    name: 'execution-mode',
    value: 'modes',
    words: ['sequential', 'parallel'],
    description: 'operators one by one or branches at once: sequential,parallel',
  },
  {
    name: 'graph-optimization',
    value: 'levels',
    words: ['disabled', 'basic', 'extended', 'all'],
    description: 'how far the runtime rewrites the graph: disabled,basic,extended,all',
  },
  {
    name: 'spinning',
    value: 'switch',
    words: ['true', 'false'],
    description: 'whether idle threads spin: true,false',
  },
  {
    name: 'arena',
    value: 'switch',
    words: ['true', 'false'],
    description: 'whether freed memory is kept: true,false',
  },
  {
    name: 'provider',
    value: 'names',
    words: ['auto', 'cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'],
    description: 'execution providers (cpu); auto takes all that work here, see `tune host`',
  },
].map((spec) => ({ ...spec, kind: 'value', group: 'Knobs' }));

const MODEL: readonly OptionSpec[] = [
  {
    name: 'shape',
    kind: 'list',
    value: 'input=dims',
    description: "shape of an input, such as 'image=N,3,224,224'; N is the batch",
    group: 'Model',
  },
  {
    name: 'input',
    kind: 'text',
    value: 'path',
    description: 'real inputs: an .npz file or a folder of .npy files',
    group: 'Model',
  },
  {
    name: 'seed',
    kind: 'value',
    value: 'number',
    description: 'seed of generated inputs and of the search (0)',
    group: 'Search',
  },
];

const SEARCH: readonly OptionSpec[] = [
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'wall-clock time for everything: 60s, 5m (60s; 180s with --load)',
    group: 'Search',
  },
  {
    name: 'max-probes',
    kind: 'value',
    value: 'n',
    description: 'configurations to measure at most',
    group: 'Search',
  },
  {
    name: 'objective',
    kind: 'text',
    value: 'name',
    words: OBJECTIVE_NAMES,
    description: 'throughput, latency, efficiency; of an open load: goodput, cost',
    group: 'Search',
  },
  {
    name: 'constraint',
    kind: 'list',
    value: 'rule',
    description: "what must hold: 'latency_p99_ms<=50', 'peak_rss_bytes<=2GiB'",
    group: 'Search',
  },
  {
    name: 'strategy',
    kind: 'text',
    value: 'name',
    words: STRATEGY_NAMES,
    description: 'how the search chooses, such as gp, hill-climb or random (adaptive)',
    group: 'Search',
  },
  {
    name: 'no-prior',
    kind: 'switch',
    description: 'a cold start: neither the cost law nor what earlier models taught',
    group: 'Search',
  },
  {
    name: 'no-calibrate',
    kind: 'switch',
    description: 'do not calibrate a new machine first (budgets of 2m and more do)',
    group: 'Search',
  },
  {
    name: 'space',
    kind: 'text',
    value: 'size',
    words: ['default', 'wide'],
    description: 'default, or wide for every knob (default)',
    group: 'Knobs',
  },
];

/** What every command that measures or looks can be told of its output. */
export const OUTPUT: readonly OptionSpec[] = [
  { name: 'json', kind: 'switch', description: 'the result as JSON on stdout', group: 'Output' },
  {
    name: 'keep-run-times',
    kind: 'switch',
    description: 'keep the time of every single run in the evidence',
    group: 'Output',
  },
  { name: 'quiet', kind: 'switch', description: 'no progress on stderr', group: 'Output' },
];

/** How a study is watched. */
export const WATCHING: readonly OptionSpec[] = [
  {
    name: 'no-ui',
    kind: 'switch',
    description: 'no dashboard: one line of progress on a terminal',
    group: 'Output',
  },
  {
    name: 'screen-reader',
    kind: 'switch',
    description: 'plain lines one after the other, also on a terminal',
    group: 'Output',
  },
];

const FILES: readonly OptionSpec[] = [
  {
    name: 'out',
    kind: 'text',
    value: 'file',
    description: 'write the result with all its evidence as JSON',
    group: 'Output',
  },
  {
    name: 'csv',
    kind: 'text',
    value: 'file',
    description: 'write all trials as CSV',
    group: 'Output',
  },
  {
    name: 'events',
    kind: 'text',
    value: 'file',
    description: 'write everything that happens as JSON lines',
    group: 'Output',
  },
];

/** The knowledge base; `--no-kb` is declared beside it, since only the command line can say no. */
export const KB_OPTION: OptionSpec = {
  name: 'kb',
  kind: 'text',
  value: 'file|url',
  description: 'knowledge base to use instead of the one in the data folder; or postgres://…',
  group: 'Knowledge base',
};

export const TUNE_OPTIONS: readonly OptionSpec[] = [
  ...SEARCH,
  ...LOAD_SPECS,
  PRICE_SPEC,
  ...KNOBS,
  ...MODEL,
  ...LENGTH_SPECS,
  ...OUTPUT,
  ...WATCHING,
  ...FILES,
];

export const PROBE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'time to measure at most (10s; 30s with --load)',
    group: 'Search',
  },
  ...LOAD_SPECS,
  {
    name: 'constraint',
    kind: 'list',
    value: 'rule',
    description: "with --load, what should hold: 'latency_p99_ms<=50'",
    group: 'Load',
  },
  ...KNOBS,
  ...MODEL,
  ...LENGTH_SPECS,
  ...OUTPUT,
];

/** `record` measures a whole grid. */
export const RECORD_OPTIONS: readonly OptionSpec[] = [
  ...RECORD_ONLY,
  ...KNOBS.map((knob) =>
    knob.name === 'batch' ? { ...knob, description: `${knob.description} (1,2,4,…,64)` } : knob,
  ),
  ...MODEL,
  ...OUTPUT.filter((o) => o.name === 'quiet'),
];

/** `inspect` looks at one run. */
export const INSPECT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'batch',
    kind: 'value',
    value: 'size',
    description: "samples of the run looked at (the file's own)",
    group: 'Model',
  },
  ...MODEL.filter((o) => o.name === 'shape'),
  {
    name: 'profile',
    kind: 'switch',
    description: 'run the model once through the runtime’s profiler, beside the prediction',
    group: 'Output',
  },
  ...OUTPUT.filter((o) => o.name !== 'keep-run-times'),
];

/** `calibrate` measures one provider at a time. */
export const CALIBRATE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'provider',
    kind: 'text',
    value: 'name',
    description: 'execution provider to calibrate (cpu)',
    group: 'Knobs',
  },
  {
    name: 'quick',
    kind: 'switch',
    description: 'the short form, as done implicitly when first needed',
    group: 'Search',
  },
  ...OUTPUT.filter((o) => o.name !== 'keep-run-times'),
];

/** What may be said anew when a study goes on; everything else is part of the study. */
export const RESUME_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'budget',
    kind: 'value',
    value: 'time',
    description: 'further time (what is left of the first budget)',
    group: 'Search',
  },
  ...OUTPUT,
  ...WATCHING,
  ...FILES,
];
