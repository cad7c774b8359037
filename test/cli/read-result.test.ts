import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readResultFile } from '../../src/cli/read-result-file.ts';
import { reportFormat } from '../../src/cli/report-format.ts';
import { inertJson } from '../../src/report/inert-json.ts';
import { publishedScene } from '../report/published-results.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-result-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a result file', () => {
  it('is read back whole', () => {
    const path = join(folder, 'run.json');
    const result = publishedScene('CLEAR_GAIN');
    writeFileSync(path, inertJson(result));
    expect(readResultFile(path)).toEqual(result);
  });

  it.each([
    [join(folder, 'none.json'), 'there is no file'],
    [folder, 'is a folder'],
  ])('that is none is refused with what to name instead', (path, message) => {
    const error = thrownTuneError(() => readResultFile(path));
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(2);
    expect(error.hint).toContain('--out run.json');
  });
});

describe('the format of a report', () => {
  it.each([
    [undefined, undefined, 'markdown'],
    [undefined, 'r.html', 'html'],
    [undefined, 'a.b/r', 'html'],
    [undefined, 'r.MD', 'markdown'],
    [undefined, 'r.csv', 'csv'],
    ['json', 'r.html', 'json'],
  ])('follows its name, then the file: %s, %s', (name, path, format) => {
    expect(reportFormat(name, path)).toBe(format);
  });

  it('is asked for by a known name', () => {
    expect(thrownTuneError(() => reportFormat('htm1', undefined)).hint).toContain('html');
  });
});
