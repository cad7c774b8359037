import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../../../src/cli/doctor/bundle-files.ts';
import { createRedactor } from '../../../src/cli/doctor/redact.ts';
import { readEventLog, writeBundle } from '../../../src/cli/doctor/write-bundle.ts';
import { headerOf, MODEL } from '../../report/results.ts';
import { thrownTuneError } from '../../support/thrown-tune-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-bundle-'));
const NAMES = { user: 'mallory', home: '/home/mallory', hostname: 'secret-host' };
const header = headerOf({
  model: {
    ...MODEL,
    path: '/home/mallory/projects/falcon/falcon-9.onnx',
    inputs: [{ name: 'radar_image', elementType: 'float32', shape: ['N', 3], batchAxis: 0 }],
  },
  command: ['tune', 'projects/falcon/falcon-9.onnx', '--budget', '60s'],
  options: { input: ['/data/private.npz'], batch: ['1,2'] },
});
const content = {
  checks: { checks: [{ found: '/home/mallory/.local/share/onnx-tune/knowledge.db, 1 run' }] },
  host: { cpu_model: 'Example CPU' },
  versions: { tune: '0.1.0', knowledge: '/home/mallory/.local/share/onnx-tune/knowledge.db' },
  runs: [header],
  events: ['{"type":"study-started","note":"falcon-9.onnx of mallory on secret-host"}\n'],
};
const textOf = (files: readonly { readonly text: string }[]): string =>
  files.map((f) => f.text).join('\n');

describe('the files of a bundle', () => {
  it('begin with a list of all of them', () => {
    const [readme, ...files] = bundleFiles(content, null);
    for (const { name } of files) expect(readme?.text).toContain(name);
    expect(readme?.text).toContain('Not in it: models, weights, inputs, outputs');
    for (const { name, text } of files.filter((f) => f.name.endsWith('.json')))
      expect(() => JSON.parse(text), name).not.toThrow();
  });

  it('hold no name of the user, the machine, files or tensors when redacted', () => {
    const open = textOf(bundleFiles(content, null));
    const redacted = textOf(bundleFiles(content, NAMES));
    for (const name of [
      'mallory',
      'secret-host',
      'projects/falcon',
      'falcon-9.onnx',
      'radar_image',
      'private.npz',
    ]) {
      expect(open).toContain(name);
      expect(redacted).not.toContain(name);
    }
    expect(redacted).toContain('Example CPU');
    expect(redacted).toContain('"1,2"');
  });
});

describe('a redactor', () => {
  it('replaces the same name by the same placeholder, the longest first, and only whole words', () => {
    const redact = createRedactor(['/home/eve/x', 'eve', 'a', 'x.y']);
    const placeholder = (text: string): string => redact(text);
    expect(redact('eve eve')).toBe(`${placeholder('eve')} ${placeholder('eve')}`);
    expect(redact('/home/eve/x')).toBe('name-1');
    expect(redact('even a steve x-y')).toBe('even a steve x-y');
    expect(createRedactor([])('as it is')).toBe('as it is');
  });

  it('finds names as JSON escapes them', () => {
    const name = 'C:\\Users\\eve "x"';
    expect(createRedactor([name])(JSON.stringify({ name }))).toBe('{"name":"name-1"}');
  });
});

describe('an archive', () => {
  const files = bundleFiles(content, null);

  it('is a zip file that unpacks to the same texts', () => {
    const path = join(folder, 'out.zip');
    writeBundle(path, files, Date.UTC(2026, 0, 2));
    const read = unzipSync(readFileSync(path));
    for (const { name, text } of files)
      expect(new TextDecoder().decode(read[`onnx-tune/${name}`])).toBe(text);
    expect(Object.keys(read)).toHaveLength(files.length);
  });

  it.skipIf(spawnSync('tar', ['--version']).status !== 0)('is a tar file that tar unpacks', () => {
    const path = join(folder, 'out.tar.gz');
    writeBundle(path, files, Date.UTC(2026, 0, 2));
    execFileSync('tar', ['-xzf', path, '-C', folder]);
    for (const { name, text } of files)
      expect(readFileSync(join(folder, 'onnx-tune', name), 'utf8')).toBe(text);
  });

  it('is refused under another ending or in no folder, and so is a log that is none', () => {
    const bundle = (name: string) => thrownTuneError(() => writeBundle(name, files, 0));
    expect(bundle(join(folder, 'out.rar')).hint).toContain('.zip');
    expect(bundle(join(folder, 'no/out.zip')).kind).toBe('usage');
    const log = join(folder, 'log.txt');
    writeFileSync(log, 'PASSWORD=1');
    expect(thrownTuneError(() => readEventLog(log)).message).toContain('no event log');
    expect(thrownTuneError(() => readEventLog(join(folder, 'none'))).kind).toBe('usage');
  });
});
