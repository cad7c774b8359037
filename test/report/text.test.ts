import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName } from '../../src/report/file-name.ts';
import { groupReasons } from '../../src/report/group-reasons.ts';
import { inertJson } from '../../src/report/inert-json.ts';
import { safeText } from '../../src/report/safe-text.ts';
import { ASCII, UNICODE } from '../../src/report/text-style.ts';
import { wrapText } from '../../src/report/wrap-text.ts';
import { configurationOf } from './results.ts';

/** Everything a terminal may obey or hide. */
const NOT_INERT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('wrapped text', () => {
  it('breaks between words and indents', () => {
    expect(wrapText('one two three four', { columns: 14, indent: '  ', first: '- ' })).toEqual([
      '- one two',
      '  three four',
    ]);
  });

  it('never exceeds the width and loses no letter', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.integer({ min: 12, max: 100 }),
        (text, columns) => {
          const lines = wrapText(text, { columns, indent: '  ' });
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
          const letters = (s: string): string => s.replace(/\s/g, '');
          expect(letters(lines.join(''))).toBe(letters(text));
        },
      ),
    );
  });
});

describe('text from elsewhere', () => {
  it('comes out inert, and as ASCII where asked for', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(safeText(text, UNICODE)).not.toMatch(NOT_INERT);
        expect(safeText(text, ASCII)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
    expect(safeText('±2 … × naïve', ASCII)).toBe('+/-2 ... x na\\u{ef}ve');
  });

  it('keeps the ending of a long file name', () => {
    expect(fileName('a/b/resnet50.onnx')).toBe('resnet50.onnx');
    expect(fileName('C:\\models\\m.onnx')).toBe('m.onnx');
    expect(fileName(`${'x'.repeat(60)}.onnx`, UNICODE, 20)).toBe('xxxxxxxxxx…xxxx.onnx');
    expect(fileName(`${'x'.repeat(60)}.onnx`, ASCII, 20)).toHaveLength(20);
    expect(fileName('folder/')).toBe('folder/');
  });
});

describe('JSON for a terminal', () => {
  it('reads back as it was, with nothing a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = inertJson({ text }, 0);
        expect(json).not.toMatch(NOT_INERT);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });

  it('writes numbers that JSON cannot carry as null', () => {
    expect(inertJson([Infinity, Number.NaN, 1], 0)).toBe('[null,null,1]');
  });
});

describe('reasons', () => {
  it('are grouped where only their figures differ, most frequent first', () => {
    const reasons = [
      'crashed',
      'misses p99: found 3',
      'misses p50: found 4',
      'misses p99: found 12.5',
    ];
    const groups = groupReasons(
      reasons.map((reason) => ({ configuration: configurationOf(), reason })),
    );
    expect(groups.map((g) => [g.count, g.first.reason])).toEqual([
      [2, 'misses p99: found 3'],
      [1, 'crashed'],
      [1, 'misses p50: found 4'],
    ]);
  });
});
