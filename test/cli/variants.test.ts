import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseChooseOptions, parseVariantOptions } from '../../src/cli/options/parse-variants.ts';
import type { RawOptions } from '../../src/cli/options/raw-options.ts';
import { contestsOfHost } from '../../src/cli/variants/contests-of-host.ts';
import { fileMark } from '../../src/cli/variants/file-mark.ts';
import { interfaceDifference } from '../../src/cli/variants/interface-difference.ts';
import {
  distinctNames,
  readVariantFiles,
  taskNameOf,
} from '../../src/cli/variants/read-variants.ts';
import { staleVariants } from '../../src/cli/variants/stale-variants.ts';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { headerOf } from '../study/fixtures.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';
import { tinyPerceptron } from '../support/tiny-model.ts';
import { contestOf, entryOf, variantOf } from '../variants/contest-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-variants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rawOf = (options: Readonly<Record<string, string>>): RawOptions =>
  new Map(
    Object.entries(options).map(([name, text]) => [name, { texts: [text], label: `--${name}` }]),
  );

describe('the options of variants', () => {
  it('give each file its accuracy', () => {
    const raw = rawOf({ accuracy: '0.76, 0.7', 'min-accuracy': '0.74', name: 'faces' });
    expect(parseVariantOptions(raw, 2)).toEqual({
      accuracies: [0.76, 0.7],
      minAccuracy: 0.74,
      task: 'faces',
    });
    expect(parseVariantOptions(rawOf({}), 2)).toEqual({
      accuracies: [null, null],
      minAccuracy: null,
      task: null,
    });
  });

  it.each([
    [{ accuracy: '0.7' }, 'gives 1 for 2 files'],
    [{ accuracy: '0.7,good' }, 'does not take "good"'],
    [{ accuracy: '0.7,' }, 'does not take ""'],
    [{ 'min-accuracy': '0.7' }, 'needs to know the accuracies'],
    [{ name: ' ' }, 'is no name'],
  ])('refuse %j', async (options, message) => {
    const error = await thrownTuneError(() => parseVariantOptions(rawOf(options), 2));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(message);
  });
});

describe('the options of choose', () => {
  it('are constraints under shorter names', () => {
    const raw = rawOf({ 'latency-p99': '50ms', 'max-memory': '2GiB', 'min-throughput': '100' });
    const { bounds, objective, host } = parseChooseOptions(raw);
    expect(bounds?.minAccuracy).toBeNull();
    expect(bounds?.constraints).toMatchObject([
      { metric: 'latency_p99_ms', relation: '<=', bound: 50 },
      { metric: 'peak_rss_bytes', relation: '<=', bound: 2 ** 31 },
      { metric: 'throughput_ips', relation: '>=', bound: 100 },
    ]);
    expect([objective, host]).toEqual([null, null]);
  });

  it('leave the bounds to the contest where none is given', () => {
    expect(parseChooseOptions(rawOf({ objective: 'latency' }))).toEqual({
      bounds: null,
      objective: 'latency',
      host: null,
    });
  });
});

describe('files of variants', () => {
  const at = (name: string): string => join(folder, name);
  writeModelFile(at('a.onnx'), writeModel(tinyPerceptron()));
  writeModelFile(at('copy.onnx'), writeModel(tinyPerceptron()));
  writeModelFile(at('b.onnx'), writeModel(tinyPerceptron('N', 8)));
  writeFileSync(at('text.onnx'), 'no model');

  it('count once where they are the same, and stand apart where they cannot be read', async () => {
    const warnings: string[] = [];
    const paths = ['a.onnx', 'copy.onnx', 'text.onnx', 'b.onnx'].map(at);
    const files = await readVariantFiles(paths, [1, 1, 1, 1], (text) => warnings.push(text));
    expect(files.map((f) => f.read !== null)).toEqual([true, false, true]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('the same model as');
  });

  it('cannot be of two accuracies at once', async () => {
    const read = readVariantFiles([at('a.onnx'), at('copy.onnx')], [0.7, 0.8], () => {});
    await expect(read).rejects.toMatchObject({ kind: 'usage' });
  });

  it('are an error where none can be read', async () => {
    const read = readVariantFiles([at('text.onnx'), at('gone.onnx')], [null, null], () => {});
    await expect(read).rejects.toMatchObject({ kind: 'model' });
  });

  it('are told apart by as much of their paths as it takes', () => {
    expect(distinctNames(['x/a.onnx', 'x/b.onnx'])).toEqual(['a.onnx', 'b.onnx']);
    expect(distinctNames(['x/a.onnx', 'y/a.onnx'])).toEqual(['x/a.onnx', 'y/a.onnx']);
  });

  it.each([
    [['m/resnet-fp32.onnx', 'resnet-int8.onnx'], 'resnet'],
    [['one.onnx', 'two.onnx'], 'one'],
    [['same.onnx'], 'same'],
  ])('%j name the task %s', (paths, name) => {
    expect(taskNameOf(paths)).toBe(name);
  });

  it('are stale where they changed or are gone', async () => {
    const [file] = await readVariantFiles([at('a.onnx')], [null], () => {});
    const sha256 = file?.read?.model.sha256 ?? '';
    const mark = fileMark(at('a.onnx'));
    const known = (path: string, name: string, touched = false) =>
      entryOf({
        variant: variantOf({ name, path: at(path), sha256 }),
        file: touched ? { ...mark, modifiedMs: 1 } : mark,
      });
    const entries = [
      known('a.onnx', 'same'),
      known('a.onnx', 'touched', true),
      known('b.onnx', 'changed'),
      known('gone.onnx', 'gone'),
    ];
    expect([...(await staleVariants(contestOf({ entries }))).keys()]).toEqual(['changed', 'gone']);
  });
});

describe('what goes in and out of variants', () => {
  const { model } = headerOf();
  const input = model.inputs[0] as (typeof model.inputs)[number];

  it('is the same where only the batch or what is open differs', () => {
    const other = { ...model, inputs: [{ ...input, shape: [4, 3] }] };
    expect(interfaceDifference(model, model)).toBeNull();
    expect(interfaceDifference(model, other)).toBeNull();
  });

  it.each([
    ['number', []],
    ['type', [{ ...input, elementType: 'uint8' }]],
    ['shape', [{ ...input, shape: ['N', 4] }]],
    ['shape', [{ ...input, shape: ['N', 3, 1] }]],
  ])('differs in the %s', (what, inputs) => {
    expect(interfaceDifference(model, { ...model, inputs })).toContain(what);
  });
});

describe('contests that count', () => {
  const here = headerOf().host;
  const own = contestOf({ id: 'own' });
  const updated = contestOf({
    id: 'updated',
    host: {
      ...own.host,
      fingerprint: 'updated',
      fingerprintParts: { ...own.host.fingerprintParts, runtime_version: '1.29.0' },
      runtimeVersion: '1.29.0',
    },
  });
  const foreign = contestOf({
    id: 'foreign',
    host: { ...own.host, fingerprint: 'foreign', fingerprintParts: { cores: 64 } },
  });

  it('are those of this host', () => {
    const found = contestsOfHost([foreign, updated, own], null, here);
    expect(found).toEqual({ contests: [own], notes: [] });
  });

  it('are those of another runtime where there are no others, which is said', () => {
    const { contests, notes } = contestsOfHost([foreign, updated], null, here);
    expect(contests).toEqual([updated]);
    expect(notes.join()).toContain('onnxruntime 1.29.0');
  });

  it('are those of another host only where somebody asks for it', async () => {
    const error = await thrownTuneError(() => contestsOfHost([foreign], null, here));
    expect(error.kind).toBe('environment');
    expect(contestsOfHost([foreign], 'any', here).notes.join()).toContain('another host');
    expect(contestsOfHost([own, foreign], 'for', here).contests).toEqual([foreign]);
  });
});
