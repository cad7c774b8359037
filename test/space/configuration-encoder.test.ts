import { describe, expect, test } from 'vitest';
import { buildSpace } from '../../src/space/build-space.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { createConfigurationEncoder } from '../../src/space/configuration-encoder.ts';
import { requestFor } from './space-fixtures.ts';

describe('the encoder', () => {
  test('gives log2 of counts, and the default threads the place of what they mean', () => {
    const { knobs } = buildSpace(requestFor(4));
    const encoder = createConfigurationEncoder(knobs, 4);
    expect(encoder.features).toEqual([
      { name: 'instances', kind: 'number' },
      { name: 'intraOpThreads', kind: 'number' },
      { name: 'intraOpThreads=default', kind: 'category' },
      { name: 'batchSize', kind: 'number' },
    ]);
    expect(encoder.encode(runtimeDefault(8))).toEqual([0, 2, 1, 3]);
    expect(encoder.encode({ ...runtimeDefault(8), intraOpThreads: 4 })).toEqual([0, 2, 0, 3]);
    expect(encoder.encode({ ...runtimeDefault(1), instances: 2, intraOpThreads: 2 })).toEqual([
      1, 1, 0, 0,
    ]);
  });

  test('tells all configurations of a wide space apart', () => {
    const space = buildSpace(requestFor(2, { wide: true, model: { parallelBranches: true } }));
    const encoder = createConfigurationEncoder(space.knobs, 2);
    const codes = new Set(space.configurations.map((c) => encoder.encode(c).join()));
    expect(codes.size).toBe(space.configurations.length);
    expect(space.configurations.every((c) => encoder.encode(c).every(Number.isFinite))).toBe(true);
  });
});
