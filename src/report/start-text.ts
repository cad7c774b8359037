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
    ...(start.lawWeight >= NOTABLE ? [`from the cost law (${weightText(start.lawWeight)})`] : []),
  ];
  return parts.length === 0 ? 'from nothing that was known before' : listed(parts);
}

function sourceText(
  sources: readonly Source[],
  where: string,
  safe: (name: string) => string,
): string[] {
  if (sources.length === 0) return [];
  const names = [...new Set(sources.map((s) => s.name))].map(safe);
  const rest = names.length - NAMED;
  const shown = rest > 0 ? [...names.slice(0, NAMED), `${rest} more`] : names;
  const weight = sources.reduce((sum, s) => sum + s.weight, 0);
  const shipped = sources.every((s) => s.origin === 'shipped') ? ' (shipped with tune)' : '';
  const alike = `${rangeText(sources.map((s) => s.similarity))} alike`;
  const host =
    where === 'on this host' ? '' : `, hosts ${rangeText(sources.map((s) => s.hostSimilarity))}`;
  return [
    `like ${listed(shown)} ${where}${shipped} (${alike}${host}; transfer weight ${weightText(weight)})`,
  ];
}

function rangeText(shares: readonly number[]): string {
  const [low, high] = [Math.min(...shares), Math.max(...shares)].map(formatShare);
  if (low === high || low === undefined) return high ?? '';
  return `${low.replace(/\s*%$/, '')} to ${high}`;
}

function weightText(weight: number): string {
  return String(Number(weight.toFixed(2)));
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
