import type { Estimate } from '../../core/estimate.ts';
import { logEstimateToRatio } from '../../stats/interval.ts';
import { welchDifference } from '../../stats/welch-difference.ts';
import { logRatioOf } from '../published/measurement-of.ts';
import type { PublishedMeasurement } from '../published/published-measurement.ts';
import type { PublishedConfiguration, PublishedResult } from '../published/published-result.ts';

/** A run to compare, and what the user called it. */
export interface NamedResult {
  readonly name: string;
  readonly result: PublishedResult;
}

/** One run of a comparison. */
export interface ComparedRun extends NamedResult {
  /** `A` for the first. */
  readonly label: string;
}

/** A value that differs between two runs. */
export interface Difference<T> {
  readonly before: T;
  readonly after: T;
}

/** What changed from the first run to another. */
export interface RunChange {
  readonly from: ComparedRun;
  readonly to: ComparedRun;
  /** Absolute figures may be compared: same machine, same runtime. */
  readonly isSameHost: boolean;
  /** What makes the hosts differ, by the names of the fingerprint's parts. */
  readonly hostParts: readonly (Difference<unknown> & { readonly part: string })[];
  /** `weights`: same graph, other weights. */
  readonly model: 'same' | 'weights' | 'different';
  readonly runtime: Difference<string> | null;
  readonly isSameObjective: boolean;
  /** Knobs of the recommended configurations; null where one of the runs recommends nothing. */
  readonly knobs: readonly Knob[] | null;
  /** The gain over the reference, as a ratio of the later to the earlier; null where one is not known. */
  readonly gain: Estimate | null;
  /** Ratios of absolute figures, later to earlier; null on different hosts, whose absolute figures say nothing together. */
  readonly figures: readonly Figure[] | null;
}

/** Null where a configuration has no such knob. */
interface Knob extends Difference<string | number | boolean | null> {
  readonly knob: keyof PublishedConfiguration;
}

interface Figure {
  readonly quantity: Quantity;
  /** Null where one of the two is not supported by its runs. */
  readonly ratio: number | null;
}

export const QUANTITIES = [
  'throughput_ips',
  'latency_p50_ms',
  'latency_p99_ms',
  'peak_rss_bytes',
  'cpu_ms_per_inference',
] as const;

export type Quantity = (typeof QUANTITIES)[number];

export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** All fingerprints are equal. */
  readonly isSameHost: boolean;
  /** From the first run to each other. */
  readonly changes: readonly RunChange[];
}

/** Compares runs with the first of them. */
export function compareResults(named: readonly NamedResult[]): Comparison {
  const runs = named.map((run, i) => ({ ...run, label: labelOf(i) }));
  const [first, ...others] = runs;
  const changes = first === undefined ? [] : others.map((other) => changeOf(first, other));
  return { runs, isSameHost: changes.every((c) => c.isSameHost), changes };
}

/** A to Z, then R27, R28 … */
function labelOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `R${index + 1}`;
}

/** A figure of what a run recommends; null where it is not known. */
export function figureOf(
  measurement: PublishedMeasurement | null,
  quantity: Quantity,
): number | null {
  if (measurement === null) return null;
  switch (quantity) {
    case 'throughput_ips':
      return measurement.throughput_ips.value;
    case 'latency_p50_ms':
      return measurement.latency_ms.p50;
    case 'latency_p99_ms':
      return measurement.latency_ms.p99;
    case 'peak_rss_bytes':
      return measurement.peak_rss_bytes;
    case 'cpu_ms_per_inference':
      return measurement.cpu_ms_per_inference;
  }
}

function changeOf(from: ComparedRun, to: ComparedRun): RunChange {
  const [a, b] = [from.result, to.result];
  const isSameHost = a.host.fingerprint === b.host.fingerprint;
  const isSameObjective = a.objective === b.objective;
  return {
    from,
    to,
    isSameHost,
    hostParts: isSameHost ? [] : differingParts(a, b),
    model:
      a.model.sha256 === b.model.sha256
        ? 'same'
        : a.model.graph_hash === b.model.graph_hash
          ? 'weights'
          : 'different',
    runtime:
      a.host.runtime_version === b.host.runtime_version
        ? null
        : { before: a.host.runtime_version, after: b.host.runtime_version },
    isSameObjective,
    knobs: differingKnobs(a, b),
    gain: isSameObjective ? gainRatio(a, b) : null,
    figures: isSameHost ? QUANTITIES.map((quantity) => figureRatio(a, b, quantity)) : null,
  };
}

function differingParts(a: PublishedResult, b: PublishedResult): RunChange['hostParts'] {
  const [before, after] = [a.host.fingerprint_parts, b.host.fingerprint_parts];
  const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return parts
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map((part) => ({ part, before: before[part] ?? null, after: after[part] ?? null }));
}

function differingKnobs(a: PublishedResult, b: PublishedResult): RunChange['knobs'] {
  const before = a.recommendation?.configuration;
  const after = b.recommendation?.configuration;
  if (before === undefined || after === undefined) return null;
  const names = Object.keys({ ...before, ...after }) as (keyof PublishedConfiguration)[];
  return names
    .filter((knob) => before[knob] !== after[knob])
    .map((knob) => ({ knob, before: before[knob] ?? null, after: after[knob] ?? null }));
}

/** Both gains are ratios to the reference of their own run, which is what makes them comparable across machines. */
function gainRatio(a: PublishedResult, b: PublishedResult): Estimate | null {
  if (a.recommendation === null || b.recommendation === null) return null;
  const [before, after] = [a, b].map(({ recommendation, objective }) => {
    const ratio = recommendation?.vs_reference[objective];
    if (ratio === undefined) return null;
    const { value, standardError, degreesOfFreedom } = logRatioOf(ratio);
    return { mean: value, standardError, degreesOfFreedom };
  });
  if (!before || !after) return null;
  return logEstimateToRatio(welchDifference(after, before));
}

function figureRatio(a: PublishedResult, b: PublishedResult, quantity: Quantity): Figure {
  const before = figureOf(a.recommendation, quantity);
  const after = figureOf(b.recommendation, quantity);
  const isKnown = before !== null && after !== null && before > 0;
  return { quantity, ratio: isKnown ? after / before : null };
}
