import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/core/format-bytes.ts';
import { formatDuration } from '../../src/core/format-duration.ts';
import { formatRate } from '../../src/core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../src/core/format-ratio.ts';
import { formatShare } from '../../src/core/format-share.ts';
import { formatSignificant } from '../../src/core/format-significant.ts';
import { parseBytes } from '../../src/core/parse-bytes.ts';
import { parseDuration } from '../../src/core/parse-duration.ts';
import { TuneError } from '../../src/core/tune-error.ts';

function refusal(run: () => unknown): TuneError {
  try {
    run();
  } catch (error) {
    if (error instanceof TuneError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('durations', () => {
  it.each([
    ['60s', 60_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['500ms', 500],
    ['1m30s', 90_000],
    ['1h 2m 3s 4ms', 3_723_004],
    ['0.5s', 500],
    ['.5s', 500],
    [' 10 min ', 600_000],
  ])('read %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '   ',
    's',
    '0s',
    '-1s',
    '1e3s',
    '30s1m',
    '1d',
    '1 0s',
    '10 apples',
    '9999h',
    'NaN',
    '1ss',
  ])('refuse "%s" and name the flag', (text) => {
    const error = refusal(() => parseDuration(text, '--budget'));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain('--budget');
    expect(error.hint).toContain('60s');
  });

  it('ask for the unit of a bare number', () => {
    expect(refusal(() => parseDuration('60')).hint).toBe(
      'Write the unit: 60s for seconds, 60m for minutes.',
    );
  });

  it('come back from any sum of units', () => {
    const part = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(part, part, part, (h, m, s) => {
        fc.pre(h + m + s > 0);
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe(((h * 60 + m) * 60 + s) * 1000);
      }),
    );
  });

  it.each([
    [0, '0 ms'],
    [0.0341, '0.034 ms'],
    [9.63, '9.6 ms'],
    [349.6, '350 ms'],
    [999.7, '1.0 s'],
    [1234, '1.2 s'],
    [9960, '10 s'],
    [58_400, '58 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [3_599_900, '1 h'],
    [3_780_000, '1 h 3 min'],
    [Infinity, '?'],
  ])('print %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('amounts of memory', () => {
  it.each([
    ['2GiB', 2 ** 31],
    ['500MB', 5e8],
    ['1024', 1024],
    ['1.5 gib', 1.5 * 2 ** 30],
    ['10B', 10],
    ['3kB', 3000],
  ])('read %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(['', '0', '-1', '1e9', '5 XB', 'lots', '99999999TiB', '1.2.3GB'])(
    'refuse "%s"',
    (text) => {
      expect(refusal(() => parseBytes(text, '--x')).message).toContain('--x');
    },
  );

  it('ask which of the two a bare letter means', () => {
    expect(refusal(() => parseBytes('2G')).hint).toContain('2GiB');
  });

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1000, '0.98 KiB'],
    [1.5 * 2 ** 30, '1.5 GiB'],
    [120 * 2 ** 20, '120 MiB'],
    [1023 * 2 ** 20, '1.0 GiB'],
    [Number.NaN, '?'],
  ])('print %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('figures', () => {
  it('keep three significant digits and every whole digit', () => {
    expect(
      [0.012345, 1.2345, 12.345, 201.4, 1042.4, 9.996, -5.4321, 0].map((v) => formatSignificant(v)),
    ).toEqual(['0.0123', '1.23', '12.3', '201', '1042', '10.0', '-5.43', '0']);
  });

  it('never show more than they know', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
        const shown = Number(formatSignificant(value));
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.max(0.0051 * value, 0));
      }),
    );
  });

  it('say rates, ratios and shares as people do', () => {
    expect(formatRate(201.4)).toBe('201/s');
    expect(formatRate(Number.NaN)).toBe('?');
    expect([1.934, 12.34, 0.07, 150].map((v) => formatRatio(v))).toEqual([
      '×1.93',
      '×12.3',
      '×0.07',
      '×150',
    ]);
    expect(formatRatio(2, 'x')).toBe('x2.00');
    expect([0, 0.0028, 0.000123].map((v) => formatRatio(v))).toEqual([
      '×0.00',
      '×0.0028',
      '×0.00012',
    ]);
    expect(formatRatioInterval({ value: 1.9, low: 1.88, high: 1.98 })).toBe('×1.88 to ×1.98');
    expect(formatRatioInterval({ value: 1.9, low: 0, high: Infinity })).toBe('interval not known');
    expect([0, 0.034, 0.2, 0.0003, 0.00001, 1].map(formatShare)).toEqual([
      '0 %',
      '3.4 %',
      '20 %',
      '0.03 %',
      'under 0.01 %',
      '100 %',
    ]);
  });
});
