import { describe, expect, it } from 'vitest';
import { buildSpace } from '../../src/space/build-space.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import type { SpaceRequest } from '../../src/space/space-request.ts';
import { requestFor } from './space-fixtures.ts';

const GIB = 2 ** 30;
const gpus = [{ name: 'NVIDIA H100', memoryBytes: 8 * GIB }];

function onDevice(
  changes: Parameters<typeof requestFor>[1] & object,
  provider: readonly string[] = ['cpu', 'cuda'],
  cores = 16,
): readonly Configuration[] {
  const request: SpaceRequest = requestFor(cores, {
    ...changes,
    overrides: { provider, ...changes.overrides },
  });
  return buildSpace(request).configurations.filter((c) => c.provider !== 'cpu');
}

const valuesOf = <K extends keyof Configuration>(
  configurations: readonly Configuration[],
  knob: K,
): Configuration[K][] => [...new Set(configurations.map((c) => c[knob]))];

describe('the space of a provider with a device of its own', () => {
  it('has batch and instances for knobs, not the thread pool of the CPU', () => {
    const members = onDevice({ wide: true, model: { parallelBranches: true } });
    expect(valuesOf(members, 'intraOpThreads')).toEqual([0]);
    expect(valuesOf(members, 'executionMode')).toEqual(['sequential']);
    expect(valuesOf(members, 'spinning')).toEqual([true]);
    expect(valuesOf(members, 'memoryArena')).toEqual([true]);
    expect(valuesOf(members, 'graphOptimization')).toHaveLength(4);
    expect(Math.max(...valuesOf(members, 'instances'))).toBe(4);
  });

  it('keeps a member where the user names threads, for the sake of the CPU beside it', () => {
    const members = onDevice({ overrides: { intraOpThreads: [2, 4] } });
    expect(valuesOf(members, 'intraOpThreads')).toEqual([2]);
  });

  it('takes more instances where they are asked for by name', () => {
    const members = onDevice({ overrides: { instances: [1, 8] } });
    expect(valuesOf(members, 'instances')).toEqual([1, 8]);
  });

  it('reaches larger batches than the CPU where the memory of the device is known', () => {
    const space = buildSpace(
      requestFor(4, { host: { gpus }, overrides: { provider: ['cpu', 'cuda'] } }),
    );
    const largest = (provider: string): number =>
      Math.max(
        ...space.configurations.filter((c) => c.provider === provider).map((c) => c.batchSize),
      );
    expect(largest('cuda')).toBe(256);
    expect(largest('cpu')).toBe(64);
    expect(Math.max(...valuesOf(onDevice({}), 'batchSize'))).toBe(64);
  });

  it('ends where the memory of the device does: instances times context, weights and activations', () => {
    const model = { bytesPerSample: 16 * 2 ** 20, sessionBytes: GIB };
    const members = onDevice({ host: { gpus }, model });
    const bytes = (c: Configuration): number =>
      c.instances * (400 * 2 ** 20 + GIB + c.batchSize * 16 * 2 ** 20);
    expect(members.length).toBeGreaterThan(0);
    expect(Math.max(...members.map(bytes))).toBeLessThanOrEqual(0.9 * 8 * GIB);
    expect(members.some((c) => c.instances === 1 && c.batchSize === 256)).toBe(true);
    expect(members.some((c) => c.instances === 4 && c.batchSize === 64)).toBe(false);
  });

  it('starts from its own default where the CPU is not asked for', () => {
    const space = buildSpace(requestFor(2, { overrides: { provider: ['webgpu'] } }));
    expect(space.reference).toMatchObject({ provider: 'webgpu', intraOpThreads: 0, instances: 1 });
    expect(space.has(space.reference)).toBe(true);
  });
});
