import { formatRate } from '../core/format-rate.ts';
import { formatShare } from '../core/format-share.ts';
import { formatSignificant } from '../core/format-significant.ts';
import type { LengthFacts } from '../study/length-facts.ts';
import type { Measurement } from '../study/trial.ts';
import { safeText } from './safe-text.ts';
import type { Glyphs } from './text-style.ts';

/** What requests were like, how they shared runs, and whether padding was seen to be harmless. */
export function lengthsLines(facts: LengthFacts, glyphs: Glyphs): readonly string[] {
  const { source, shortest, median, mean, longest } = facts;
  const spread =
    shortest === longest
      ? `${longest}`
      : `${shortest} to ${longest}, median ${median}, mean ${formatSignificant(mean)}`;
  return [
    `${safeText(source, glyphs, 80)}: ${spread}; ${batchingText(facts)}`,
    paddingText(facts, glyphs),
  ];
}

function batchingText({ batching, buckets }: LengthFacts): string {
  if (batching === 'exact')
    return 'batches of one length only, as many of each as there are requests';
  switch (buckets) {
    case 'none':
      return 'padded to the longest of the batch';
    case null:
    case 'powers-of-two':
      return 'padded to the next power of two';
    default:
      return `padded to ${buckets.join(', ')}`;
  }
}

function paddingText({ padding }: LengthFacts, glyphs: Glyphs): string {
  switch (padding.status) {
    case 'harmless':
      return `padding is harmless: what is real comes out as without it (${deviationText(padding.maxRelativeDeviation)})`;
    case 'harmful':
      return `padding changes results, so this must not be served (measure with --batching exact): ${safeText(padding.reason, glyphs, 200)}`;
    case 'not-padded':
      return 'nothing is padded';
  }
}

function deviationText(deviation: number): string {
  return deviation === 0 ? 'exactly' : `deviation at most ${deviation.toExponential(1)}`;
}

/** Real positions per second and the share of padding of one configuration; null where every sample was of one length. */
export function positionsText({ lengths, throughputIps }: Measurement): string | null {
  if (lengths === undefined) return null;
  const rate = formatRate(throughputIps.value * lengths.tokensPerSample);
  const shapes = lengths.shapes === 1 ? '1 length' : `${lengths.shapes} lengths`;
  return `${rate} real, ${formatShare(lengths.paddingShare)} of all positions are padding (run at ${shapes})`;
}
