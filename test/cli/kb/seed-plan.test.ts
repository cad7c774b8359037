import { describe, expect, it } from 'vitest';
import { chooseSeeds, planSeeds, USUAL_SEEDS } from '../../../src/cli/kb/seed-plan.ts';
import type { RawOptions } from '../../../src/cli/options/raw-options.ts';
import { ZOO } from '../../../src/zoo/catalogue.ts';
import { thrownTuneError } from '../../support/thrown-tune-error.ts';

const options = (given: Readonly<Record<string, string>> = {}): RawOptions =>
  new Map(Object.entries(given).map(([n, text]) => [n, { texts: [text], label: `--${n}` }]));
const names = (words: readonly string[], given = {}) =>
  chooseSeeds(ZOO, words, options(given)).map((model) => model.name);

describe('what is seeded', () => {
  it('is a spread of different families, those named, or all', () => {
    expect(names([]).toSorted()).toEqual([...USUAL_SEEDS].sort());
    const families = new Set(chooseSeeds(ZOO, [], options()).map((m) => m.family));
    expect(families.size).toBe(USUAL_SEEDS.length);
    expect(names(['mlp', 'mlp'])).toEqual(['mlp']);
    expect(names(['mlp'], { families: 'ncf,dlrm' })).toEqual(['mlp', 'ncf', 'dlrm-kaggle-100k']);
    expect(names([], { all: 'true' })).toHaveLength(ZOO.length);
    expect(thrownTuneError(() => names(['mlq'])).hint).toContain('mlp');
    expect(thrownTuneError(() => names([], { families: 'resnat' })).hint).toContain('resnet');
  });

  it('shares the budget out, and leaves what has no room', () => {
    const eight = chooseSeeds(ZOO, [], options());
    const plan = (given = {}) => {
      const { toTune, left, perModelMs } = planSeeds(eight, options(given));
      return [toTune.length, left.length, perModelMs];
    };
    expect(plan()).toEqual([8, 0, 60_000]);
    expect(plan({ budget: '4m' })).toEqual([8, 0, 30_000]);
    expect(plan({ budget: '1m' })).toEqual([3, 5, 20_000]);
    expect(plan({ budget: '5s' })).toEqual([1, 7, 5000]);
    expect(plan({ budget: '10m', 'per-model': '2m' })).toEqual([5, 3, 120_000]);
  });
});
