import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/core/nearest-name.ts';
import { TuneError } from '../../src/core/tune-error.ts';
import { parseKnobValues } from '../../src/space/knob-values.ts';
import type { KnobName } from '../../src/space/space-request.ts';

function errorOf(knob: KnobName, text: string, label: string): TuneError {
  try {
    parseKnobValues(knob, text, label, ['cpu', 'webgpu', 'cuda']);
  } catch (error) {
    if (error instanceof TuneError) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('knob values in a text', () => {
  test.each<[KnobName, string, unknown[]]>([
    ['batchSize', '1,2,4', [1, 2, 4]],
    ['batchSize', '128, 16, 1,16', [1, 16, 128]],
    ['instances', '1-4,8', [1, 2, 3, 4, 8]],
    ['intraOpThreads', 'default,1-2', [0, 1, 2]],
    ['intraOpThreads', '0', [0]],
    ['spinning', 'true,false', [true, false]],
    ['spinning', 'off', [false]],
    ['graphOptimization', 'all,basic', ['basic', 'all']],
    ['executionMode', 'parallel', ['parallel']],
    ['provider', 'webgpu,cpu', ['cpu', 'webgpu']],
  ])('of %s: %s', (knob, text, values) => {
    expect(parseKnobValues(knob, text, '--flag', ['cpu', 'webgpu'])).toEqual(values);
  });

  test.each<[KnobName, string, RegExp]>([
    ['batchSize', '0', /"0"/],
    ['batchSize', '4-1', /"4-1"/],
    ['batchSize', '1.5', /"1.5"/],
    ['batchSize', '-3', /"-3"/],
    ['batchSize', '99999999', /"99999999"/],
    ['batchSize', '1-999999999', /"1-999999999"/],
    ['batchSize', 'default', /"default"/],
    ['instances', '1,,2', /an empty value/],
    ['instances', '', /an empty value/],
    ['intraOpThreads', 'eight', /"eight"/],
    ['spinning', '1', /"1"/],
    ['provider', 'tpu', /"tpu"/],
  ])('of %s refuse %s', (knob, text, message) => {
    const error = errorOf(knob, text, '--flag');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('--flag');
    expect(error.kind).toBe('usage');
    expect(error.hint).toMatch(/Use/);
  });

  test('say what was likely meant', () => {
    expect(errorOf('graphOptimization', 'extendet', '--optimization').hint).toMatch(
      /^Did you mean extended\? Use one or more of: disabled, basic, extended, all\.$/,
    );
    expect(errorOf('provider', 'wegbpu', '--provider').hint).toContain('Did you mean webgpu?');
    expect(nearestName('xyz', ['disabled', 'basic'])).toBeNull();
    expect(nearestName('a', ['on'])).toBeNull();
  });

  test('never print raw control characters from the text', () => {
    expect(errorOf('batchSize', '\u001b[31m', '--batch').message).toContain('\\u{1b}');
  });

  test('written from numbers read back as the same numbers, sorted as numbers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1024 }), { minLength: 1 }), (counts) => {
        const sorted = [...counts].sort((a, b) => a - b);
        expect(parseKnobValues('instances', counts.join(','), '--instances')).toEqual(sorted);
      }),
    );
  });

  test('of any text at all are values or a usage error', () => {
    const knobs: KnobName[] = ['batchSize', 'intraOpThreads', 'spinning', 'provider'];
    fc.assert(
      fc.property(fc.constantFrom(...knobs), fc.string(), (knob, text) => {
        try {
          expect(parseKnobValues(knob, text, '--flag').length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(TuneError);
        }
      }),
    );
  });
});
