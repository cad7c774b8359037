import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatRatio } from '../core/format-ratio.ts';
import { runsToSupport } from '../stats/supported-quantile.ts';
import type { Measurement } from '../study/trial.ts';

interface Quantity {
  readonly label: string;
  readonly value: (m: Measurement) => number | null;
  readonly format: (value: number) => string;
  readonly better: 'more' | 'less';
  /** The quantile claimed, where the row claims one. */
  readonly quantile?: number;
  /** The ratio that was measured in turns, which is far more precise than that of two figures; null where there is none. */
  readonly paired?: (m: Measurement) => number | null;
}

const latency = (name: 'p50' | 'p90' | 'p99', quantile: number): Quantity => ({
  label: `latency ${name}`,
  // Where the queue grows without end, latency says how long one watched.
  value: (m) => (m.load?.overloaded === true ? null : m.latencyMs[name]),
  format: formatDuration,
  better: 'less',
  quantile,
});

/** Only where something ran on a GPU whose driver tells. */
const DEVICE_MEMORY: Quantity = {
  label: 'GPU memory',
  value: (m) => m.device?.peakBytes ?? null,
  format: formatBytes,
  better: 'less',
};

/** Only where the goodput was looked for in all that are compared. */
const GOODPUT: Quantity = {
  label: 'holds',
  value: (m) => m.load?.goodput?.heldPerS || null,
  format: formatRate,
  better: 'more',
  paired: (m) => Math.exp(m.logRatio.goodput?.value ?? Number.NaN),
};

const QUANTITIES: readonly Quantity[] = [
  GOODPUT,
  {
    label: 'throughput',
    value: (m) => m.throughputIps.value,
    format: formatRate,
    better: 'more',
    paired: (m) => inTurns(m, m.logRatio.throughput.value),
  },
  latency('p50', 0.5),
  latency('p90', 0.9),
  latency('p99', 0.99),
  { label: 'memory', value: (m) => m.peakRssBytes, format: formatBytes, better: 'less' },
  DEVICE_MEMORY,
  {
    label: 'CPU per inf.',
    value: (m) => m.cpuMsPerInference,
    format: formatDuration,
    better: 'less',
    paired: (m) => inTurns(m, -m.logRatio.efficiency.value),
  },
  { label: 'start', value: startMs, format: formatDuration, better: 'less' },
];

/** While the goodput is looked for everyone is offered a rate of its own, so blocks of one round do not compare. */
function inTurns({ logRatio }: Measurement, value: number): number | null {
  return logRatio.goodput === undefined ? Math.exp(value) : null;
}

function startMs(m: Measurement): number {
  return m.sessionCreateMs + m.firstRunMs;
}

/** How the second measurement compares with the first in one quantity. */
export interface Change {
  readonly text: string;
  /** `even` where the change is not worth a colour. */
  readonly tone: 'good' | 'bad' | 'even';
}

/** One quantity of one or two measurements. */
export interface ComparisonRow {
  readonly label: string;
  /** In order of the measurements; null where the runs do not support the claim. */
  readonly cells: readonly (string | null)[];
  /** Runs (under a load, requests) still needed for a claim that is missing; 0 where none is. */
  readonly missingRuns: number;
  readonly change: Change | null;
}

/** What was measured, quantity by quantity; with two measurements also how the second compares with the first. */
export function comparisonRows(
  measurements: readonly Measurement[],
  times = '×',
): readonly ComparisonRow[] {
  return QUANTITIES.flatMap((quantity) => {
    const values = measurements.map(quantity.value);
    if (quantity === DEVICE_MEMORY && values.every((v) => v === null)) return [];
    if (quantity === GOODPUT && values.includes(null)) return [];
    return {
      label: quantity.label,
      cells: values.map((v) => (v === null ? null : quantity.format(v))),
      missingRuns: missingRuns(quantity, measurements, values),
      change: changeOf(quantity, measurements, values, times),
    };
  });
}

function missingRuns(
  { quantile }: Quantity,
  measurements: readonly Measurement[],
  values: readonly (number | null)[],
): number {
  if (quantile === undefined || !values.includes(null)) return 0;
  const missing = measurements
    .filter((m, i) => values[i] === null && m.load?.overloaded !== true)
    .map(({ runs, load }) =>
      load === undefined
        ? Math.max(1, Math.ceil(runsToSupport(quantile) - runs))
        : // Not known either where too many requests were never answered.
          Math.ceil(runsToSupport(quantile) - load.requests),
    );
  return Math.max(0, ...missing);
}

/** Changes below this are not worth a colour. */
const NOTABLE = 0.02;

function changeOf(
  { better, paired }: Quantity,
  measurements: readonly Measurement[],
  [before, after]: readonly (number | null)[],
  times: string,
): Change | null {
  if (typeof before !== 'number' || typeof after !== 'number' || before <= 0) return null;
  const second = measurements[1];
  const ratio = (second && paired?.(second)) ?? after / before;
  const isBetter = ratio > 1 === (better === 'more');
  const tone = Math.abs(ratio - 1) < NOTABLE ? 'even' : isBetter ? 'good' : 'bad';
  return { text: formatRatio(ratio, times), tone };
}
