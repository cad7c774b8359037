import { describe, expect, it } from 'vitest';
import { startText } from '../../src/report/start-text.ts';
import { stopText } from '../../src/report/stop-text.ts';
import type { SearchStart } from '../../src/study/study-result.ts';

type Start = SearchStart['began'];
type Source = Start['sources'][number];

const sourceOf = (name: string, changes: Partial<Source> = {}): Source => ({
  name,
  similarity: 0.93,
  hostSimilarity: 1,
  origin: 'own',
  weight: 0.4,
  ...changes,
});
const text = (sources: readonly Source[], lawWeight = 0): string =>
  startText({ sources, lawWeight, confidence: null }, (name) => name.toUpperCase());

describe('where a search started from', () => {
  it('names models of this host and the cost law with their weights', () => {
    expect(text([sourceOf('ResNet-50'), sourceOf('ResNeXt-50')], 0.2)).toBe(
      'like RESNET-50 and RESNEXT-50 on this host (93 % alike; transfer weight 0.8) and from the cost law (0.2)',
    );
  });

  it('says how many trials back to back corrected the law of a load', () => {
    const from = (lawTrials: number): string =>
      startText({ sources: [], lawWeight: 0.9, lawTrials, confidence: null }, (name) => name);
    expect(from(14)).toBe(
      'from the cost law corrected by 14 back-to-back trials of this model (0.9)',
    );
    expect(from(1)).toBe(
      'from the cost law corrected by one back-to-back trial of this model (0.9)',
    );
  });

  it('tells other machines apart, and what came with the tool', () => {
    const there = sourceOf('VGG', { hostSimilarity: 0.71, origin: 'shipped', weight: 0.1 });
    expect(text([there])).toBe(
      'like VGG on other machines (shipped with tune; 93 % alike; hosts 71 %; transfer weight 0.1)',
    );
    expect(text([sourceOf('A'), there], 0.3)).toMatch(
      /^like A on this host \(.*\), like VGG on other machines \(.*\) and from the cost law \(0\.3\)$/,
    );
  });

  it('names three models at most, each once, with the range of their likeness', () => {
    const names = ['a', 'b', 'b', 'c', 'd', 'e'];
    const sources = names.map((n, i) => sourceOf(n, { similarity: 0.9 - i / 10, weight: 0.1 }));
    expect(text(sources)).toBe(
      'like A, B, C and 2 more on this host (60 to 90 % alike; transfer weight 0.6)',
    );
  });

  it('says of a cold start that nothing was known', () => {
    expect(text([])).toBe('from nothing that was known before');
    expect(text([sourceOf('a', { weight: 0.004 })], 0.01)).toBe(
      'from nothing that was known before',
    );
  });
});

describe('why a study ended', () => {
  it('says how likely it is that nothing better is left, where the search stopped by itself', () => {
    expect(stopText('converged', 0.968)).toBe('nothing better is within reach (97 % likely)');
    expect(stopText('converged', 0.9999)).toContain('over 99 % likely');
    expect(stopText('converged', null)).toBe('nothing better is within reach');
    expect(stopText('budget', 0.5)).toBe('the budget was used up');
  });
});
