import type { RawOption, RawOptions } from '../cli/options/raw-options.ts';
import { TuneError } from '../core/tune-error.ts';
import type { StrategyName } from '../search/strategy-name.ts';
import type { ExecutionMode, GraphOptimization } from '../space/configuration.ts';
import type { Objective } from '../study/objective.ts';

type OneOrMore<T> = T | readonly T[];

/**
 * What to tune and how: the options of the command line under their names in camelCase. A knob takes one value, a list of
 * values to search among, or text as on the command line (`'1-8'`). What is left out has the command line's default.
 */
export interface TuneOptions {
  /** Wall-clock time for everything: seconds, or text such as `'5m'`. 60 by default, 180 under a load, at least 1. */
  readonly budget?: number | string;
  /** Configurations to measure at most. */
  readonly maxProbes?: number;
  readonly objective?: Objective;
  /** What must hold, such as `'latency_p99_ms<=50'`. */
  readonly constraint?: OneOrMore<string>;
  readonly strategy?: StrategyName;
  /** `false`: a cold start, without the cost law and without earlier models. */
  readonly prior?: boolean;
  /** `false`: a machine that was never calibrated is not calibrated first, as budgets of two minutes and more do. */
  readonly calibrate?: boolean;
  /** Seed of generated inputs and of the search. */
  readonly seed?: number;
  /** `wide` searches every knob. */
  readonly space?: 'default' | 'wide';

  /** Requests to serve: `'poisson:200/s'`, `'constant:12/min'`, `'lognormal:200/s,sigma=2'`, `'closed:8'` or `'trace:FILE'`. */
  readonly load?: string;
  /** Longest that a request waits for its batch to fill: ms, or text such as `'0,2,500us'`. */
  readonly maxDelay?: OneOrMore<number> | string;
  /** A request that has not begun this long after it came is dropped: `'100ms'`. */
  readonly deadline?: string;
  /** Guard the largest batch while a load is served. */
  readonly adaptiveBatching?: boolean;
  /** Per hour of a reserved core and of a GPU, for the objective `cost`. */
  readonly price?: { readonly cpu?: number; readonly gpu?: number };

  /** Samples per run. */
  readonly batch?: OneOrMore<number> | string;
  /** Threads inside an operator; `'default'` is what the runtime chooses. */
  readonly threads?: OneOrMore<number | 'default'> | string;
  /** Processes with one session each. */
  readonly instances?: OneOrMore<number> | string;
  /** Threads across operators. */
  readonly interOp?: OneOrMore<number | 'default'> | string;
  readonly executionMode?: OneOrMore<ExecutionMode>;
  readonly graphOptimization?: OneOrMore<GraphOptimization>;
  /** Whether idle threads spin. */
  readonly spinning?: OneOrMore<boolean>;
  /** Whether the runtime keeps freed memory. */
  readonly arena?: OneOrMore<boolean>;
  /** Execution providers: `cpu`, … or `auto` for all that work here. */
  readonly provider?: OneOrMore<string>;

  /** Sizes by input; text such as `'N'` marks the batch: `{ image: ['N', 3, 640, 640] }`. */
  readonly shape?: Readonly<Record<string, readonly (number | string)[]>>;
  /** Real inputs: an `.npz` file or a folder of `.npy` files. */
  readonly input?: string;
  /** How long requests are: `'zipf:128'`, `'uniform:16-128'`, `'fixed:64'`, `'lognormal:40,sigma=0.6'` or a file of lengths. */
  readonly lengths?: string;
  /** Batches of many lengths, padded (the default), or of one length. */
  readonly batching?: 'padded' | 'exact';
  /** Lengths that batches are padded to. */
  readonly buckets?: OneOrMore<number> | 'powers-of-two' | 'none';
  /** The axis of `lengths` where the model does not say: a symbol, or `'input[1]'`. */
  readonly sequenceAxis?: string;
  /** Keep the time of every single run in the result. */
  readonly keepRunTimes?: boolean;
  /** File or `postgres://…` URL of the knowledge base; the user's own file by default; `false` keeps nothing. */
  readonly kb?: string | false;
  /** Ends the study early, with a result from what was measured. */
  readonly signal?: AbortSignal;
}

/** Options that are no options of the command line. */
type Apart = 'signal' | 'kb' | 'shape' | 'prior' | 'calibrate' | 'price';

/** Names on the command line; complete, for a new option does not compile without it. */
const NAME_OF: Readonly<Record<Exclude<keyof TuneOptions, Apart>, string>> = {
  budget: 'budget',
  maxProbes: 'max-probes',
  objective: 'objective',
  constraint: 'constraint',
  strategy: 'strategy',
  seed: 'seed',
  space: 'space',
  load: 'load',
  maxDelay: 'max-delay',
  deadline: 'deadline',
  adaptiveBatching: 'adaptive-batching',
  batch: 'batch',
  threads: 'threads',
  instances: 'instances',
  interOp: 'inter-op',
  executionMode: 'execution-mode',
  graphOptimization: 'graph-optimization',
  spinning: 'spinning',
  arena: 'arena',
  provider: 'provider',
  input: 'input',
  lengths: 'lengths',
  batching: 'batching',
  buckets: 'buckets',
  sequenceAxis: 'sequence-axis',
  keepRunTimes: 'keep-run-times',
};

/** The options as the command line would give them. Throws a `TuneError` (usage) for names there are not. */
export function rawOptionsOf(options: TuneOptions): RawOptions {
  const { signal: _signal, kb, shape, prior, calibrate, price, ...rest } = options;
  const raw = new Map<string, RawOption>();
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const name = Object.hasOwn(NAME_OF, key) ? NAME_OF[key as keyof typeof NAME_OF] : undefined;
    if (name === undefined) {
      throw new TuneError('usage', `tune() has no option ${JSON.stringify(key)}`, {
        hint: `Options: ${[...Object.keys(NAME_OF), 'shape', 'price', 'prior', 'calibrate', 'kb', 'signal'].join(', ')}.`,
      });
    }
    const values = (Array.isArray(value) ? value : [value]).map(String);
    // A list option is given several times on the command line; a list of values is one text there: 1,2,4.
    const texts = name === 'constraint' ? values : [values.join(',')];
    raw.set(name, { texts, label: `options.${key}` });
  }
  for (const [name, option] of records({ shape, price })) raw.set(name, option);
  for (const [name, text] of switchedOff({ prior, calibrate })) raw.set(name, text);
  if (typeof kb === 'string') raw.set('kb', { texts: [kb], label: 'options.kb' });
  return raw;
}

/** Options that are objects here, and `key=value` on the command line. */
function records({
  shape,
  price,
}: {
  readonly shape: TuneOptions['shape'] | undefined;
  readonly price: TuneOptions['price'] | undefined;
}): readonly (readonly [string, RawOption])[] {
  const shapes = Object.entries(shape ?? {}).map(([input, dims]) => `${input}=${dims.join(',')}`);
  const prices = Object.entries(price ?? {}).map(([of, amount]) => `${of}=${amount}`);
  const options: readonly (readonly [string, RawOption])[] = [
    ['shape', { texts: shapes, label: 'options.shape' }],
    ['price', { texts: prices.length === 0 ? [] : [prices.join(',')], label: 'options.price' }],
  ];
  return options.filter(([, { texts }]) => texts.length > 0);
}

/** What the command line says no to. */
function switchedOff(
  switches: Readonly<Record<'prior' | 'calibrate', boolean | undefined>>,
): readonly (readonly [string, RawOption])[] {
  return Object.entries(switches).flatMap(([name, isOn]) =>
    isOn === false ? [[`no-${name}`, { texts: ['true'], label: `options.${name}` }] as const] : [],
  );
}
