import { nearestName } from '../../core/nearest-name.ts';
import { parseBytes } from '../../core/parse-bytes.ts';
import { parseDuration } from '../../core/parse-duration.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import {
  CONSTRAINT_METRICS,
  type Constraint,
  type ConstraintMetric,
} from '../../study/objective.ts';

const EXAMPLE = "For example 'latency_p99_ms<=50' or 'peak_rss_bytes<=2GiB'.";

/**
 * Reads `metric<=bound` or `metric>=bound`; the bound may carry a unit that fits the metric (ms or s for times, MiB or GB
 * for memory). Throws a `TuneError` (usage) with what was likely meant.
 */
export function parseConstraint(text: string, label: string): Constraint {
  const match = /^\s*([A-Za-z0-9_]+)\s*(<=|>=|<|>|==?)\s*(\S.*?)\s*$/.exec(text);
  if (match === null) {
    throw new TuneError('usage', `${label} cannot be read: ${printable(text)}`, { hint: EXAMPLE });
  }
  const [, name = '', relation = '', bound = ''] = match;
  const metric = CONSTRAINT_METRICS.find((m) => m === name);
  if (metric === undefined) {
    const meant = nearestName(name, CONSTRAINT_METRICS);
    throw new TuneError(
      'usage',
      `${label} names no metric that tune knows: ${printable(name, 60)}`,
      {
        hint: `${meant === null ? '' : `Did you mean ${meant}? `}Metrics: ${CONSTRAINT_METRICS.join(', ')}.`,
      },
    );
  }
  if (relation !== '<=' && relation !== '>=') {
    throw new TuneError('usage', `${label} compares with ${relation}; write <= or >=.`, {
      hint: EXAMPLE,
    });
  }
  return { metric, relation, bound: parseBound(metric, bound, label), text: text.trim() };
}

function parseBound(metric: ConstraintMetric, text: string, label: string): number {
  const value = /^[0-9.eE+-]+$/.test(text) ? Number(text) : withUnit(metric, text, label);
  if (Number.isFinite(value) && value > 0) return value;
  throw new TuneError(
    'usage',
    `${label} has a bound that is no positive number: ${printable(text)}`,
    { hint: EXAMPLE },
  );
}

function withUnit(metric: ConstraintMetric, text: string, label: string): number {
  if (metric.endsWith('_bytes')) return parseBytes(text, label);
  if (/_ms(_|$)/.test(metric)) return parseDuration(text, label);
  if (metric === 'throughput_ips') return Number(text.replace(/\s*\/\s*s$/, ''));
  throw new TuneError('usage', `${label} has a bound that is no number: ${printable(text)}`, {
    hint: EXAMPLE,
  });
}
