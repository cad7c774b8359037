import type { LengthFacts, PaddingFacts } from '../study/length-facts.ts';
import type { JsonRecord } from './json-record.ts';
import { array, integer, number, object, oneOf, string } from './schema-parts.ts';

/** The lengths of requests as published; null where every sample was of one length. */
export function lengthsJson(lengths: LengthFacts | undefined | null): JsonRecord | null {
  if (lengths === undefined || lengths === null) return null;
  const { source, axes, batching, buckets, shortest, median, mean, longest, padding } = lengths;
  return {
    source,
    axes: axes.map(({ input, axis }) => ({ input, axis })),
    batching,
    buckets,
    shortest,
    median,
    mean,
    longest,
    padding: paddingJson(padding),
  };
}

function paddingJson(padding: PaddingFacts): JsonRecord {
  const { status } = padding;
  if (status === 'not-padded') return { status };
  const { maxRelativeDeviation: deviation } = padding;
  const max_relative_deviation = Number.isFinite(deviation) ? deviation : null;
  return status === 'harmless'
    ? { status, max_relative_deviation }
    : { status, max_relative_deviation, reason: padding.reason };
}

/** What `lengthsJson` gives. */
export const LENGTHS_SCHEMA: JsonRecord = object({
  source: string('as given with --lengths'),
  axes: array(object({ input: string(), axis: integer(0) })),
  batching: oneOf('padded', 'exact'),
  buckets: {
    description: 'lengths that runs are padded to; null where nothing is padded',
    oneOf: [{ enum: ['powers-of-two', 'none', null] }, array(integer(1))],
  },
  shortest: integer(1),
  median: integer(1),
  mean: number(),
  longest: integer(1),
  padding: object(
    {
      status: oneOf('harmless', 'harmful', 'not-padded'),
      max_relative_deviation: { type: ['number', 'null'] },
      reason: string('where padding changes results'),
    },
    { required: ['status'] },
  ),
});
