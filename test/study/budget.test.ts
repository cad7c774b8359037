import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { createStaged } from '../../src/search/staged.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { behaviourOf, conductScene, FAILED, USUAL, usualThroughput } from './conduct.ts';
import { spaceOf } from './fixtures.ts';

const space = spaceOf({
  batches: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64],
  instances: [1, 2, 3, 4],
  threads: [0, 1, 2],
});

/** A machine and model at random: models from 0.1 ms to 2 s a run, sessions of 30 ms to 3 s, some with failures. */
async function conductAtRandom(seed: number) {
  const random = createRandom(`budget ${seed}`);
  const scale = 10 ** (random.next() * 4 - 2);
  const budgetS = Math.round(10 ** (1 + random.next() * 1.5));
  const sessionCreateMs = 10 ** (1.5 + random.next() * 2);
  const failing = random.next() < 0.3 ? 0.3 : 0;
  const conducted = await conductScene({
    space,
    seed,
    strategy: createStaged,
    header: { budgetS, seed },
    noise: { ...USUAL, sessionSpread: 0.03 },
    behaviour: (c) => {
      const own = createRandom(`${seed} ${configurationKey(c)}`);
      if (own.next() < failing) return FAILED;
      const throughput = usualThroughput(c) * scale * Math.exp(0.5 * (own.next() - 0.5));
      return behaviourOf(throughput, { sessionCreateMs: sessionCreateMs * (1 + own.next()) });
    },
  });
  return { ...conducted, budgetS };
}

describe('the budget', () => {
  it('holds within 10 % whatever probes cost, the finish included', async () => {
    let full = 0;
    let within = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { result, tookS, budgetS } = await conductAtRandom(seed);
      const measured = result.trials.filter((t) => t.status !== 'failed');
      // The first configuration that works is measured whatever it takes.
      const firstS = (measured[0]?.finishedAtMs ?? 0) / 1000;
      const allowedS = Math.max(1.1 * budgetS, firstS + 0.1 * budgetS);
      expect(tookS, `seed ${seed}`).toBeLessThanOrEqual(allowedS);
      if (firstS <= budgetS) within++;
      expect(result.elapsedS).toBeCloseTo(tookS, 6);
      expect(measured.length, `seed ${seed}`).toBeGreaterThanOrEqual(1);
      expect(result.recommendation).not.toBeNull();
      if (result.stoppedBecause !== 'budget' || tookS > 0.6 * budgetS) full++;
    }
    expect(within).toBeGreaterThan(190);
    // And it is not left unused: a search that stops for lack of time has used most of it.
    expect(full).toBeGreaterThan(170);
  }, 20_000);
});
