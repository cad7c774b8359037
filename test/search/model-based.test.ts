import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createStrategy } from '../../src/search/strategies.ts';
import { median } from '../../src/stats/median.ts';
import { coldContext } from '../support/cold-context.ts';
import { bestValue, noisy, observe, servingLandscape } from '../support/landscape.ts';
import { createSmallSpace } from '../support/small-space.ts';

const space = createSmallSpace({
  batches: [1, 2, 4, 8, 16, 32, 64],
  threads: [0, 1, 2, 4, 8],
  instances: [1, 2, 4, 8],
  spinning: [true, false],
  cores: 8,
});

/** Probes until one truly lies within 5 % of the best. */
function probesNeeded(name: string, seed: number): number {
  const landscape = noisy(servingLandscape(seed, 8), 0.02);
  const strategy = createStrategy(name, { ...coldContext(space, seed), defaultThreads: 8 });
  const best = bestValue(landscape, space);
  const random = createRandom(`measure ${seed}`);
  for (let probes = 1; ; probes++) {
    const [suggestion] = strategy.ask(1, []);
    if (!suggestion || landscape.value(suggestion.configuration) > best + Math.log(0.95)) {
      return probes;
    }
    strategy.tell(observe(landscape, space, suggestion.configuration, random));
  }
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const atRandom = median(seeds.map((seed) => probesNeeded('random', seed)));

test.each(['gp', 'tpe'])(
  '%s needs fewer probes than random at the median',
  (name) => {
    const needed = median(seeds.map((seed) => probesNeeded(name, seed)));
    expect(needed).toBeLessThan(atRandom);
  },
  20_000,
);

test('gp stays away from what is likely to break a constraint, and says what it expects', () => {
  const landscape = noisy(servingLandscape(3, 8), 0.02);
  const context = { ...coldContext(space, 1), constraints: 1, defaultThreads: 8 };
  const strategy = createStrategy('gp', context);
  const bound = Math.log(16);
  let broken = 0;
  for (let i = 0; i < 24; i++) {
    const [suggestion] = strategy.ask(1, []);
    if (!suggestion) throw new Error('the space is not exhausted yet');
    const { configuration } = suggestion;
    const margin = bound - Math.log(configuration.batchSize);
    if (i >= 8) {
      if (margin < 0) broken++;
      const { low, value, high } = suggestion.expected?.relative ?? { low: 1, value: 0, high: 0 };
      expect(low).toBeLessThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(high);
    }
    strategy.tell({
      configuration,
      status: 'measured',
      value: landscape.value(configuration) - landscape.value(space.reference),
      standardError: 0.02,
      feasible: margin >= 0,
      margins: [margin],
      costS: 1,
    });
  }
  expect(broken).toBeLessThanOrEqual(3);
});
