import { quantile } from '../../../src/stats/quantile.ts';
import { sortSample } from '../../../src/stats/sorted-sample.ts';
import type { RecordedSurface } from './recorded-surface.ts';
import type { Truth } from './truth.ts';

/** Upper bounds that a configuration must keep. */
export type Limits = readonly {
  readonly of: 'latencyMs' | 'rssBytes';
  readonly bound: number;
}[];

export const LIMIT_KINDS = ['none', 'latency', 'memory'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Bounds made from the surface itself, so that a good share of it breaks them: its 40 % quantile of latency, its median of memory. */
export function limitsOf(
  kind: LimitKind,
  surface: RecordedSurface,
  truths: ReadonlyMap<string, Truth>,
): Limits {
  if (kind === 'none') return [];
  const of = kind === 'latency' ? 'latencyMs' : 'rssBytes';
  const found = [...truths.values()].map((t) => t[of]).filter((v) => v !== null);
  if (found.length < surface.points.length / 2) return [];
  return [{ of, bound: quantile(sortSample(found), kind === 'latency' ? 0.4 : 0.5) }];
}

/** log(bound / found) of each limit, in their order; null where it was not measured. */
export function marginsOf(
  limits: Limits,
  found: Pick<Truth, 'latencyMs' | 'rssBytes'>,
): readonly (number | null)[] {
  return limits.map(({ of, bound }) => {
    const value = found[of];
    return value === null ? null : Math.log(bound / value);
  });
}

/** Whether no limit is broken by more than `slack`, as a log-ratio; what was not measured counts as broken. */
export function keeps(
  limits: Limits,
  found: Pick<Truth, 'latencyMs' | 'rssBytes'>,
  slack = 0,
): boolean {
  return marginsOf(limits, found).every((m) => m !== null && m >= -slack);
}
