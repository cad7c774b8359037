import type { SearchStart } from '../../study/study-result.ts';
import type { PublishedLeaning } from './published-result.ts';

/** What a search leaned on, as the study knew it. */
export function insightOf(
  { sources, law_weight: lawWeight, law_trials: lawTrials }: PublishedLeaning,
  confidence: number | null,
): SearchStart['began'] {
  return {
    sources: sources.map(({ name, similarity, host_similarity, origin, weight }) => ({
      name,
      similarity,
      hostSimilarity: host_similarity,
      origin,
      weight,
    })),
    lawWeight,
    ...(lawTrials !== undefined && { lawTrials }),
    confidence,
  };
}
