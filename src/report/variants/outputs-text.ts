import type { VariantStanding } from '../../variants/contest-result.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';

/** What is known of the outputs of the variant that is to be taken. Those of variants need not be equal: they are exempt. */
export function outputsText({ best, variant }: VariantStanding, { glyphs }: TextStyle): string {
  const exempt = 'variants are not compared with each other';
  const name = safeText(variant.name, glyphs, 60);
  switch (best?.equivalence?.status) {
    case 'equal':
      return `equal those of ${name} by default; ${exempt}`;
    case 'not-applicable':
      return `cannot be compared: ${safeText(best.equivalence.reason, glyphs, 200)}; ${exempt}`;
    default:
      return `were not compared with those of ${name} by default; ${exempt}`;
  }
}
