import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { curvesSvg } from './curves-svg.ts';
import type { SearchRun } from './search-run.ts';

const run = (strategy: string, seed: number): SearchRun => ({
  surface: 'a',
  strategy,
  mode: 'cold',
  seed,
  regrets: [0.5, 0.1 / seed, 0],
  seconds: [2, 3, 8],
  firstRegret: 0.1,
  ended: 'itself',
  racedRegret: 0.01,
  shrunkRegret: 0,
  claim: null,
  confidence: null,
  askMs: [],
});

test.each(['probes', 'seconds'] as const)(
  'curves against %s are a drawing that stands alone, with a name in the legend for every line',
  (against) => {
    const runs = [1, 2, 3].flatMap((seed) => [run('adaptive', seed), run('gp', seed)]);
    const svg = curvesSvg(runs, { strategies: ['adaptive', 'gp'], against, mostProbes: 5 });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain('— adaptive');
    expect(svg).toContain('— gp');
    expect(svg).not.toContain('NaN');
  },
);
