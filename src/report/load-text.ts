import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatRatio } from '../core/format-ratio.ts';
import { formatShare } from '../core/format-share.ts';
import { formatSignificant } from '../core/format-significant.ts';
import { plural } from '../core/plural.ts';
import { boundEvidence } from '../load/bound-evidence.ts';
import type { LoadFacts } from '../load/load-facts.ts';
import type { BoundCount, Goodput, LoadStatistics } from '../load/load-statistics.ts';
import type { StudyLoad } from '../study/study-header.ts';
import type { LatencyQuantiles, Measurement } from '../study/trial.ts';
import { safeText } from './safe-text.ts';
import type { Glyphs } from './text-style.ts';

/** Requests in groups of three digits. */
const counted = (requests: number): string => Math.round(requests).toLocaleString('en-US');

/**
 * What a configuration does with its load, as a clause: `serves poisson:200/s with p99 31 ms (held: 1,480 requests, 3 beyond
 * 50 ms)`, or that it cannot carry it.
 */
export function servingText(offered: LoadFacts, m: Measurement, glyphs: Glyphs): string {
  const { load } = m;
  const name = safeText(offered.text, glyphs, 80);
  if (load === undefined) return `was not measured under ${name}`;
  const rates = searchedRates(offered, load);
  if (rates !== null && rates.heldPerS <= 0) {
    return `was shown to hold at no rate, down to ${formatRate(rates.lowestPerS)}`;
  }
  if (load.overloaded) return `cannot carry ${name}: it serves ${formatRate(load.servedPerS)}`;
  const rate = offered.kind === 'closed' ? ` at ${formatRate(load.servedPerS)}` : '';
  const evidence = load.bounds.map((bound) => boundText(bound, load.requests));
  const shown = evidence.length === 0 ? [`${counted(load.requests)} requests`] : evidence;
  const does = rates === null ? `serves ${name}${rate}` : `holds ${formatRate(rates.heldPerS)}`;
  return `${does}${tailText(m.latencyMs)} (${shown.join('; ')})`;
}

/** What a search for the goodput found, where its rates are what is told of and not the one asked for; else null. */
function searchedRates(
  offered: LoadFacts,
  { goodput, offeredPerS }: LoadStatistics,
): { readonly heldPerS: number; readonly lowestPerS: number } | null {
  const asked = askedPerS(offered);
  if (goodput === null || asked === null || offeredPerS === null) return null;
  if (Math.abs(offeredPerS / asked - 1) < 0.005) return null;
  return {
    heldPerS: goodput.heldPerS,
    lowestPerS: Math.min(...goodput.tried.map((t) => t.ratePerS)),
  };
}

/** What was offered, and what else was asked for of a load. */
export function offeredText(
  { offered, adaptiveBatching, deadlineMs, price }: StudyLoad,
  glyphs: Glyphs,
): string {
  const parts = [safeText(offered.text, glyphs, 80)];
  if (offered.kind === 'trace') {
    const span = formatDuration(offered.spanMs);
    parts.push(`${counted(offered.arrivals)} arrivals in ${span}, ${formatRate(offered.ratePerS)}`);
  }
  if (deadlineMs !== undefined) parts.push(`dropped after ${formatDuration(deadlineMs)}`);
  if (adaptiveBatching) parts.push('adaptive batching');
  if (price.cpu !== price.gpu)
    parts.push(`${price.cpu} an hour for a core, ${price.gpu} for a GPU`);
  return parts.join('; ');
}

/** The highest quantile that is known. */
function tailText(latency: LatencyQuantiles): string {
  const name = (['p99', 'p95', 'p90', 'p50'] as const).find((q) => latency[q] !== null);
  return name === undefined ? '' : ` with ${name} ${formatDuration(latency[name] ?? Number.NaN)}`;
}

/** What the requests say of one bound: `held: 1,480 requests, 3 beyond 50 ms`. */
export function boundText(bound: BoundCount, requests: number): string {
  const { violations, quantile, clusterSize, boundMs } = bound;
  const evidence = boundEvidence({ requests, violations, quantile, clusterSize });
  const beyond = `${counted(requests)} requests, ${violations === 0 ? 'none' : counted(violations)} beyond ${formatDuration(boundMs)}`;
  if (evidence.verdict !== 'undecided') return `${evidence.verdict}: ${beyond}`;
  return `not shown yet: ${beyond}; ${plural(evidence.requestsNeeded, 'more request')} without a miss would show it`;
}

/** What became of the requests, and what the batcher did with them. */
export function batcherText(load: LoadStatistics): string {
  const lost = [
    ...(load.rejected > 0 ? [`${counted(load.rejected)} rejected`] : []),
    ...(load.expired > 0 ? [`${counted(load.expired)} dropped or never answered`] : []),
  ];
  const offered = load.offeredPerS === null ? '' : ` of ${formatRate(load.offeredPerS)} offered`;
  return [
    `${formatRate(load.servedPerS)} answered${offered}`,
    ...(lost.length === 0 ? [] : [lost.join(' and ')]),
    `${formatSignificant(load.meanBatch)} in a batch and ${formatDuration(load.meanWaitMs)} of waiting on average`,
    `instances busy ${formatShare(load.utilisation)} of the time`,
    `${formatSignificant(load.cpuCores)} cores in use`,
  ].join(', ');
}

/** A rate that holds and one that does not are the limit when they lie no further apart. */
const CLOSE = 1.15;

/** The rate asked for; null where the answers decide. */
export const askedPerS = (offered: LoadFacts): number | null =>
  offered.kind === 'closed' ? null : offered.ratePerS;

/** How much more than the rate asked for a configuration holds, a sentence; null where nobody looked. */
export function headroomText(goodput: Goodput | null, askedPerS: number | null): string | null {
  if (goodput === null) return null;
  const { heldPerS, brokenPerS, tried } = goodput;
  const rates = plural(tried.length, 'rate');
  if (heldPerS <= 0) {
    const lowest = Math.min(...tried.map((t) => t.ratePerS));
    return `no rate was shown to hold, down to ${formatRate(lowest)} (${rates} tried)`;
  }
  const times =
    askedPerS === null ? '' : `, ${formatRatio(heldPerS / askedPerS, '')} times its load`;
  const end =
    brokenPerS === null ? 'none tried was too much' : `${formatRate(brokenPerS)} is too much`;
  const isClose = brokenPerS !== null && brokenPerS <= CLOSE * heldPerS;
  return `holds ${isClose ? 'up to' : 'at least'} ${formatRate(heldPerS)}${times} (${end}; ${rates} tried)`;
}

/** A generator that was late by less is not worth a word, ms. */
const LATE_MS = 1;

/** How late the generator itself was, a sentence; null where that is nothing to speak of. */
export function generatorText({ generatorKeptUp, generatorLagMs }: LoadStatistics): string | null {
  const late = `sent requests up to ${formatDuration(generatorLagMs)} late (p99), which is in every latency`;
  if (!generatorKeptUp) return `could not keep up: it ${late}; the load was not the one asked for`;
  return generatorLagMs < LATE_MS ? null : late;
}

/** Steps of the guard that are shown. */
const STEPS_SHOWN = 4;

/** What the guard of adaptive batching did; null where it was off. */
export function guardText({ guardSteps }: LoadStatistics): string | null {
  if (guardSteps === undefined) return null;
  if (guardSteps.length === 0) return 'never had to change the largest batch';
  const steps = guardSteps
    .slice(0, STEPS_SHOWN)
    .map(
      ({ from, to, reason, observedMs }) =>
        `${from} to ${to} (runs took ${formatDuration(observedMs)}, ${reason})`,
    );
  const rest = guardSteps.length - steps.length;
  const more = rest > 0 ? ` and ${rest} more, see --json` : '';
  return `changed the largest batch ${plural(guardSteps.length, 'time')}: ${steps.join(', ')}${more}`;
}

/** Lines on a load beside labels, for whoever lists what was measured under one. */
export function loadLines(
  load: LoadStatistics,
  offered: LoadFacts,
): readonly (readonly [label: string, text: string])[] {
  const lines: readonly (readonly [string, string | null])[] = [
    ['batcher', batcherText(load)],
    ['headroom', headroomText(load.goodput, askedPerS(offered))],
    ['generator', generatorText(load)],
    ['guard', guardText(load)],
  ];
  return lines.flatMap(([label, text]) => (text === null ? [] : [[label, text] as const]));
}
