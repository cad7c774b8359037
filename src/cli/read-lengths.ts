import { readFileSync, statSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { paddedLength, REQUESTS } from '../lengths/batch-cycle.ts';
import { bucketOf } from '../lengths/buckets.ts';
import { type LengthDistribution, representativeLengths } from '../lengths/length-distribution.ts';
import type { LengthOptions } from './options/length-options.ts';
import { parseLengthFile } from './options/parse-length-file.ts';
import type { LengthSource } from './options/parse-lengths.ts';

/** A larger file is no list of lengths: a million lines take 7 MB. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Lengths that stand for the requests, ascending. Throws a `TuneError` (usage) where the file cannot be read or holds anything
 * else, and where the longest fits in no bucket.
 */
export function readLengths({ source, grouping, label }: LengthOptions): readonly number[] {
  const lengths = representativeLengths(distributionOf(source, label), REQUESTS);
  const longest = lengths.at(-1) ?? 1;
  if (grouping.kind === 'padded' && bucketOf(longest, grouping.buckets) === null) {
    throw new TuneError('usage', `lengths up to ${longest} do not fit in the largest bucket`, {
      hint: `Give --buckets with one of at least ${paddedLength(longest, grouping)}.`,
    });
  }
  return lengths;
}

function distributionOf(source: LengthSource, label: string): LengthDistribution {
  if (source.kind !== 'file') return source;
  const { path, column } = source;
  const name = printable(path, 200);
  let text: string;
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error('it is larger than 64 MiB');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TuneError('usage', `${label} names a file that cannot be read: ${name}`, {
      cause: error,
      hint: `${(error as Error).message}. Write zipf:128 or the like for a distribution.`,
    });
  }
  return { kind: 'listed', lengths: parseLengthFile(text, column, name) };
}
