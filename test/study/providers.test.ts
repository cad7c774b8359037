import { describe, expect, it } from 'vitest';
import type { StrategyFactory } from '../../src/search/strategy.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { checkConstraints } from '../../src/study/check-constraints.ts';
import { createHeatCost } from '../../src/study/heat-cost.ts';
import type { Constraint } from '../../src/study/objective.ts';
import { behaviourOf, conductScene, FAILED } from './conduct.ts';
import { measurementOf, smallSpace } from './fixtures.ts';

const GPU = runtimeDefault(1, 'webgpu');
const LARGE = { ...GPU, batchSize: 8 };
const configurations = [...smallSpace.configurations, LARGE, GPU];
const space: SearchSpace = {
  ...smallSpace,
  configurations,
  has: (c) => configurations.includes(c),
  knobs: [...smallSpace.knobs, { name: 'provider', values: ['cpu', 'webgpu'] }],
};
const PLACEMENT = { nodes: 9, fallbackNodes: 1, fallbackShare: 0.1, operators: [] };

/** Never asks for anything. */
const idle: StrategyFactory = () => ({ name: 'idle', ask: () => [], tell: () => {} });

describe('a study with several execution providers', () => {
  it('tries every provider once, whatever the strategy would ask for', async () => {
    const { result } = await conductScene({ space, strategy: idle });
    expect(result.trials.map((t) => t.configuration)).toEqual([space.reference, GPU]);
    expect(result.trials[1]?.reason).toContain('webgpu');
  });

  it('goes on where a provider fails', async () => {
    const { result } = await conductScene({
      space,
      behaviour: (c) => (c.provider === 'webgpu' ? FAILED : behaviourOf(50 * c.batchSize)),
    });
    expect(result.trials[1]).toMatchObject({ configuration: GPU, status: 'failed' });
    expect(result.trials.filter((t) => t.status === 'measured').length).toBeGreaterThan(1);
    expect(result.recommendation?.configuration.provider).toBe('cpu');
    expect(result.providers).toMatchObject([
      { provider: 'cpu', status: 'measured' },
      { provider: 'webgpu', status: 'failed', reason: expect.stringContaining('SIGSEGV') },
    ]);
  });

  it('compares the outputs of every provider, also of one that lost', async () => {
    const { result } = await conductScene({
      space,
      header: { budgetS: 600 },
      behaviour: (c) => behaviourOf(c.provider === 'webgpu' ? 5 : 50 * c.batchSize),
      equivalence: (c) =>
        c.provider === 'webgpu'
          ? { status: 'different', output: 'y', message: 'differs', maxRelativeDeviation: 0.5 }
          : { status: 'equal', maxRelativeDeviation: 0 },
    });
    expect(result.providers?.[1]).toMatchObject({
      provider: 'webgpu',
      equivalence: { status: 'different', maxRelativeDeviation: 0.5 },
    });
  });

  it('looks where the nodes of a winner on a GPU ran, and not on the CPU', async () => {
    const placed: string[] = [];
    const scene = (gpu: number) => ({
      space,
      placement: (c: { readonly provider: string }) => {
        placed.push(c.provider);
        return PLACEMENT;
      },
      behaviour: (c: { readonly provider: string }) =>
        behaviourOf(c.provider === 'webgpu' ? gpu : 50),
    });
    const fast = await conductScene(scene(500));
    expect(fast.result.recommendation?.configuration.provider).toBe('webgpu');
    expect(fast.result.recommendation?.placement).toEqual(PLACEMENT);
    expect(placed).toEqual(['webgpu']);
    const slow = await conductScene(scene(5));
    expect(slow.result.recommendation?.placement).toBeUndefined();
    expect(placed).toHaveLength(1);
  });
});

describe('a bound on the memory of the device', () => {
  const bound: Constraint = {
    metric: 'peak_device_bytes',
    relation: '<=',
    bound: 4 * 2 ** 30,
    text: 'peak_device_bytes<=4GiB',
  };
  const check = (peakBytes: number | null) =>
    checkConstraints([bound], measurementOf({ device: { peakBytes, utilisation: null } }));

  it('holds or is broken by what the driver told', () => {
    expect(check(2 ** 30)).toEqual([]);
    expect(check(2 ** 33)).toMatchObject([{ verdict: 'violated', found: 2 ** 33 }]);
  });

  it('is never held where the driver tells nothing, and always on the CPU, which takes none', () => {
    expect(check(null)).toMatchObject([{ verdict: 'unsupported', found: null }]);
    expect(checkConstraints([bound], measurementOf())).toEqual([]);
  });
});

describe('the cost of heats', () => {
  it('does not take the first run of a GPU, which compiles, for that of the CPU', () => {
    const cost = createHeatCost(2);
    const cpu = runtimeDefault(1);
    const heat = (c: typeof cpu) =>
      cost.predictMs({ reference: c, challengers: [], rounds: 3, fresh: true });
    cost.learn(cpu, measurementOf({ sessionCreateMs: 20, firstRunMs: 10 }));
    const before = heat(cpu);
    cost.learn(GPU, measurementOf({ sessionCreateMs: 100, firstRunMs: 9000 }));
    expect(heat(cpu)).toBe(before);
    expect(heat(GPU)).toBeGreaterThan(9000);
    expect(heat(LARGE)).toBeGreaterThan(9000);
  });
});
