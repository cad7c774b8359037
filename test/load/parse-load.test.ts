import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { type ParsedLoad, parseLoad } from '../../src/load/parse-load.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

describe('a load', () => {
  test.each<[string, ParsedLoad]>([
    ['closed:8', { kind: 'closed', clients: 8, text: 'closed:8' }],
    ['poisson:200/s', { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' }],
    [' poisson: 200 / s ', { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' }],
    ['constant:0.5/s', { kind: 'constant', ratePerS: 0.5, text: 'constant:0.5/s' }],
    ['constant:12/min', { kind: 'constant', ratePerS: 0.2, text: 'constant:12/min' }],
    ['poisson:1800/h', { kind: 'poisson', ratePerS: 0.5, text: 'poisson:1800/h' }],
    [
      'lognormal:200/s,sigma=2',
      { kind: 'lognormal', ratePerS: 200, sigma: 2, text: 'lognormal:200/s,sigma=2' },
    ],
    [
      'lognormal:3/min, sigma = .5',
      { kind: 'lognormal', ratePerS: 0.05, sigma: 0.5, text: 'lognormal:3/min,sigma=.5' },
    ],
    ['trace:arrivals.csv', { kind: 'trace', path: 'arrivals.csv', text: 'trace:arrivals.csv' }],
    ['trace:C:\\a b.csv', { kind: 'trace', path: 'C:\\a b.csv', text: 'trace:C:\\a b.csv' }],
  ])('is read from %s', (text, load) => {
    expect(parseLoad(text, '--load')).toEqual(load);
  });

  test.each<[string, RegExp]>([
    ['', /Loads: closed:8/],
    ['200/s', /Loads: closed:8/],
    ['poison:200/s', /Did you mean poisson\?/],
    ['poisson', /Write a rate/],
    ['poisson:200', /200\/s, 200\/min or 200\/h/],
    ['poisson:200/day', /such as 200\/s/],
    ['poisson:0/s', /from 0.0001\/s/],
    ['poisson:-3/s', /from 0.0001\/s/],
    ['constant:1e9/s', /constant:200\/s/],
    ['constant:99999999/s', /10000000\/s/],
    ['closed:0', /from 1 to 100000/],
    ['closed:1.5', /how many clients/],
    ['closed:8/s', /how many clients/],
    ['lognormal:200/s', /sigma=2/],
    ['lognormal:200/s,sigma=9', /from 0.01 to 4/],
    ['lognormal:200/s,sigma=0', /from 0.01 to 4/],
    ['lognormal:200/s,2', /sigma=2/],
    ['trace:', /trace:arrivals.csv/],
  ])('is refused as %s, with what to write', (text, hint) => {
    const error = thrownTuneError(() => parseLoad(text, '--load'));
    expect(error.message).toMatch(/^--load does not take/);
    expect(error.hint).toMatch(hint);
    expect(error.kind).toBe('usage');
  });

  test('is read from its own text again, and any other text is a usage error', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('', 'poisson:', 'closed:', 'lognormal:'),
        (tail, head) => {
          let load: ParsedLoad;
          try {
            load = parseLoad(head + tail, '--load');
          } catch (error) {
            expect(error).toBeInstanceOf(TuneError);
            return;
          }
          expect(parseLoad(load.text, '--load')).toEqual(load);
        },
      ),
    );
  });
});
