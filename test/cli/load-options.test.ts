import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTuneOptions } from '../../src/cli/options/tune-options.ts';
import { readLoad } from '../../src/cli/read-load.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const parse = (options: Readonly<Record<string, string | readonly string[]>>) =>
  parseTuneOptions(
    new Map(
      Object.entries(options).map(([name, value]) => [
        name,
        { texts: typeof value === 'string' ? [value] : value, label: `--${name}` },
      ]),
    ),
  );

const load = 'poisson:200/s';
const constraint = 'latency_p99_ms<=50';

describe('the options of a load', () => {
  it('have defaults that fit requests: the shortest wait of an open load, the most of a closed one, and more time', () => {
    expect(parse({ load })).toMatchObject({ objective: 'latency', budgetS: 180 });
    expect(parse({ load: 'closed:8' })).toMatchObject({ objective: 'throughput', budgetS: 180 });
    expect(parse({ load, budget: '30s', objective: 'efficiency' })).toMatchObject({
      objective: 'efficiency',
      budgetS: 30,
    });
    expect(parse({ load }).load).toMatchObject({
      parsed: { kind: 'poisson', ratePerS: 200 },
      adaptiveBatching: false,
      deadlineMs: null,
      price: { cpu: 1, gpu: 1 },
    });
  });

  it('take delays in ms or with a unit, as whole microseconds', () => {
    const delays = (text: string) => parse({ load, 'max-delay': text }).overrides.maxQueueDelayMs;
    expect(delays('5,0,2')).toEqual([0, 2, 5]);
    expect(delays('500us, 2.5ms, 1s')).toEqual([0.5, 2.5, 1000]);
    for (const text of ['', 'soon', '-1', '2m', '61s', '1,,2']) {
      expect(thrownTuneError(() => delays(text)).message).toContain('--max-delay');
    }
  });

  it('take prices of one or both; what is not named costs nothing', () => {
    const price = (text: string) => parse({ load, constraint, price: text }).load?.price;
    expect(price('cpu=0.04,gpu=2.5')).toEqual({ cpu: 0.04, gpu: 2.5 });
    expect(price('gpu=2')).toEqual({ cpu: 0, gpu: 2 });
    for (const text of ['', '3', 'cpu', 'cpu=', 'cpu=-1', 'cpu=1,cpu=2', 'tpu=1', 'cpu=0']) {
      expect(thrownTuneError(() => price(text)).hint).toContain('cpu=0.04,gpu=2.5');
    }
  });

  it.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ 'max-delay': '2' }, /--max-delay means nothing without --load/],
    [{ deadline: '1s' }, /--deadline means nothing without --load/],
    [{ load, deadline: '5' }, /--deadline does not take "5"/],
    [
      { load, deadline: '5ms', 'max-delay': '0,5' },
      /--deadline drops requests before a delay of 5/,
    ],
    [{ price: 'cpu=1' }, /--price means nothing without --load/],
    [{ 'adaptive-batching': 'true' }, /--adaptive-batching means nothing without --load/],
    [{ load, lengths: 'zipf:128' }, /do not go together yet/],
    [{ objective: 'cost' }, /--objective cost needs a load/],
    [{ objective: 'goodput', constraint }, /--objective goodput needs a load/],
    [{ load: 'closed:4', objective: 'goodput', constraint }, /do not wait for answers/],
    [{ load, objective: 'goodput' }, /needs a bound on latency/],
    [
      { load, objective: 'goodput', constraint: 'peak_rss_bytes<=1GiB' },
      /needs a bound on latency/,
    ],
    [{ load, 'adaptive-batching': 'true' }, /needs a bound on latency/],
  ])('are refused where they cannot be had: %o', (options, message) => {
    const error = thrownTuneError(() => parse(options));
    expect(error.kind).toBe('usage');
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe('');
  });

  it('take a deadline with its unit', () => {
    const options = parse({ load, deadline: '1.5s', 'max-delay': '0,5' });
    expect(options.load?.deadlineMs).toBe(1500);
  });

  it('may say no to what needs a load', () => {
    expect(parse({ 'adaptive-batching': 'false' }).load).toBeNull();
  });
});

describe('a trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-trace-'));
  const read = (path: string) => {
    const options = parse({ load: `trace:${path}` }).load;
    if (options === null) throw new Error('a load was given');
    return readLoad(options);
  };

  it('is read from its file, and its study keeps only what it is like', () => {
    const path = join(folder, 'arrivals.csv');
    writeFileSync(path, '0\n0.5\n2\n');
    const { load: offered, facts } = read(path);
    expect(offered).toMatchObject({ kind: 'trace', arrivalsMs: [0, 500, 2000], ratePerS: 1 });
    expect(facts.offered).toEqual({
      kind: 'trace',
      text: `trace:${path}`,
      ratePerS: 1,
      arrivals: 3,
      spanMs: 2000,
    });
  });

  it('is refused where there is no such file, or it is a folder or holds anything else', () => {
    expect(thrownTuneError(() => read(join(folder, 'none.csv'))).message).toContain('none.csv');
    expect(thrownTuneError(() => read(folder)).hint).toContain('no file');
    const path = join(folder, 'words.csv');
    writeFileSync(path, 'a,b\nc,d\n');
    expect(thrownTuneError(() => read(path)).kind).toBe('usage');
  });
});
