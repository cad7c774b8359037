import { describe, expect, test } from 'vitest';
import { runtimeDefault } from '../../src/space/configuration.ts';
import {
  estimateMemoryBytes,
  memoryBudgetBytes,
  sessionBytesOf,
} from '../../src/space/memory-estimate.ts';
import { requestFor } from './space-fixtures.ts';

const MIB = 2 ** 20;

describe('the memory estimate', () => {
  const { model, host } = requestFor(2, {
    model: { bytesPerSample: 3 * MIB, sessionBytes: sessionBytesOf(100 * MIB) },
    host: { memoryLimitBytes: 1000 * MIB, memoryAvailableBytes: 900 * MIB },
  });

  test('is process, session and activations, for every instance', () => {
    const c = { ...runtimeDefault(4), instances: 3 };
    expect(estimateMemoryBytes(c, model) / MIB).toBeCloseTo(3 * (82 + 262 + 12), 6);
  });

  test('counts nothing for what is not known of the model', () => {
    const unknown = { ...model, bytesPerSample: null, sessionBytes: null };
    expect(estimateMemoryBytes(runtimeDefault(64), unknown)).toBe(82 * MIB);
  });

  test('is held against most of the limit, or all that is free if that is less', () => {
    expect(memoryBudgetBytes(host)).toBe(800 * MIB);
    expect(memoryBudgetBytes({ ...host, memoryAvailableBytes: 500 * MIB })).toBe(500 * MIB);
  });
});
