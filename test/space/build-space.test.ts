import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { buildSpace } from '../../src/space/build-space.ts';
import { configurationKey, runtimeDefault } from '../../src/space/configuration.ts';
import type { BuiltSpace, KnobName, SpaceRequest } from '../../src/space/space-request.ts';
import { quotaHost, requestFor } from './space-fixtures.ts';

function valuesOf(space: BuiltSpace, name: KnobName): readonly unknown[] {
  return space.knobs.find((knob) => knob.name === name)?.values ?? [];
}

function pairs(space: BuiltSpace): string[] {
  return [...new Set(space.configurations.map((c) => `${c.instances}x${c.intraOpThreads}`))];
}

describe('the default space', () => {
  test('of two cores is batch size × threads × instances without oversubscription', () => {
    const space = buildSpace(requestFor(2));
    expect(valuesOf(space, 'batchSize')).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]);
    expect(pairs(space)).toEqual(['1x0', '1x1', '1x2', '2x1']);
    expect(space.configurations).toHaveLength(48);
    expect(space.excluded).toEqual([
      { reason: 'more than 2 threads at once on 2 cores', count: 24 },
    ]);
    expect(space.knobs.filter((k) => k.values.length > 1).map((k) => k.name)).toEqual([
      'instances',
      'intraOpThreads',
      'batchSize',
    ]);
  });

  test('on many cores takes a sharp subset that fills the machine', () => {
    const space = buildSpace(requestFor(24));
    expect(valuesOf(space, 'intraOpThreads')).toEqual([0, 1, 2, 3, 4, 6, 8, 12, 16, 24]);
    for (const [instances, threads] of [
      [24, 1],
      [8, 3],
      [6, 4],
      [4, 6],
      [3, 8],
      [2, 12],
      [1, 24],
    ]) {
      expect(pairs(space)).toContain(`${instances}x${threads}`);
    }
  });

  test('has physical and performance cores among the thread counts', () => {
    const machine = { logicalCores: 20, physicalCores: 14, sockets: 1, quotaCores: null };
    const host = { physicalCores: 14, machine: { ...machine, performanceCores: 6 } };
    const threads = valuesOf(buildSpace(requestFor(20, { host })), 'intraOpThreads');
    expect(threads).toEqual(expect.arrayContaining([6, 14, 20]));
  });

  test('leaves the batch size alone where the model cannot be batched', () => {
    const space = buildSpace(requestFor(4, { model: { batchable: false, baseBatch: 3 } }));
    expect(valuesOf(space, 'batchSize')).toEqual([3]);
    expect(space.reference.batchSize).toBe(3);
  });

  test("adds the model's own batch size to the usual ones", () => {
    const space = buildSpace(requestFor(1, { model: { baseBatch: 5 } }));
    expect(valuesOf(space, 'batchSize')).toContain(5);
  });

  test('counts a fraction of a core as one, and tries spinning where a quota binds', () => {
    const space = buildSpace(requestFor(1.5, { host: quotaHost(1.5) }));
    expect(pairs(space)).toEqual(['1x0', '1x1', '1x2', '2x1']);
    expect(valuesOf(space, 'spinning')).toEqual([true, false]);
    const spinless = space.configurations.filter((c) => !c.spinning);
    expect(new Set(spinless.map((c) => c.intraOpThreads))).toEqual(new Set([2]));
  });

  test("inside a container keeps the runtime's default as reference only, for it starts a thread per core of the machine", () => {
    const cpuset = { ...quotaHost(2), logicalCores: 2, physicalCores: 2 };
    const space = buildSpace(requestFor(2, { host: cpuset }));
    expect(space.configurations.filter((c) => c.intraOpThreads === 0)).toEqual([space.reference]);
    expect(space.neighbours(space.reference).map((c) => c.intraOpThreads)).toEqual([2]);
  });
});

describe('memory', () => {
  const model = { bytesPerSample: 100 * 2 ** 20, sessionBytes: 2 ** 30 };

  test('limits batch sizes and instances by what the host has', () => {
    const host = { memoryLimitBytes: 8 * 2 ** 30, memoryAvailableBytes: 8 * 2 ** 30 };
    const space = buildSpace(requestFor(4, { host, model }));
    expect(Math.max(...space.configurations.map((c) => c.batchSize))).toBe(48);
    expect(space.configurations.filter((c) => c.instances === 4 && c.batchSize === 4)).toHaveLength(
      1,
    );
    expect(space.configurations.some((c) => c.instances === 4 && c.batchSize === 6)).toBe(false);
    expect(space.excluded.map((e) => e.reason)).toContain('estimated memory above 6.4 GiB');
  });

  test('counts what is available now when that is less', () => {
    const free = buildSpace(requestFor(4, { model }));
    const short = buildSpace(requestFor(4, { model, host: { memoryAvailableBytes: 3 * 2 ** 30 } }));
    expect(short.configurations.length).toBeLessThan(free.configurations.length);
  });

  test('never excludes the reference', () => {
    const space = buildSpace(requestFor(2, { host: { memoryLimitBytes: 1 } }));
    expect(space.configurations).toEqual([runtimeDefault(1)]);
    expect(space.neighbours(space.reference)).toEqual([]);
  });
});

describe('the wide space', () => {
  test('has every switch, and parallel execution only for graphs with branches', () => {
    const plain = buildSpace(requestFor(4, { wide: true }));
    expect(valuesOf(plain, 'graphOptimization')).toEqual(['disabled', 'basic', 'extended', 'all']);
    expect(valuesOf(plain, 'memoryArena')).toEqual([true, false]);
    expect(valuesOf(plain, 'executionMode')).toEqual(['sequential']);
    const branched = buildSpace(requestFor(4, { wide: true, model: { parallelBranches: true } }));
    expect(valuesOf(branched, 'executionMode')).toEqual(['sequential', 'parallel']);
    expect(valuesOf(branched, 'interOpThreads')).toEqual([0, 2, 4]);
  });

  test('allows twice as many threads as cores, no more', () => {
    const space = buildSpace(requestFor(4, { wide: true }));
    expect(pairs(space)).toContain('8x1');
    expect(pairs(space)).toContain('2x4');
    expect(pairs(space)).not.toContain('3x3');
  });

  test('counts the threads of both pools in parallel execution', () => {
    const model = { parallelBranches: true };
    const space = buildSpace(requestFor(4, { wide: true, model }));
    const heaviest = space.configurations.filter(
      (c) => c.executionMode === 'parallel' && c.instances === 1 && c.intraOpThreads === 4,
    );
    // 4 + 4 - 1 <= 8, so that all inter-op counts fit one instance and none fits two
    expect(new Set(heaviest.map((c) => c.interOpThreads))).toEqual(new Set([0, 2, 4]));
    expect(
      space.configurations.some(
        (c) => c.executionMode === 'parallel' && c.instances === 2 && c.intraOpThreads === 4,
      ),
    ).toBe(false);
  });

  test('of a large server is enumerated in well under a second', () => {
    const start = performance.now();
    const model = { parallelBranches: true };
    const space = buildSpace(requestFor(192, { wide: true, model }));
    expect(space.configurations.length).toBeGreaterThan(100_000);
    expect(performance.now() - start).toBeLessThan(5000); // 0.4 s alone; CI machines are busy
  });
});

describe('values the user asks for', () => {
  test('are exactly the space, and the reference is then only compared with', () => {
    const overrides = { batchSize: [4], intraOpThreads: [1], instances: [1, 2] };
    const space = buildSpace(requestFor(2, { overrides }));
    expect(space.configurations.map(configurationKey)).toEqual([
      'cpu/i1/t1/o0/sequential/all/spin/arena/b4',
      'cpu/i2/t1/o0/sequential/all/spin/arena/b4',
    ]);
    expect(space.reference).toEqual(runtimeDefault(1));
    expect(space.has(space.reference)).toBe(false);
    expect(space.neighbours(space.reference)).toEqual([]);
  });

  test('may lie beyond the caps, each with its lightest partner', () => {
    expect(pairs(buildSpace(requestFor(2, { overrides: { instances: [4] } })))).toEqual(['4x1']);
    expect(pairs(buildSpace(requestFor(2, { overrides: { intraOpThreads: [4] } })))).toEqual([
      '1x4',
    ]);
    const both = { instances: [3], intraOpThreads: [3] };
    expect(pairs(buildSpace(requestFor(2, { overrides: both })))).toEqual(['3x3']);
    const ranges = { instances: [1, 2, 3], intraOpThreads: [1, 2, 3] };
    expect(pairs(buildSpace(requestFor(2, { overrides: ranges })))).toEqual([
      '1x1',
      '1x2',
      '1x3',
      '2x1',
      '3x1',
    ]);
    const large = buildSpace(requestFor(2, { overrides: { batchSize: [512] } }));
    expect(valuesOf(large, 'batchSize')).toEqual([512]);
  });

  test('bring what they need: inter-op threads bring parallel execution', () => {
    const space = buildSpace(requestFor(4, { overrides: { interOpThreads: [2] } }));
    expect(valuesOf(space, 'executionMode')).toEqual(['parallel']);
  });

  test('keep spinning off on a single thread when only that is asked', () => {
    const overrides = { spinning: [false], intraOpThreads: [1], instances: [1] };
    expect(buildSpace(requestFor(2, { overrides })).configurations).not.toHaveLength(0);
  });

  test("choose the reference's provider when they rule out the CPU", () => {
    const space = buildSpace(requestFor(2, { overrides: { provider: ['webgpu'] } }));
    expect(space.reference.provider).toBe('webgpu');
    expect(space.has(space.reference)).toBe(true);
  });
});

describe('values that leave nothing are refused with a reason', () => {
  test.each<[string, SpaceRequest, RegExp]>([
    [
      'a batch the model does not take',
      requestFor(2, { model: { batchable: false }, overrides: { batchSize: [4] } }),
      /No configuration remains.*batch 1 only/,
    ],
    [
      'more memory than there is',
      requestFor(2, { overrides: { instances: [1000] } }),
      /No configuration remains.*estimated memory above/,
    ],
    [
      'inter-op threads in sequential mode',
      requestFor(2, { overrides: { executionMode: ['sequential'], interOpThreads: [2] } }),
      /parallel mode only/,
    ],
    ['no value at all', requestFor(2, { overrides: { batchSize: [] } }), /No value/],
    [
      'millions of combinations',
      requestFor(64, {
        overrides: { batchSize: Array.from({ length: 65_536 }, (_, i) => i + 1) },
      }),
      /combinations/,
    ],
  ])('%s', (_, request, message) => {
    expect(() => buildSpace(request)).toThrow(message);
    expect(() => buildSpace(request)).toThrow(TuneError);
  });
});
