import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { printable } from '../../core/printable.ts';
import type { Trial } from '../../study/trial.ts';
import { estimateOf } from '../published/estimate-of.ts';
import type {
  PublishedConfiguration,
  PublishedResult,
  PublishedTrial,
} from '../published/published-result.ts';
import { ratioIn } from '../published/ratio-in.ts';
import { publishedKey } from './published-words.ts';

/** One cell: what is shown, and what it is sorted by; null sorts last. All text is safe to print. */
export interface TrialCell {
  readonly text: string;
  readonly sortBy: number | string | null;
}

export interface TrialColumn {
  readonly title: string;
  readonly kind: 'number' | 'text';
}

export interface TrialRow {
  readonly cells: readonly TrialCell[];
  readonly outcome: Trial['status'];
  readonly isRecommended: boolean;
}

export interface TrialTable {
  readonly columns: readonly TrialColumn[];
  readonly rows: readonly TrialRow[];
}

interface Column extends TrialColumn {
  readonly cell: (trial: PublishedTrial, result: PublishedResult) => TrialCell;
}

const NONE: TrialCell = { text: '–', sortBy: null };

const shown = (value: number | null, format: (value: number) => string = String): TrialCell =>
  value === null || !Number.isFinite(value) ? NONE : { text: format(value), sortBy: value };

const number = (title: string, cell: Column['cell']): Column => ({ title, kind: 'number', cell });
const text = (title: string, cell: Column['cell']): Column => ({ title, kind: 'text', cell });

const measured = (
  title: string,
  value: (trial: Exclude<PublishedTrial, { outcome: 'failed' }>) => number | null,
  format: (value: number) => string,
): Column => number(title, (t) => (t.outcome === 'failed' ? NONE : shown(value(t), format)));

const IDENTITY: readonly Column[] = [
  number('Probe', (t) => shown(t.number)),
  number('Batch', (t) => shown(t.configuration.batch_size)),
  number('Instances', (t) => shown(t.configuration.instances)),
  number('Threads', (t) => threads(t.configuration.intra_op_threads)),
];

/** Knobs that are shown only where the study varied them. */
const SWITCHES: readonly [keyof PublishedConfiguration, Column][] = [
  [
    'max_queue_delay_ms',
    number('Longest wait', (t) =>
      shown(t.configuration.max_queue_delay_ms ?? null, formatDuration),
    ),
  ],
  ['provider', text('Provider', (t) => word(t.configuration.provider))],
  ['execution_mode', text('Mode', (t) => word(t.configuration.execution_mode))],
  ['inter_op_threads', number('Inter-op', (t) => threads(t.configuration.inter_op_threads))],
  ['graph_optimization', text('Optimisation', (t) => word(t.configuration.graph_optimization))],
  ['spinning', text('Spinning', (t) => word(t.configuration.spinning ? 'on' : 'off'))],
  ['memory_arena', text('Arena', (t) => word(t.configuration.memory_arena ? 'on' : 'off'))],
];

const LATENCIES: Readonly<Record<'run' | 'request', readonly Column[]>> = {
  run: [
    measured('Run p50', (t) => t.latency_ms.p50, formatDuration),
    measured('Run p99', (t) => t.latency_ms.p99, formatDuration),
  ],
  request: [
    measured('Request p50', (t) => t.latency_ms.p50, formatDuration),
    measured('Request p99', (t) => t.latency_ms.p99, formatDuration),
  ],
};

/** The highest rate that was shown to hold; 0 is no rate at all. */
const HOLDS = measured('Holds', (t) => t.load?.goodput?.held_per_s || null, formatRate);
const RUNS = measured('Runs', (t) => Math.floor(t.runs), String);
const REQUESTS = measured('Requests', (t) => t.load?.requests ?? null, String);

/** What was measured of each trial; under a load it is of requests. */
const figuresOf = ({ load, objective }: PublishedResult): readonly Column[] => [
  text('Outcome', (t) => word(outcomeText(t))),
  number('Ratio', (t, { objective }) =>
    t.outcome === 'failed' ? NONE : shown(ratioIn(t.vs_reference, objective).value, formatRatio),
  ),
  number('95 % interval', (t, { objective }) => {
    if (t.outcome === 'failed') return NONE;
    const ratio = estimateOf(ratioIn(t.vs_reference, objective));
    return ratio.low === ratio.high
      ? { text: 'reference', sortBy: ratio.low }
      : { text: formatRatioInterval(ratio, ''), sortBy: ratio.low };
  }),
  measured('Throughput', (t) => t.throughput_ips.value, formatRate),
  ...(objective === 'goodput' ? [HOLDS] : []),
  ...LATENCIES[load == null ? 'run' : 'request'],
  measured('Memory', (t) => t.peak_rss_bytes, formatBytes),
  measured('CPU per inf.', (t) => t.cpu_ms_per_inference, formatDuration),
  load == null ? RUNS : REQUESTS,
  number('Cost', (t) => shown(1000 * t.probe_s, formatDuration)),
  text('Why', (t) => word(t.reason)),
];

/** Every trial with all its figures, in the order measured; knobs that never changed are left out. */
export function trialTable(result: PublishedResult): TrialTable {
  const { trials, recommendation } = result;
  const switches = SWITCHES.filter(
    ([knob]) => new Set(trials.map((t) => t.configuration[knob])).size > 1,
  ).map(([, column]) => column);
  const columns = [...IDENTITY, ...switches, ...figuresOf(result)];
  const recommended = recommendation && publishedKey(recommendation.configuration);
  return {
    columns: columns.map(({ title, kind }) => ({ title, kind })),
    rows: trials.map((trial) => ({
      cells: columns.map(({ cell }) => cell(trial, result)),
      outcome: trial.outcome,
      isRecommended: publishedKey(trial.configuration) === recommended,
    })),
  };
}

function outcomeText({ outcome, failure, violations }: PublishedTrial): string {
  if (failure !== null) return failure.kind.replaceAll('-', ' ');
  if (violations.some((v) => v.verdict === 'violated')) return 'misses a constraint';
  if (violations.length > 0) return 'constraint not proven';
  return outcome === 'pruned' ? 'left the race' : 'measured';
}

function threads(count: number): TrialCell {
  return { text: count === 0 ? 'default' : String(count), sortBy: count };
}

function word(value: string): TrialCell {
  const safe = printable(value, 160);
  return { text: safe, sortBy: safe };
}
