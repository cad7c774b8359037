import { describe, expect, it } from 'vitest';
import { KB_OPTION, TUNE_OPTIONS } from '../../src/cli/options/option-table.ts';
import { parseConstraint } from '../../src/cli/options/parse-constraint.ts';
import { parseShape } from '../../src/cli/options/parse-shape.ts';
import type { RawOptions } from '../../src/cli/options/raw-options.ts';
import { parseConfig } from '../../src/cli/options/read-config-file.ts';
import { parseTuneOptions } from '../../src/cli/options/tune-options.ts';
import { STRATEGY_NAMES } from '../../src/search/strategy-name.ts';
import { CONSTRAINT_METRICS } from '../../src/study/objective.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

function rawOf(options: Readonly<Record<string, string | readonly string[]>>): RawOptions {
  return new Map(
    Object.entries(options).map(([name, value]) => [
      name,
      { texts: typeof value === 'string' ? [value] : value, label: `--${name}` },
    ]),
  );
}

const parse = (options: Readonly<Record<string, string | readonly string[]>>) =>
  parseTuneOptions(rawOf(options));

describe('a constraint', () => {
  it.each([
    ['latency_p99_ms<=50', 'latency_p99_ms', '<=', 50],
    ['latency_p50_ms <= 1.5s', 'latency_p50_ms', '<=', 1500],
    ['latency_p90_ms<=50ms', 'latency_p90_ms', '<=', 50],
    ['peak_rss_bytes<=2GiB', 'peak_rss_bytes', '<=', 2 ** 31],
    ['peak_rss_bytes<=1e9', 'peak_rss_bytes', '<=', 1e9],
    ['throughput_ips>=100', 'throughput_ips', '>=', 100],
    ['throughput_ips >= 100/s', 'throughput_ips', '>=', 100],
    ['session_create_ms<=2s', 'session_create_ms', '<=', 2000],
    ['cpu_ms_per_inference<=20ms', 'cpu_ms_per_inference', '<=', 20],
  ])('reads %s', (text, metric, relation, bound) => {
    expect(parseConstraint(text, '--constraint')).toEqual({ metric, relation, bound, text });
  });

  it.each(CONSTRAINT_METRICS)('may bound %s', (metric) => {
    expect(parseConstraint(`${metric}<=3`, '--constraint').metric).toBe(metric);
  });

  it('asks what was meant by a metric that is nearly known', () => {
    const { message, hint } = thrownTuneError(() =>
      parseConstraint('latency_p99<=5', '--constraint'),
    );
    expect(message).toContain('latency_p99');
    expect(hint).toContain('Did you mean latency_p99_ms?');
  });

  it.each([
    'latency_p99_ms',
    'latency_p99_ms<=',
    'latency_p99_ms<50',
    'latency_p99_ms=50',
    'latency_p99_ms<=-5',
    'latency_p99_ms<=0',
    'latency_p99_ms<=fast',
    'latency_p99_ms<=2GiB',
    'peak_rss_bytes<=2s',
    'throughput_ips>=NaN',
    'throughput_ips>=1e999',
    'constructor<=1',
    '<=1',
    '',
  ])('refuses "%s" by the name of its flag', (text) => {
    const { kind, message } = thrownTuneError(() => parseConstraint(text, '--constraint'));
    expect(kind).toBe('usage');
    expect(message).toContain('--constraint');
  });
});

describe('a shape', () => {
  it.each([
    ['input=N,3,224,224', 'input', ['N', 3, 224, 224]],
    ['1,3,224,224', null, [1, 3, 224, 224]],
    ['a=b:0=2, 5', 'a=b:0', [2, 5]],
    ['scalar=', 'scalar', []],
  ])('reads %s', (text, input, dims) => {
    expect(parseShape(text, '--shape')).toMatchObject({ input, dims });
  });

  it.each(['input=0,3', 'input=-1,3', 'input=1.5', '=1,2', 'input=N,H', 'input=1,,2', 'input=1;2'])(
    'refuses %s',
    (text) => {
      expect(thrownTuneError(() => parseShape(text, '--shape')).message).toContain('--shape');
    },
  );
});

describe('the options of tune', () => {
  it('have defaults for everything', () => {
    expect(parse({})).toEqual({
      shapes: [],
      inputPath: null,
      seed: 0,
      lengths: null,
      json: false,
      quiet: false,
      ui: true,
      screenReader: false,
      keepRunTimes: false,
      outPath: null,
      csvPath: null,
      eventsPath: null,
      budgetS: 60,
      maxProbes: null,
      objective: 'throughput',
      constraints: [],
      load: null,
      strategy: 'adaptive',
      usesPrior: true,
      calibrates: true,
      overrides: {},
      wide: false,
    });
  });

  it('offer shells every strategy there is', () => {
    const words = TUNE_OPTIONS.find((o) => o.name === 'strategy')?.words;
    expect(words).toEqual(STRATEGY_NAMES);
  });

  it('can leave out what is known beforehand, and calibrating', () => {
    expect(parse({ 'no-prior': 'true' })).toMatchObject({ usesPrior: false, calibrates: true });
    expect(parse({ 'no-calibrate': 'true' })).toMatchObject({ usesPrior: true, calibrates: false });
  });

  it('are understood in their units', () => {
    const options = parse({
      budget: '1m30s',
      'max-probes': '12',
      batch: '1,2,4',
      threads: 'default,1',
      spinning: 'false',
      constraint: ['latency_p99_ms<=50', 'peak_rss_bytes<=1GiB'],
      space: 'wide',
    });
    expect(options).toMatchObject({ budgetS: 90, maxProbes: 12, wide: true });
    expect(options.overrides).toEqual({
      batchSize: [1, 2, 4],
      intraOpThreads: [0, 1],
      spinning: [false],
    });
    expect(options.constraints.map((c) => c.bound)).toEqual([50, 2 ** 30]);
    expect(parse({ budget: '90' }).budgetS).toBe(90);
  });
});

describe('an option of tune that is not understood', () => {
  it.each([
    ['budget', 'soon', '60s'],
    ['budget', '10ms', 'at least 1s'],
    ['max-probes', '0', ''],
    ['seed', '-1', ''],
    ['objective', 'throughputt', 'Did you mean throughput?'],
    ['strategy', 'hillclimb', 'Did you mean hill-climb?'],
    ['space', 'big', 'default, wide'],
    ['batch', '0', ''],
    ['graph-optimization', 'bsic', 'Did you mean basic?'],
    ['provider', 'gpu', 'cpu'],
  ])('is named: --%s %s', (name, text, hint) => {
    const error = thrownTuneError(() => parse({ [name]: text }));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(`--${name}`);
    expect(error.hint).toContain(hint);
  });
});

describe('the config file', () => {
  const config = (value: unknown): RawOptions =>
    parseConfig(JSON.stringify(value), 'tune.config.json', TUNE_OPTIONS, TUNE_OPTIONS);

  it('takes the names of the flags, with hyphens or capitals, and plain values', () => {
    const raw = config({
      budget: 30,
      maxProbes: 5,
      'inter-op': [1, 2],
      batch: [1, 2, 4],
      spinning: true,
      json: true,
      quiet: false,
      constraint: ['latency_p99_ms<=50', 'throughput_ips>=10'],
    });
    const options = parseTuneOptions(raw);
    expect(options).toMatchObject({ budgetS: 30, maxProbes: 5, json: true, quiet: false });
    expect(options.overrides).toMatchObject({ batchSize: [1, 2, 4], spinning: [true] });
    expect(options.constraints).toHaveLength(2);
  });

  it('may begin with a byte order mark', () => {
    expect(parseConfig('\ufeff{}', 'c.json', TUNE_OPTIONS, TUNE_OPTIONS).size).toBe(0);
  });

  it('knows every flag there is', () => {
    for (const { name, kind } of [...TUNE_OPTIONS, KB_OPTION]) {
      expect(config({ [name]: kind === 'switch' ? true : '1' }).has(name), name).toBe(true);
    }
  });

  it('asks what was meant by an unknown key', () => {
    const { message, hint } = thrownTuneError(() => config({ bugdet: '60s' }));
    expect(message).toBe('tune.config.json has the unknown key "bugdet".');
    expect(hint).toBe('Did you mean "budget"?');
    expect(thrownTuneError(() => config(JSON.parse('{"__proto__": 1}'))).message).toContain(
      '__proto__',
    );
  });

  it.each([
    [{ json: 'yes' }, 'json'],
    [{ out: true }, 'out'],
    [{ kb: false }, 'kb'],
    [{ objective: 1 }, 'objective'],
    [{ budget: null }, 'budget'],
    [{ batch: { from: 1 } }, 'batch'],
    [{ batch: [[1]] }, 'batch'],
  ])('refuses values of the wrong type by their key: %j', (value, key) => {
    expect(thrownTuneError(() => config(value)).message).toContain(`"${key}" in tune.config.json`);
  });

  it('names the key in errors found later', () => {
    const { message } = thrownTuneError(() => parseTuneOptions(config({ maxProbes: 'many' })));
    expect(message).toContain('"maxProbes" in tune.config.json');
  });

  it.each(['', '{', '[]', '1', 'null', "{'budget': 1}"])(
    'refuses what is no object: %s',
    (text) => {
      const act = (): unknown => parseConfig(text, 'c.json', TUNE_OPTIONS, TUNE_OPTIONS);
      expect(thrownTuneError(act).message).toContain('c.json');
    },
  );
});
