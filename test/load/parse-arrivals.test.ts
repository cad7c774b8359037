import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArrivals } from '../../src/load/parse-arrivals.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

describe('a file of arrivals', () => {
  test.each<[string, string, number[]]>([
    ['seconds in one column', '10\n10.5\n10.5\n12\n', [0, 500, 500, 2000]],
    ['a header that says nothing', 'when\n1\n2\n', [0, 1000]],
    ['milliseconds by the header', 'arrival_ms\r\n5\r\n7\r\n', [0, 2]],
    ['nanoseconds in quotes', '"ts_ns"\n"1000000"\n"3500000"\n', [0, 2.5]],
    ['a named column among others', 'user,timestamp,size\n"a, b",1,9\nc,1.25,9\n', [0, 250]],
    ['the first column where none is named', 'a;b\n0;9\n3;8\n', [0, 3000]],
    [
      'tabs, comments, empty lines and a mark of byte order',
      '\uFEFF# load\n\n1\tx\n\n2\tx',
      [0, 1000],
    ],
  ])('holds %s', (_, text, arrivals) => {
    expect(parseArrivals(text, 'a.csv')).toEqual(arrivals);
  });

  test.each<[string, string, RegExp]>([
    ['nothing', '', /^a\.csv has fewer than two arrivals/],
    ['a single arrival', 'time\n3\n', /fewer than two/],
    ['one moment', '3\n3\n', /all arrivals at one time/],
    ['a word', '1\n2\nthree\n', /^a\.csv, line 3: "three"/],
    ['a missing field', 'x,time\n1,2\n3\n', /line 3: ""/],
    ['a fall', '# c\n1\n2\n1.5\n', /line 4: this arrival is earlier/],
    [
      'Unix time in ms without saying so',
      '1700000000000\n1700000000100\n',
      /line 1: .* too large for seconds/,
    ],
    ['an infinite number', '1\n1e999\n', /line 2/],
    ['escapes', '1\n\u001b[31m\n', /u\{1b\}/],
  ])('is refused with %s, and the line is named', (_, text, message) => {
    expect(thrownTuneError(() => parseArrivals(text, 'a.csv')).message).toMatch(message);
  });

  test('is limited in length', () => {
    const text = Array.from({ length: 1_000_001 }, (_, i) => String(i)).join('\n');
    expect(thrownTuneError(() => parseArrivals(text, 'a.csv')).message).toMatch(
      /line 1000001: more than 1000000/,
    );
  });

  test('gives back gaps written in any unit', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        gaps,
        fc.constantFrom(['_us', 1e-3], ['_ms', 1], ['', 1000]),
        (between, [unit, ms]) => {
          fc.pre(between.some((gap) => gap > 0));
          let at = 17;
          const times = [at, ...between.map((gap) => (at += gap))];
          const arrivals = parseArrivals(`time${unit}\n${times.join('\n')}`, 'a.csv');
          expect(arrivals).toEqual(times.map((time) => (time - 17) * Number(ms)));
        },
      ),
    );
  });
});
