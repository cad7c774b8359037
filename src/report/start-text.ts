import { formatShare } from '../core/format-share.ts';
import type { SearchStart } from '../study/study-result.ts';

type Start = SearchStart['began'];
type Source = Start['sources'][number];

/** Sources that are named; a search may lean a little on many. */
const NAMED = 3;
/** Weights below this are not worth a word. */
const NOTABLE = 0.02;

/**
 * Where a search started from, as a clause for people: `like ResNet-50 and ResNeXt-50 on this host (93 % alike; transfer
 * weight 0.8) and from the cost law (0.2)`. Names may come from model files: `safe` makes them safe to print.
 */
export function startText(start: Start, safe: (name: string) => string): string {
  const sources = start.sources.filter((s) => s.weight >= NOTABLE);
  const here = sources.filter((s) => s.hostSimilarity === 1);
  const elsewhere = sources.filter((s) => s.hostSimilarity < 1);
  const parts = [
    ...sourceText(here, 'on this host', safe),
    ...sourceText(elsewhere, 'on other machines', safe),
    ...lawText(start),
  ];
  return parts.length === 0 ? 'from nothing that was known before' : listed(parts);
}

function lawText({ lawWeight, lawTrials }: Start): string[] {
  if (lawWeight < NOTABLE) return [];
  const trials = lawTrials === 1 ? 'one back-to-back trial' : `${lawTrials} back-to-back trials`;
  const corrected = lawTrials === undefined ? '' : ` corrected by ${trials} of this model`;
  return [`from the cost law${corrected} (${weightText(lawWeight)})`];
}

function sourceText(
  sources: readonly Source[],
  where: 'on this host' | 'on other machines',
  safe: (name: string) => string,
): string[] {
  if (sources.length === 0) return [];
  // Of one model on several hosts the name is said once.
  const named = [...new Map(sources.map((s) => [s.name, s])).values()];
  const shown = named.slice(0, NAMED);
  const rest = named.length - shown.length;
  const names = shown.map((s) => safe(s.name));
  const weight = sources.reduce((sum, s) => sum + s.weight, 0);
  const facts = [
    ...(sources.every((s) => s.origin === 'shipped') ? ['shipped with tune'] : []),
    `${rangeText(shown.map((s) => s.similarity))} alike`,
    ...(where === 'on this host' ? [] : [`hosts ${rangeText(shown.map((s) => s.hostSimilarity))}`]),
    `transfer weight ${weightText(weight)}`,
  ];
  const models = listed(rest > 0 ? [...names, `${rest} more`] : names);
  return [`like ${models} ${where} (${facts.join('; ')})`];
}

function rangeText(shares: readonly number[]): string {
  const low = formatShare(Math.min(...shares));
  const high = formatShare(Math.max(...shares));
  return low === high ? high : `${low.replace(' %', '')} to ${high}`;
}

function weightText(weight: number): string {
  return String(Number(weight.toFixed(2)));
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
