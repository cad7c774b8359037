import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { printable } from '../../core/printable.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { configurationOf } from '../published/configuration-of.ts';
import { estimateOf } from '../published/estimate-of.ts';
import type {
  PublishedConfiguration,
  PublishedResult,
  PublishedTrial,
} from '../published/published-result.ts';
import { ratioIn } from '../published/ratio-in.ts';

/** One configuration of a heat map. */
export interface HeatCell {
  readonly row: string;
  readonly batch: number;
  readonly state: 'measured' | 'pruned' | 'failed' | 'missing';
  /** Objective relative to the reference; NaN where nothing was measured. */
  readonly ratio: number;
  /** Inferences per second; NaN where nothing was measured. */
  readonly throughput: number;
  /** Everything in words. */
  readonly text: string;
}

/** Threads × instances over batch for one setting of all other knobs. */
export interface HeatMap {
  /** The other knobs where they are not the runtime's default; empty where they are. */
  readonly switches: string;
  readonly rows: readonly string[];
  readonly batches: readonly number[];
  readonly cells: readonly HeatCell[];
}

/**
 * A map for each setting of the other knobs that was tried, most trials first. Rows are the pairs of instances and
 * threads with a trial, columns the batch sizes of the space.
 */
export function heatMapsOf(result: PublishedResult): readonly HeatMap[] {
  const groups = new Map<string, PublishedTrial[]>();
  for (const trial of result.trials) {
    const switches = switchesOf(trial.configuration);
    groups.set(switches, [...(groups.get(switches) ?? []), trial]);
  }
  const batches = batchesOf(result);
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([switches, trials]) => heatMapOf(switches, trials, batches, result));
}

function heatMapOf(
  switches: string,
  trials: readonly PublishedTrial[],
  batches: readonly number[],
  result: PublishedResult,
): HeatMap {
  const pairs = [...new Map(trials.map((t) => [rowOf(t.configuration), t.configuration]))].sort(
    ([, a], [, b]) => a.instances - b.instances || a.intra_op_threads - b.intra_op_threads,
  );
  const rows = pairs.map(([row]) => row);
  const known = new Map(
    trials.map((t) => [`${rowOf(t.configuration)}/${t.configuration.batch_size}`, t]),
  );
  const cells = rows.flatMap((row) =>
    batches.map((batch) => cellOf(row, batch, known.get(`${row}/${batch}`), result)),
  );
  return { switches, rows, batches, cells };
}

function cellOf(
  row: string,
  batch: number,
  trial: PublishedTrial | undefined,
  { objective }: PublishedResult,
): HeatCell {
  const nothing = { row, batch, ratio: Number.NaN, throughput: Number.NaN };
  const where = `batch ${batch}, ${row}`;
  if (trial === undefined) {
    return { ...nothing, state: 'missing', text: `${where}: not measured` };
  }
  if (trial.outcome === 'failed') {
    const { kind, message } = trial.failure;
    return {
      ...nothing,
      state: 'failed',
      text: `${where}: ${kind}, ${printable(message, 120)}`,
    };
  }
  const ratio = estimateOf(ratioIn(trial.vs_reference, objective));
  const throughput = trial.throughput_ips.value ?? Number.NaN;
  const left = trial.outcome === 'pruned' ? ', left the race' : '';
  const isReference = ratio.low === ratio.high;
  const interval = isReference ? 'the reference' : formatRatioInterval(ratio);
  return {
    row,
    batch,
    state: trial.outcome,
    ratio: ratio.value,
    throughput,
    text: `${where}: ${formatRatio(ratio.value)} (${interval}), ${formatRate(throughput)}${left}`,
  };
}

function rowOf({ instances, intra_op_threads: threads }: PublishedConfiguration): string {
  const text = threads === 0 ? 'default' : threads === 1 ? '1 thread' : `${threads} threads`;
  return `${instances} × ${text}`;
}

/** The other knobs in words; batch, instances and threads are set to what says nothing. */
function switchesOf(published: PublishedConfiguration): string {
  const text = describeConfiguration(configurationOf(published));
  return printable(text.split(' · ').slice(2).join(' · '), 120);
}

function batchesOf({ space, trials }: PublishedResult): readonly number[] {
  const knob = space.knobs.find(({ name }) => name === 'batch_size');
  const ofSpace = (knob?.values ?? []).filter((v): v is number => typeof v === 'number');
  const measured = trials.map((t) => t.configuration.batch_size);
  return [...new Set([...ofSpace, ...measured])].sort((a, b) => a - b);
}
