import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ExternalFile, locateExternalData } from '../../src/input/external-data.ts';
import { hashModelFile } from '../../src/input/hash-model-file.ts';
import { openModelFile } from '../../src/input/model-file.ts';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';

const onPosix = test.skipIf(process.platform === 'win32');

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'tune-model-file-'));
}

/** A model whose only weights are 64 bytes of an external file. */
function external(location: string, offset = 0, length: number | null = 64): ModelGraph {
  const graph = createGraphBuilder();
  const x = graph.input('x', 'float32', [16]);
  graph.initialiser({
    name: 'w',
    elementType: 'float32',
    dims: [16],
    data: { kind: 'external', location, offset, length },
  });
  graph.output(graph.node('Add', [x, 'w']), 'float32', [16]);
  return graph.model(17);
}

describe('opening a model', () => {
  test('reads any range, and less at the end', () => {
    const path = join(folder(), 'model.onnx');
    const bytes = randomBytes(200_000);
    writeFileSync(path, bytes);
    const file = openModelFile(path);
    expect(file.size).toBe(200_000);
    expect(bytes.subarray(5, 100_005).equals(file.read(5, 100_000))).toBe(true);
    expect(bytes.subarray(199_990).equals(file.read(199_990, 100))).toBe(true);
    expect(file.read(200_000, 1)).toHaveLength(0);
    file.close();
  });

  test('says what is wrong with a path that is no file', () => {
    const at = folder();
    expect(thrownTuneError(() => openModelFile(join(at, 'absent.onnx'))).message).toMatch(
      /no such file/,
    );
    const error = thrownTuneError(() => openModelFile(at));
    expect(error.message).toMatch(/is a directory/);
    expect(error.exitCode).toBe(3);
  });

  onPosix('refuses pipes and devices without waiting for them', () => {
    const pipe = join(folder(), 'pipe.onnx');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    expect(thrownTuneError(() => openModelFile(pipe)).message).toMatch(/device or pipe/);
    expect(thrownTuneError(() => openModelFile('/dev/zero')).message).toMatch(/device or pipe/);
  });
});

describe('external data', () => {
  test('is found beside the model and in folders below, once per file', () => {
    const at = folder();
    mkdirSync(join(at, 'weights'));
    writeFileSync(join(at, 'weights', 'w.bin'), new Uint8Array(100));
    expect(locateExternalData(external('weights/w.bin', 36), at)).toMatchObject([
      { location: 'weights/w.bin', size: 100 },
    ]);
    expect(locateExternalData(external('./weights/w.bin', 0, null), at)).toHaveLength(1);
  });

  test.each([
    ['../w.bin'],
    ['weights/../../w.bin'],
    ['..\\w.bin'],
    ['/etc/passwd'],
    ['C:\\w.bin'],
    ['\\\\server\\share\\w.bin'],
    ['w.bin\0.png'],
  ])('at %j leaves the folder and is refused', (location) => {
    const error = thrownTuneError(() => locateExternalData(external(location), folder()));
    expect(error.message).toMatch(/outside the model's folder/);
    expect(error.message).not.toContain('\0');
  });

  onPosix(
    'behind a link that leaves the folder is refused, behind one that stays in it is found',
    () => {
      const at = folder();
      const elsewhere = folder();
      writeFileSync(join(elsewhere, 'w.bin'), new Uint8Array(64));
      symlinkSync(join(elsewhere, 'w.bin'), join(at, 'w.bin'));
      symlinkSync(elsewhere, join(at, 'weights'));
      expect(thrownTuneError(() => locateExternalData(external('w.bin'), at)).message).toMatch(
        /outside/,
      );
      expect(
        thrownTuneError(() => locateExternalData(external('weights/w.bin'), at)).message,
      ).toMatch(/outside/);
      writeFileSync(join(at, 'real.bin'), new Uint8Array(64));
      symlinkSync('real.bin', join(at, 'link.bin'));
      expect(locateExternalData(external('link.bin'), at)).toHaveLength(1);
    },
  );

  test('that is missing, no file, too short or an address in memory is refused', () => {
    const at = folder();
    writeFileSync(join(at, 'short.bin'), new Uint8Array(63));
    mkdirSync(join(at, 'folder.bin'));
    const message = (location: string, offset = 0): string =>
      thrownTuneError(() => locateExternalData(external(location, offset), at)).message;
    expect(message('absent.bin')).toMatch(/"absent.bin", which is not beside the model/);
    expect(message('folder.bin')).toMatch(/not a regular file/);
    expect(message('short.bin')).toMatch(/has 63 bytes, but tensor "w" needs it up to byte 64/);
    expect(message('short.bin', 1e15)).toMatch(/has 63 bytes/);
    expect(message('*/_ORT_MEM_ADDR_/*')).toMatch(/address in memory/);
  });
});

describe('the hash of a model', () => {
  test('is the SHA-256 of its file', async () => {
    const path = join(folder(), 'model.onnx');
    const bytes = randomBytes(3_000_000);
    writeFileSync(path, bytes);
    expect(await hashModelFile(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  test('covers external files, their locations, and not their order', async () => {
    const at = folder();
    const file = (location: string, content: string): ExternalFile => {
      writeFileSync(join(at, location), content);
      return { location, path: join(at, location), size: content.length };
    };
    const model = file('model.onnx', 'model').path;
    const [a, b] = [file('a', '1'), file('b', '2')];
    const both = await hashModelFile(model, [a, b]);
    expect(await hashModelFile(model, [b, a])).toBe(both);
    const hashes = [both, await hashModelFile(model), await hashModelFile(model, [a])];
    hashes.push(await hashModelFile(model, [{ ...a, location: 'c' }, b]));
    file('a', '3');
    hashes.push(await hashModelFile(model, [a, b]));
    expect(new Set(hashes).size).toBe(5);
  });
});

describe('writing a model file', () => {
  test('copies the weights that stayed in the origin, through the disk', () => {
    const at = folder();
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', [1]);
    const weights = Float32Array.from({ length: 2_000_000 }, (_, i) => i);
    graph.output(
      graph.node('Add', [x, graph.initialiser(tensorFrom('float32', [2_000_000], weights))]),
      'float32',
      null,
    );
    writeModelFile(join(at, 'a.onnx'), writeModel(graph.model(17)));
    const origin = openModelFile(join(at, 'a.onnx'));
    const read = readModel(origin);
    writeModelFile(join(at, 'b.onnx'), writeModel({ ...read, producer: 'changed' }), {
      source: origin,
    });
    const copy = openModelFile(join(at, 'b.onnx'));
    const [tensor] = readModel(copy).graph.initialisers;
    const offset = tensor?.data.kind === 'file' ? (tensor.data.spans[0]?.offset ?? 0) : 0;
    expect(Buffer.from(copy.read(offset, 8_000_000)).equals(Buffer.from(weights.buffer))).toBe(
      true,
    );
    origin.close();
    copy.close();
    expect(readdirSync(at).sort()).toEqual(['a.onnx', 'b.onnx']);
  });

  test('leaves what was there, and nothing else, where it fails', () => {
    const at = folder();
    const path = join(at, 'model.onnx');
    writeFileSync(path, 'before');
    const unavailable = { length: 4, parts: [{ kind: 'copy' as const, offset: 0, length: 4 }] };
    expect(() => writeModelFile(path, unavailable)).toThrow(RangeError);
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(at)).toEqual(['model.onnx']);
  });

  test('brings external data along without copying it', () => {
    const [from, to] = [folder(), folder()];
    mkdirSync(join(from, 'weights'));
    writeFileSync(join(from, 'weights', 'w.bin'), new Uint8Array(64).fill(7));
    const model = external('weights/w.bin');
    const externalFiles = locateExternalData(model, from);
    for (let i = 0; i < 2; i++)
      writeModelFile(join(to, 'model.onnx'), writeModel(model), { externalFiles });
    expect(locateExternalData(model, to)).toHaveLength(1);
    expect(statSync(join(to, 'weights', 'w.bin')).ino).toBe(
      statSync(join(from, 'weights', 'w.bin')).ino,
    );
    expect(readdirSync(join(to, 'weights'))).toEqual(['w.bin']);
    writeModelFile(join(from, 'other.onnx'), writeModel(model), { externalFiles });
    expect(readFileSync(join(from, 'weights', 'w.bin'))).toHaveLength(64);
  });
});
