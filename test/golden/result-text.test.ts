import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { resultText } from '../../src/report/result-text.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import type { Trial } from '../../src/study/trial.ts';
import * as results from '../report/results.ts';
import { COLOURED, NARROW, WIDE } from '../report/styles.ts';

const SCENES: readonly [name: string, result: StudyResult][] = [
  ['clear-gain', results.CLEAR_GAIN],
  ['known-start', results.KNOWN_START],
  ['keep-default', results.KEEP_DEFAULT],
  ['nothing-feasible', results.NOTHING_FEASIBLE],
  ['all-failed', results.ALL_FAILED],
  ['interrupted', results.INTERRUPTED],
  ['fixed-batch', results.FIXED_BATCH],
  ['rebatched', results.REBATCHED],
  ['default-fails', results.DEFAULT_FAILS],
  ['stand-in', results.STAND_IN],
  ['slower-but-feasible', results.SLOWER_BUT_FEASIBLE],
  ['noisy', results.NOISY],
  ['hostile', results.HOSTILE],
  ['under-load', results.UNDER_LOAD],
  ['load-is-easy', results.LOAD_IS_EASY],
];

const text = (result: StudyResult, style = WIDE): string =>
  resultText(result, { style, isStored: true, rebatchedPath: 'squeezenet1.1.batch.onnx' });

describe('the result a person reads', () => {
  it.each(SCENES)('is as agreed: %s', async (name, result) => {
    await expect(text(result)).toMatchFileSnapshot(`__golden__/result-${name}.txt`);
  });

  it.each(SCENES)('fits 60 columns of ASCII without colour: %s', (_name, result) => {
    const lines = text(result, NARROW).split('\n');
    expect(lines.filter((line) => line.length > 60 && !isOption(line))).toEqual([]);
    expect(lines.join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it.each(SCENES)('takes back every colour it sets: %s', (_name, result) => {
    const coloured = text(result, COLOURED);
    const plain = text(result, { ...COLOURED, palette: WIDE.palette });
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    const times = (...codes: number[]): number =>
      codes.reduce((sum, code) => sum + coloured.split(`\u001b[${code}m`).length - 1, 0);
    expect(times(1, 2)).toBe(times(22));
    expect(times(31, 32, 33)).toBe(times(39));
    expect(times(22) + times(39)).toBeGreaterThan(0);
  });

  it('says how many runs a quantile still needs', () => {
    expect(text(results.CLEAR_GAIN)).toContain('needs 231 more runs');
  });

  it('says how near nothing came, or that more runs may settle it', () => {
    const [first] = results.NOTHING_FEASIBLE.trials;
    expect(text(results.NOTHING_FEASIBLE)).toContain('Closest to latency_p99_ms<=5: 9.800 with');
    const violations = [
      { constraint: 'latency_p99_ms<=5', found: null, verdict: 'unsupported' } as const,
    ];
    const open = { ...results.NOTHING_FEASIBLE, trials: [{ ...first, violations } as Trial] };
    expect(text(open)).toContain('a longer --budget may');
  });

  it('does not praise a default that is kept only for want of proof', () => {
    const recommendation = { ...results.KEEP_DEFAULT.recommendation, confidence: 0.02 };
    const shown = text({ ...results.KEEP_DEFAULT, recommendation } as StudyResult);
    expect(shown).toContain('98 % likely that it is not the best');
    expect(shown).not.toContain('at least as good');
  });

  it('never lists more than a few rejections', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      configuration: results.BEST,
      reason: `reason ${'x'.repeat(i + 1)}`,
    }));
    const shown = text({ ...results.CLEAR_GAIN, rejections: many });
    expect(shown).toContain('47 more for other reasons');
    expect(shown.split('\n').length).toBeLessThan(45);
  });

  it('offers to resume only what is stored', () => {
    const options = { style: WIDE, isStored: false, rebatchedPath: null };
    expect(resultText(results.INTERRUPTED, options)).not.toContain('tune resume');
    expect(text(results.INTERRUPTED)).toContain('tune resume 01jdcq4m8v7x');
  });
});

/** Code to paste is not broken over lines. */
function isOption(line: string): boolean {
  return /^ {2,4}(extra|options\.)/.test(line);
}
