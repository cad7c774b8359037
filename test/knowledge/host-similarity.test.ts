import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostParts, hostSimilarity } from '../../src/knowledge/host-similarity.ts';
import { assertProperty } from '../support/assert-property.ts';
import { TWO_CORES } from './known-tasks.ts';

const HOST: fc.Arbitrary<HostParts> = fc
  .record({
    platform: fc.constantFrom('linux-x64', 'linux-arm64', 'darwin-arm64'),
    cpu_model: fc.string(),
    cpu_id: fc.constantFrom(
      'GenuineIntel/6/85/7',
      'AuthenticAMD/25/17/1',
      'AuthenticAMD/23/1/2',
      '',
    ),
    isa: fc.subarray(['avx', 'avx2', 'avx512f', 'neon']).map((names) => names.join(' ')),
    usable_cores: fc.double({ min: 0.25, max: 256, noNaN: true }),
    l3_bytes: fc.oneof(fc.integer({ min: 1, max: 2 ** 30 }), fc.constant('unknown' as const)),
    memory_class_bytes: fc.integer({ min: 20, max: 42 }).map((n) => 2 ** n),
    virtualised: fc.oneof(fc.boolean(), fc.constant('unknown' as const)),
    runtime_version: fc.constantFrom('1.30.0', '1.30.1', '1.31.0'),
  })
  .chain((parts) => fc.subarray(Object.entries(parts)).map((some) => Object.fromEntries(some)));

const with_ = (changes: HostParts): number =>
  hostSimilarity(TWO_CORES, { ...TWO_CORES, ...changes });

describe('the likeness of two hosts', () => {
  it('is 1 for equal parts, less and positive for others, and the same from both sides', () => {
    assertProperty(
      fc.property(HOST, HOST, (a, b) => {
        const likeness = hostSimilarity(a, b);
        expect(likeness).toBeCloseTo(hostSimilarity(b, a), 12);
        expect(likeness).toBeGreaterThan(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(hostSimilarity(a, { ...a })).toBe(1);
        const isSame = [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
          (name) => a[name] === b[name],
        );
        expect(likeness === 1).toBe(isSame);
      }),
      500,
    );
  });

  it('falls with every further doubling of the cores', () => {
    const likeness = [2, 4, 8, 16, 64].map((usable_cores) => with_({ usable_cores }));
    expect(likeness[0]).toBe(1);
    for (let i = 1; i < likeness.length; i++) {
      expect(likeness[i]).toBeLessThan(likeness[i - 1] ?? 0);
    }
    expect(likeness[1]).toBeGreaterThan(0.7);
  });

  it('tells another model, family and vendor of CPU apart', () => {
    const [model, family, vendor] = [
      'AuthenticAMD/25/97/2',
      'AuthenticAMD/23/1/2',
      'GenuineIntel/6/85/7',
    ].map((cpu_id) => with_({ cpu_id }));
    expect(model).toBeGreaterThan(family ?? 1);
    expect(family).toBeGreaterThan(vendor ?? 1);
  });

  it('puts another architecture below one half', () => {
    const arm = { platform: 'linux-arm64', isa: 'neon dotprod', cpu_id: '0x41/0xd0c/0x3/1' };
    expect(with_(arm)).toBeLessThan(0.5);
  });

  it('takes parts that one side does not tell for a small difference', () => {
    const { l3_bytes: _l3, ...less } = TWO_CORES;
    expect(hostSimilarity(TWO_CORES, less)).toBe(with_({ l3_bytes: 'unknown' }));
    expect(hostSimilarity(TWO_CORES, less)).toBeGreaterThan(0.9);
  });

  it('is not misled by parts that are no quantities or have names of objects', () => {
    expect(with_({ usable_cores: 'many', constructor: 'x', l2_bytes: -1 })).toBeGreaterThan(0.8);
  });
});
