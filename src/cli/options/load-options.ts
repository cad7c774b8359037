import { formatDuration } from '../../core/format-duration.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { type ParsedLoad, parseLoad } from '../../load/parse-load.ts';
import { isLatencyBound } from '../../study/check-constraints.ts';
import type { Constraint, Objective } from '../../study/objective.ts';
import type { StudyLoad } from '../../study/study-header.ts';
import { isOn, type RawOptions, rawLabel, rawText } from './raw-options.ts';

/** The requests that are offered while measuring. */
export interface LoadOptions {
  readonly parsed: ParsedLoad;
  readonly label: string;
  readonly adaptiveBatching: boolean;
  /** Null where every request is served, however late. */
  readonly deadlineMs: number | null;
  readonly price: StudyLoad['price'];
}

/** Options that mean nothing without `--load`. */
const FOLLOWERS = ['max-delay', 'deadline', 'adaptive-batching', 'price'] as const;

const EXAMPLE = 'Say what is to be served, such as --load poisson:200/s.';

/** Of a core and of an accelerator where nothing is said: then the cost counts what is reserved. */
const NO_PRICE: StudyLoad['price'] = { cpu: 1, gpu: 1 };

/** Understands the options of a load; null where `--load` is not given. Throws a `TuneError` (usage). */
export function parseLoadOptions(raw: RawOptions): LoadOptions | null {
  const text = rawText(raw, 'load');
  if (text === undefined) {
    const lost = FOLLOWERS.find((name) => raw.has(name) && rawText(raw, name) !== 'false');
    if (lost === undefined) return null;
    throw new TuneError('usage', `${rawLabel(raw, lost)} means nothing without --load`, {
      hint: EXAMPLE,
    });
  }
  const label = rawLabel(raw, 'load');
  const parsed = parseLoad(text, label);
  if (raw.has('lengths')) {
    throw new TuneError(
      'usage',
      `${label} and ${rawLabel(raw, 'lengths')} do not go together yet`,
      {
        hint: 'Leave one of the two out; --shape gives the requests of a load another length.',
      },
    );
  }
  const adaptiveBatching = isOn(raw, 'adaptive-batching');
  const deadline = rawText(raw, 'deadline');
  const deadlineMs =
    deadline === undefined ? null : parseDuration(deadline, rawLabel(raw, 'deadline'));
  return { parsed, label, adaptiveBatching, deadlineMs, price: parsePrice(raw) };
}

/** Throws a `TuneError` (usage) for a delay of the batcher by which requests would be dropped already. */
export function requireDelays(
  raw: RawOptions,
  load: LoadOptions | null,
  delaysMs: readonly number[] = [],
): void {
  const deadlineMs = load?.deadlineMs ?? Infinity;
  const late = delaysMs.find((delay) => delay >= deadlineMs);
  if (late === undefined) return;
  throw new TuneError(
    'usage',
    `${rawLabel(raw, 'deadline')} drops requests before a delay of ${formatDuration(late)} is over`,
    { hint: `Keep ${rawLabel(raw, 'max-delay')} below ${formatDuration(deadlineMs)}.` },
  );
}

/** `cpu=0.04,gpu=2.5`, either alone too: then the other costs nothing. */
function parsePrice(raw: RawOptions): StudyLoad['price'] {
  const text = rawText(raw, 'price');
  if (text === undefined) return NO_PRICE;
  const price: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name = '', amount = ''] =
      /^\s*(cpu|gpu)\s*=\s*(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})\s*$/.exec(part) ?? [];
    if (name === '' || price[name] !== undefined) throw unreadablePrice(raw, part);
    price[name] = Number(amount);
  }
  const { cpu = 0, gpu = 0 } = price;
  if (cpu + gpu === 0) throw unreadablePrice(raw, text);
  return { cpu, gpu };
}

function unreadablePrice(raw: RawOptions, part: string): TuneError {
  return new TuneError(
    'usage',
    `${rawLabel(raw, 'price')} does not take "${printable(part.trim(), 40)}".`,
    { hint: 'Write prices per hour of a core and of a GPU: cpu=0.04,gpu=2.5.' },
  );
}

/** What a study makes best where the user does not say: clients that wait ask for throughput, others for short waits. */
export function defaultObjective(load: LoadOptions | null): Objective {
  return load === null || load.parsed.kind === 'closed' ? 'throughput' : 'latency';
}

/** Throws a `TuneError` (usage) where an objective cannot be had under this load. */
export function requireObjective(
  raw: RawOptions,
  objective: Objective,
  load: LoadOptions | null,
  constraints: readonly Constraint[],
): void {
  if (objective !== 'goodput' && objective !== 'cost') return;
  const label = `${rawLabel(raw, 'objective')} ${objective}`;
  if (load === null) throw new TuneError('usage', `${label} needs a load`, { hint: EXAMPLE });
  if (load.parsed.kind === 'closed') {
    throw new TuneError('usage', `${label} needs requests that do not wait for answers`, {
      hint: 'Give an open load, such as --load poisson:200/s; clients of closed:N never ask for more.',
    });
  }
  if (objective === 'cost' || constraints.some(isLatencyBound)) return;
  throw new TuneError('usage', `${label} needs a bound on latency to serve within`, {
    hint: "Add one, such as --constraint 'latency_p99_ms<=50'.",
  });
}

/**
 * Throws a `TuneError` (usage) where adaptive batching has no bound to keep: the guard makes batches smaller when runs
 * endanger it.
 */
export function requireGuarded(
  raw: RawOptions,
  load: LoadOptions | null,
  constraints: readonly Constraint[],
): void {
  if (load?.adaptiveBatching !== true || constraints.some(isLatencyBound)) return;
  throw new TuneError(
    'usage',
    `${rawLabel(raw, 'adaptive-batching')} needs a bound on latency to keep`,
    { hint: "Add one, such as --constraint 'latency_p99_ms<=50'." },
  );
}
