import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { Grouping } from '../../lengths/batch-cycle.ts';
import type { Buckets } from '../../lengths/buckets.ts';
import { LONGEST_LENGTH } from '../../lengths/length-distribution.ts';
import { type LengthSource, parseLengths } from './parse-lengths.ts';
import { type RawOptions, rawLabel, rawText } from './raw-options.ts';

/** How long the sequences of requests are, and how they share runs. */
export interface LengthOptions {
  readonly source: LengthSource;
  /** The source as the user wrote it. */
  readonly text: string;
  readonly label: string;
  readonly grouping: Grouping;
  /** Symbols or places of axes, as the user wrote them; null where the model is to say. */
  readonly sequenceAxis: string | null;
}

/** Options that mean nothing without `--lengths`. */
const FOLLOWERS = ['batching', 'buckets', 'sequence-axis'] as const;

/** Understands the options of lengths; null where `--lengths` is not given. Throws a `TuneError` (usage). */
export function parseLengthOptions(raw: RawOptions): LengthOptions | null {
  const text = rawText(raw, 'lengths');
  if (text === undefined) {
    const lost = FOLLOWERS.find((name) => raw.has(name));
    if (lost === undefined) return null;
    throw new TuneError('usage', `${rawLabel(raw, lost)} means nothing without --lengths`, {
      hint: 'Say how long requests are, such as --lengths zipf:128.',
    });
  }
  const label = rawLabel(raw, 'lengths');
  return {
    source: parseLengths(text, label),
    text: text.trim(),
    label,
    grouping: groupingOf(raw),
    sequenceAxis: rawText(raw, 'sequence-axis')?.trim() ?? null,
  };
}

function groupingOf(raw: RawOptions): Grouping {
  const batching = rawText(raw, 'batching') ?? 'padded';
  const buckets = rawText(raw, 'buckets');
  if (batching === 'padded') {
    return { kind: 'padded', buckets: parseBuckets(buckets, rawLabel(raw, 'buckets')) };
  }
  const label = rawLabel(raw, 'batching');
  if (batching !== 'exact') {
    throw new TuneError('usage', `${label} does not know "${printable(batching, 40)}".`, {
      hint: 'Use padded or exact.',
    });
  }
  if (buckets === undefined) return { kind: 'exact' };
  throw new TuneError(
    'usage',
    `${label} exact pads nothing: it takes no ${rawLabel(raw, 'buckets')}`,
    {
      hint: 'Leave one of the two out.',
    },
  );
}

function parseBuckets(text: string | undefined, label: string): Buckets {
  if (text === undefined || text === 'powers-of-two') return { kind: 'powers-of-two' };
  if (text === 'none') return { kind: 'none' };
  const sizes = text.split(',').map((size) => (/^\s*\d{1,7}\s*$/.test(size) ? Number(size) : 0));
  const isReadable = sizes.every(
    (size, i) => size > (i === 0 ? 0 : (sizes[i - 1] ?? 0)) && size <= LONGEST_LENGTH,
  );
  if (isReadable) return { kind: 'sizes', sizes };
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Write ascending sizes, such as 16,32,64,128, or powers-of-two, or none.',
  });
}
