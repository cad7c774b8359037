import { describe, expect, test } from 'vitest';
import { buildSpace } from '../../src/space/build-space.ts';
import { createConfigurationEncoder } from '../../src/space/configuration-encoder.ts';
import { parseKnobValues } from '../../src/space/knob-values.ts';
import { largestGathering, queueDelays } from '../../src/space/load-knobs.ts';
import type { SpaceLoad } from '../../src/space/space-request.ts';
import { requestFor } from './space-fixtures.ts';

const OPEN: SpaceLoad = { clients: null, ratePerS: 200, tightestBoundMs: 50, deadlineMs: null };

describe('the space under a load', () => {
  const space = buildSpace({ ...requestFor(2), load: OPEN });

  test('has delays up to a quarter of the tightest bound, and starts from none', () => {
    const delays = space.knobs.find((knob) => knob.name === 'maxQueueDelayMs')?.values;
    expect(delays).toEqual([0, 1, 5, 10]);
    expect(space.reference.maxQueueDelayMs).toBe(0);
    expect(space.configurations).toContain(space.reference);
  });

  test('lets nobody wait for others where a batch holds one', () => {
    const single = space.configurations.filter((c) => c.batchSize === 1);
    expect(single.length).toBeGreaterThan(0);
    expect(single.every((c) => c.maxQueueDelayMs === 0)).toBe(true);
  });

  test('keeps a batch of one where only longer delays are asked for', () => {
    const overrides = { maxQueueDelayMs: [2, 5] };
    const asked = buildSpace({ ...requestFor(2, { overrides }), load: OPEN });
    const single = asked.configurations.filter((c) => c.batchSize === 1);
    expect(new Set(single.map((c) => c.maxQueueDelayMs))).toEqual(new Set([2]));
  });

  test('leaves out batches that never fill', () => {
    const largest = Math.max(...space.configurations.map((c) => c.batchSize));
    expect(largest).toBe(24);
    const closed = buildSpace({
      ...requestFor(2),
      load: { clients: 4, ratePerS: null, tightestBoundMs: null, deadlineMs: null },
    });
    expect(Math.max(...closed.configurations.map((c) => c.batchSize))).toBe(4);
  });

  test('keeps all batches where the highest rate is what is looked for', () => {
    expect(largestGathering({ ...OPEN, ratePerS: null })).toBe(Infinity);
  });

  test('tells every configuration apart by its coordinates', () => {
    const { encode } = createConfigurationEncoder(space.knobs, 2);
    const codes = new Set(space.configurations.map((c) => encode(c).join()));
    expect(codes.size).toBe(space.configurations.length);
  });

  test('has no delay without a load', () => {
    const { knobs, reference } = buildSpace(requestFor(2));
    expect(knobs.some((knob) => knob.name === 'maxQueueDelayMs')).toBe(false);
    expect('maxQueueDelayMs' in reference).toBe(false);
  });
});

describe('queueing delays', () => {
  test('are a few that are tried by custom where nothing bounds them', () => {
    expect(queueDelays({ ...OPEN, tightestBoundMs: null })).toEqual([0, 1, 5, 20]);
  });

  test('of a tight bound are parts of a millisecond', () => {
    expect(queueDelays({ ...OPEN, tightestBoundMs: 5 })).toEqual([0, 0.1, 0.5, 1]);
  });

  test('end before requests are dropped', () => {
    expect(queueDelays({ ...OPEN, deadlineMs: 5 })).toEqual([0, 1]);
  });

  test('are written as decimal numbers', () => {
    expect(parseKnobValues('maxQueueDelayMs', '5, 0,0.5,5', '--max-delay')).toEqual([0, 0.5, 5]);
    expect(() => parseKnobValues('maxQueueDelayMs', '-1', '--max-delay')).toThrow(/--max-delay/);
    expect(() => parseKnobValues('maxQueueDelayMs', '1e3', '--max-delay')).toThrow(/"1e3"/);
    expect(() => parseKnobValues('maxQueueDelayMs', '70000', '--max-delay')).toThrow(/"70000"/);
  });
});
