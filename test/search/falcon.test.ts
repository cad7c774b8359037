import { describe, expect, test } from 'vitest';
import { NO_PRIOR, type OperatorResponse } from '../../src/knowledge/search-prior.ts';
import { createFalcon } from '../../src/search/falcon.ts';
import { operatorRegion } from '../../src/search/operator-region.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { coldContext } from '../support/cold-context.ts';
import { failingWhere, noisy, servingLandscape } from '../support/landscape.ts';
import { runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace } from '../support/small-space.ts';

const space = createSmallSpace({ batches: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] });
const landscape = noisy(servingLandscape(2, 2), 0.02);

const operator = (
  family: string,
  share: number,
  rate: (c: Configuration) => number,
): OperatorResponse => ({ family, share, logRates: space.configurations.map(rate) });

const nearBatch = (batch: number) => (c: Configuration) =>
  -Math.abs(Math.log2(c.batchSize / batch)) - Math.abs(c.instances - 2);
const small = operator('conv', 0.55, nearBatch(2));
const large = operator('matmul', 0.4, nearBatch(48));
const idle = operator('pooling', 0.05, nearBatch(1));

function falconOn(operators: readonly OperatorResponse[]) {
  return createFalcon({ ...coldContext(space, 1), prior: { ...NO_PRIOR, operators } });
}

describe('falcon', () => {
  test('spends five trials in the region of each key operator, the largest share first', () => {
    const strategy = falconOn([large, idle, small]);
    const { observations, suggestions } = runStrategy(strategy, space, landscape, {
      group: 1,
      probes: 11,
    });
    const [, ...tried] = observations.map((o) => o.configuration);
    expect(tried.slice(0, 5).every(operatorRegion(space, small.logRates).has)).toBe(true);
    expect(tried.slice(5).every(operatorRegion(space, large.logRates).has)).toBe(true);
    expect(suggestions.slice(1).map((s) => s.reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'good for conv'),
      ...Array.from({ length: 5 }, () => 'good for matmul'),
    ]);
  });

  test('trusts the curves where nothing is measured yet', () => {
    const [, second] = runStrategy(falconOn([small]), space, landscape, {
      group: 1,
      probes: 2,
    }).observations;
    const value = (c: Configuration): number => nearBatch(2)(c);
    const better = space.configurations.filter(
      (c) => second && value(c) > value(second.configuration),
    );
    expect(better.length).toBeLessThan(space.configurations.length / 5);
  });

  test('goes on over the rest of the space until nothing is left', () => {
    const { suggestions } = runStrategy(falconOn([small, large]), space, landscape);
    expect(suggestions).toHaveLength(space.configurations.length);
    expect(suggestions.at(-1)?.reason).toBe('beyond the key operators');
  });

  test('does not try larger ones of what failed', () => {
    const crashing = failingWhere(landscape, (c) => c.batchSize >= 8);
    const { observations } = runStrategy(falconOn([large]), space, crashing, { group: 1 });
    observations.forEach(({ configuration: later }, i) => {
      const doomed = observations
        .slice(0, i)
        .some(
          ({ status, configuration: c }) =>
            status === 'failed' &&
            c.intraOpThreads === later.intraOpThreads &&
            c.instances <= later.instances &&
            c.batchSize <= later.batchSize,
        );
      expect(doomed).toBe(false);
    });
    expect(observations.some((o) => o.status === 'failed')).toBe(true);
  });

  test('without operators draws from a surrogate of the whole space, and says so', () => {
    const { suggestions } = runStrategy(falconOn([]), space, landscape, { probes: 4 });
    expect(suggestions.slice(1).every((s) => s.reason.includes('no operator costs'))).toBe(true);
  });

  test('draws anew for another seed', () => {
    const second = (seed: number) =>
      runStrategy(createFalcon(coldContext(space, seed)), space, landscape, {
        probes: 6,
        group: 1,
      }).suggestions.map((s) => s.configuration);
    expect(second(1)).not.toEqual(second(2));
  });
});
