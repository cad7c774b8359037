import { describe, expect, it } from 'vitest';
import { parseCheckOptions, parseOther } from '../../src/cli/options/check-options.ts';
import { CHECK_LEVELS, CHECK_OPTIONS } from '../../src/cli/options/gate-options.ts';
import type { RawOptions } from '../../src/cli/options/raw-options.ts';
import { parseConfig } from '../../src/cli/options/read-config-file.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const OPTIONS = [...CHECK_OPTIONS, CHECK_LEVELS];
const configured = (text: string): RawOptions => parseConfig(text, 'c.json', OPTIONS, OPTIONS);
const given = (name: string, ...texts: string[]): RawOptions =>
  new Map([[name, { texts, label: `--${name}` }]]);
const base = runtimeDefault(1);

describe('the options of a check', () => {
  it('have defaults', () => {
    expect(parseCheckOptions(new Map())).toMatchObject({
      band: 0.05,
      budgetMs: 60_000,
      strict: false,
      baselinePath: null,
      levels: { 'model-unchanged': 'error', 'runtime-unchanged': 'warn' },
    });
  });

  it('take levels from the config file', () => {
    const raw = configured('{"check": {"model-unchanged": "warn", "runtime-unchanged": "off"}}');
    expect(parseCheckOptions(raw).levels).toMatchObject({
      'model-unchanged': 'warn',
      'runtime-unchanged': 'off',
      'graph-unchanged': 'error',
    });
  });

  it.each([
    ['{"check": {"modle-unchanged": "warn"}}', 'Did you mean model-unchanged?'],
    ['{"check": {"model-unchanged": "errors"}}', 'Did you mean error?'],
    ['{"check": {"__proto__": "off"}}', 'Use one of'],
    ['{"check": ["model-unchanged"]}', '{"name": "level"}'],
    ['{"check": {"model-unchanged": true}}', '{"name": "level"}'],
  ])('say what was meant: %s', (text, hint) => {
    const error = thrownTuneError(() => parseCheckOptions(configured(text)));
    expect(error.kind).toBe('usage');
    expect(error.hint).toContain(hint);
  });

  it.each([
    ['5%', 0.05],
    ['2.5 %', 0.025],
    ['0.1', 0.1],
  ])('read a band of %s', (text, share) => {
    expect(parseCheckOptions(given('band', text)).band).toBeCloseTo(share, 12);
  });

  it.each(['5', '0', '0%', '60%', '-5%', 'five'])('refuse a band of %s', (text) => {
    expect(thrownTuneError(() => parseCheckOptions(given('band', text))).kind).toBe('usage');
  });
});

describe('another configuration', () => {
  it('is the default with the knobs that are named', () => {
    expect(parseOther(new Map(), base)).toBeNull();
    expect(parseOther(given('against', 'batch=8, threads=2 instances=1'), base)).toEqual({
      ...base,
      batchSize: 8,
      intraOpThreads: 2,
    });
    expect(parseOther(given('against', 'threads=default,spinning=false'), base)).toEqual({
      ...base,
      spinning: false,
    });
  });

  it.each([
    ['', 'batch=8'],
    ['instnces=2', 'Did you mean instances?'],
    ['batch', 'batch=8'],
    ['batch=1=2', 'batch=8'],
    ['batch=1-4', 'batch=8'],
  ])('is refused where it cannot be read: %j', (text, hint) => {
    const error = thrownTuneError(() => parseOther(given('against', text), base));
    expect(error.kind).toBe('usage');
    expect(error.hint).toContain(hint);
  });
});
