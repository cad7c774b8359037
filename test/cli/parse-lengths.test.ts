import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLengthOptions } from '../../src/cli/options/length-options.ts';
import { parseLengthFile } from '../../src/cli/options/parse-length-file.ts';
import { parseLengths } from '../../src/cli/options/parse-lengths.ts';
import type { RawOptions } from '../../src/cli/options/raw-options.ts';
import { TuneError } from '../../src/core/tune-error.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const rawOf = (options: Readonly<Record<string, string>>): RawOptions =>
  new Map(Object.entries(options).map(([n, text]) => [n, { texts: [text], label: `--${n}` }]));

describe('lengths', () => {
  it.each([
    ['fixed:64', { kind: 'fixed', length: 64 }],
    ['uniform:16-128', { kind: 'uniform', low: 16, high: 128 }],
    ['uniform:128', { kind: 'uniform', low: 1, high: 128 }],
    ['zipf:128', { kind: 'zipf', low: 1, high: 128, exponent: 1 }],
    ['zipf:8-512, s=1.2', { kind: 'zipf', low: 8, high: 512, exponent: 1.2 }],
    [
      'lognormal:40,sigma=0.6,max=200',
      { kind: 'lognormal', median: 40, sigma: 0.6, low: 1, high: 200 },
    ],
    ['file:a,b.csv', { kind: 'file', path: 'a,b.csv', column: null }],
    ['file:log.csv,column=n tokens', { kind: 'file', path: 'log.csv', column: 'n tokens' }],
    ['./lengths.txt', { kind: 'file', path: './lengths.txt', column: null }],
  ])('are read from %s', (text, expected) => {
    expect(parseLengths(text, '--lengths')).toEqual(expected);
  });

  it.each([
    'fixed:0',
    'fixed:1.5',
    'fixed:64,s=2',
    'uniform:128-16',
    'uniform:1-2-3',
    'zipf:128,s=-1',
    'zipf:128,s=1,s=2',
    'zipf:1000001',
    'lognormal:40,max=10',
    'file:',
    'zipff:128',
    '128',
    '',
  ])('are refused as %s, with how to write them', (text) => {
    const error = thrownTuneError(() => parseLengths(text, '--lengths'));
    expect(error.kind).toBe('usage');
    expect(error.hint).toMatch(/zipf|uniform|fixed|lognormal|file/);
  });
});

describe('text for lengths', () => {
  it('of a range comes back as it was written', () => {
    const length = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.constantFrom('uniform', 'zipf'), length, length, (kind, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(parseLengths(`${kind}:${low}-${high}`, 'x')).toMatchObject({ kind, low, high });
      }),
    );
  });

  it('of any kind is either read or refused in words', () => {
    const parts = fc.constantFrom(
      'zipf',
      'uniform',
      'file',
      ':',
      '-',
      ',',
      '=',
      's',
      '1',
      '128',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((p) => p.join('')),
        ),
        (text) => {
          try {
            parseLengths(text, '--lengths');
          } catch (error) {
            expect(error).toBeInstanceOf(TuneError);
          }
        },
      ),
    );
  });
});

describe('a file of lengths', () => {
  it('holds one a line, in any order', () => {
    expect(parseLengthFile('\uFEFF30\r\n\r\n7\n128\n', null, 'f')).toEqual([7, 30, 128]);
  });

  it('names its column, or has a telling one', () => {
    const text = 'id,n_tokens,ms\na,30,1.5\nb,"7",2.5\n';
    expect(parseLengthFile(text, null, 'f')).toEqual([7, 30]);
    expect(parseLengthFile('a;b\n1;20\n2;30', 'b', 'f')).toEqual([20, 30]);
    expect(parseLengthFile('whatever\n20', null, 'f')).toEqual([20]);
  });

  it.each([
    ['', null, 'holds no length'],
    ['tokens\n', null, 'no length below its header'],
    ['1,2\n3,4', null, '2 columns and no header'],
    ['a,b\n1,2', null, 'does not say which column'],
    ['a,b\n1,2', 'c', 'no column c'],
    ['5\nsix\n', null, 'line 2'],
    ['5\n0\n', null, 'line 2'],
  ])('is refused as %j', (text, column, message) => {
    expect(thrownTuneError(() => parseLengthFile(text, column, 'f')).message).toContain(message);
  });

  it('gives back the lengths that were written into it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1 }), (lengths) => {
        const sorted = lengths.toSorted((a, b) => a - b);
        expect(parseLengthFile(lengths.join('\n'), null, 'f')).toEqual(sorted);
        expect(
          parseLengthFile(['x,tokens', ...lengths.map((l) => `0,${l}`)].join('\n'), null, 'f'),
        ).toEqual(sorted);
      }),
    );
  });
});

describe('the options of lengths', () => {
  it('are none where --lengths is not given, and then the others are refused', () => {
    expect(parseLengthOptions(rawOf({}))).toBeNull();
    for (const name of ['batching', 'buckets', 'sequence-axis']) {
      const error = thrownTuneError(() => parseLengthOptions(rawOf({ [name]: 'none' })));
      expect(error.message).toContain(`--${name} means nothing without --lengths`);
    }
  });

  it.each([
    [{}, { kind: 'padded', buckets: { kind: 'powers-of-two' } }],
    [{ buckets: 'none' }, { kind: 'padded', buckets: { kind: 'none' } }],
    [{ buckets: '16, 32,48' }, { kind: 'padded', buckets: { kind: 'sizes', sizes: [16, 32, 48] } }],
    [{ batching: 'exact' }, { kind: 'exact' }],
  ])('group requests as %j says', (options, grouping) => {
    const parsed = parseLengthOptions(rawOf({ lengths: 'zipf:128', ...options }));
    expect(parsed?.grouping).toEqual(grouping);
  });

  it.each([
    { buckets: '32,16' },
    { buckets: '16,16' },
    { buckets: 'some' },
    { batching: 'sorted' },
    { batching: 'exact', buckets: '16' },
  ])('refuse %j', (options) => {
    const error = thrownTuneError(() =>
      parseLengthOptions(rawOf({ lengths: 'zipf:128', ...options })),
    );
    expect(error.kind).toBe('usage');
  });
});
