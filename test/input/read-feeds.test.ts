import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { readFeeds } from '../../src/input/read-feeds.ts';
import type { Dimension, ElementType, ValueInfo } from '../../src/onnx/model-graph.ts';
import { type NpyContent, writeNpy } from '../support/npy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-feeds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function input(name: string, elementType: ElementType, shape: readonly Dimension[]): ValueInfo {
  return { name, type: { kind: 'tensor', elementType, shape } };
}

/** A float32 array whose numbers count from 0. */
function array(shape: readonly number[], descr = '<f4'): Uint8Array {
  const length = shape.reduce((a, b) => a * b, 1);
  return writeNpy({ descr, shape, numbers: Array.from({ length }, (_, i) => i) });
}

function numbers(descr: string, values: NpyContent['numbers']): Uint8Array {
  return writeNpy({ descr, shape: [values.length], numbers: values });
}

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function archive(members: Record<string, Uint8Array>): string {
  return save('feeds.npz', zipSync(members));
}

function failure(
  path: string,
  inputs: readonly ValueInfo[],
  axes?: Map<string, number | null>,
): string {
  try {
    readFeeds(path, inputs, axes);
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    expect(error.kind).toBe('usage');
    return `${error.message} ${error.hint}`;
  }
  throw new Error('was read');
}

const image = input('x', 'float32', ['N', 3]);
const ids = input('ids', 'int64', ['N']);

describe('real inputs', () => {
  it('are read from an archive by name, in the order of the inputs', () => {
    const path = archive({ 'ids.npy': array([2], '<i8'), 'x.npy': array([2, 3]) });
    expect(readFeeds(path, [image, ids])).toEqual({
      feeds: [
        {
          name: 'x',
          elementType: 'float32',
          shape: [2, 3],
          data: new Float32Array([0, 1, 2, 3, 4, 5]),
        },
        { name: 'ids', elementType: 'int64', shape: [2], data: new BigInt64Array([0n, 1n]) },
      ],
      notes: [],
    });
  });

  it('are read from an archive as NumPy 2.4 compresses it', () => {
    const saved =
      'UEsDBC0AAAAIAAAAIQAJ2dGP//////////8FABQAeC5ucHkBABAAmAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XZqKuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBiBwcGBgsG8A0iAM4i9gYAAAUEsDBC0AAAAIAAAAIQDuGbtd//////////8LABQAbWFzay9pbi5ucHkBABAAggAAAAAAAABGAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF6TZKiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC5GBgBQSwECLQMtAAAACAAAACEACdnRj1YAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAACAAAACEA7hm7XUYAAACCAAAACwAAAAAAAAAAAAAAgAGNAAAAbWFzay9pbi5ucHlQSwUGAAAAAAIAAgBsAAAAEAEAAAAA';
    const path = save('saved.npz', Buffer.from(saved, 'base64'));
    const { feeds } = readFeeds(path, [image, input('mask/in', 'bool', [2])]);
    expect(feeds.map((feed) => Array.from<number | bigint>(feed.data))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [1, 0],
    ]);
  });

  it('are read from a folder, where other files are left alone', () => {
    save('x.npy', array([1, 3]));
    save('ids.npy', array([1], '<i8'));
    save('README.md', new Uint8Array(3));
    mkdirSync(join(folder, 'more'));
    expect(readFeeds(folder, [ids, image]).feeds.map((f) => f.name)).toEqual(['ids', 'x']);
  });

  it('are one file of any name where the model has one input', () => {
    const { feeds } = readFeeds(save('cats.npy', array([5, 3])), [image]);
    expect(feeds).toMatchObject([{ name: 'x', shape: [5, 3] }]);
    const unnamed = readFeeds(archive({ 'arr_0.npy': array([5, 3]) }), [image]);
    expect(unnamed.feeds).toEqual(feeds);
  });

  it('are one file for the input of its name where the model has several', () => {
    const { feeds, notes } = readFeeds(save('ids.npy', array([4], '<i8')), [image, ids]);
    expect(feeds.map((f) => f.name)).toEqual(['ids']);
    expect(notes).toEqual(['ids.npy holds no array for "x": generated values are fed there.']);
    expect(failure(save('cats.npy', array([1, 3])), [image, ids])).toMatch(/no input for "cats"/);
  });
});

describe('the names of real inputs', () => {
  it('find inputs whose names files cannot carry', () => {
    const inputs = [input('enc/x:0', 'float32', [3]), input('dec\\y', 'float32', [3])];
    save('enc_x_0.npy', array([3]));
    save('dec_y.npy', array([3]));
    expect(readFeeds(folder, inputs).feeds.map((f) => f.name)).toEqual(['enc/x:0', 'dec\\y']);
    expect(readFeeds(archive({ 'enc/x:0.npy': array([3]) }), inputs).feeds).toHaveLength(1);
  });

  it('must not be meant for two inputs, nor two for one', () => {
    const alike = [input('a/b', 'float32', [3]), input('a:b', 'float32', [3])];
    save('a_b.npy', array([3]));
    expect(failure(folder, alike)).toMatch(/could be any of "a\/b".*"a:b"/);
    const twice = archive({ 'a/b.npy': array([3]), 'a_b.npy': array([3]) });
    expect(failure(twice, [input('a/b', 'float32', [3])])).toMatch(/Two arrays/);
  });

  it('name what is there and what is expected when an array has no input', () => {
    const path = archive({ 'X1.npy': array([1, 3]), 'id.npy': array([1], '<i8') });
    const error = failure(path, [image, ids]);
    expect(error).toContain('no input for "X1", "id" in feeds.npz.');
    expect(error).toContain('"x" float32 [N, 3], "ids" int64 [N]');
    expect(failure(archive({ 'idx.npy': array([1]) }), [ids, image])).toContain(
      'Did you mean "ids"?',
    );
  });
});

describe('the numbers of real inputs', () => {
  const halves = input('x', 'float16', ['N']);
  const floats = input('x', 'float32', ['N']);

  it('are rounded from float64, which a note says', () => {
    const { feeds, notes } = readFeeds(save('x.npy', numbers('<f8', [1.5, 0.1])), [floats]);
    expect(feeds[0]?.data).toEqual(new Float32Array([1.5, 0.1]));
    expect(notes).toEqual(['Input "x": converted from float64 to float32.']);
    const half = readFeeds(save('x.npy', numbers('<f8', [1.5, -2, 65504])), [halves]);
    expect(half.feeds[0]?.data).toEqual(new Uint16Array([0x3e00, 0xc000, 0x7bff]));
  });

  it('are widened from float16', () => {
    const path = save('x.npy', numbers('<f2', [0x3e00, 0x0001, 0xfc00]));
    const { feeds } = readFeeds(path, [floats]);
    expect(feeds[0]?.data).toEqual(new Float32Array([1.5, 2 ** -24, Number.NEGATIVE_INFINITY]));
  });

  it('may be infinite or not a number, but do not become so', () => {
    const special = [Number.POSITIVE_INFINITY, Number.NaN];
    const { feeds } = readFeeds(save('x.npy', numbers('<f8', special)), [halves]);
    expect(feeds[0]?.data).toEqual(new Uint16Array([0x7c00, 0x7e00]));
    expect(failure(save('x.npy', numbers('<f4', [1, 70000])), [halves])).toMatch(
      /x\.npy is float32 with the number 70000; .*within what float16 can hold/,
    );
    expect(failure(save('x.npy', numbers('<f8', [1e300])), [floats])).toMatch(/1e\+300/);
  });

  it('are converted between int32 and int64 where they fit', () => {
    const narrow = [input('ids', 'int32', ['N'])];
    expect(readFeeds(save('a.npy', numbers('<i4', [-1])), [ids]).feeds[0]?.data).toEqual(
      new BigInt64Array([-1n]),
    );
    const ends = numbers('<i8', [-(2n ** 31n), 2n ** 31n - 1n]);
    expect(readFeeds(save('a.npy', ends), narrow).feeds[0]?.data).toEqual(
      new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
    );
    expect(failure(save('a.npy', numbers('<i8', [2n ** 31n])), narrow)).toMatch(/2147483648/);
  });

  it('are not converted where they would change their meaning', () => {
    expect(failure(save('x.npy', numbers('|u1', [255])), [floats])).toMatch(
      /is uint8; the model takes "x" float32 \[N\].*array\.astype\(numpy\.float32\)/,
    );
    expect(failure(save('x.npy', numbers('<f4', [1])), [ids])).toMatch(/numpy\.int64/);
    const sequence: ValueInfo = { name: 'x', type: { kind: 'sequence' } };
    expect(failure(join(folder, 'x.npy'), [sequence])).toMatch(/takes "x" \(a sequence\)/);
  });
});

describe('the shape of real inputs', () => {
  const fixed = input('x', 'float32', [1, 3]);
  const state = input('x', 'float32', [2, 1, 4]);

  it('is free along the batch axis and along undeclared axes', () => {
    expect(readFeeds(save('x.npy', array([10, 3])), [fixed]).feeds[0]?.shape).toEqual([10, 3]);
    const text = [input('x', 'float32', ['N', 'length'])];
    expect(readFeeds(save('x.npy', array([2, 77])), text).feeds[0]?.shape).toEqual([2, 77]);
    const untyped: ValueInfo = {
      name: 'x',
      type: { kind: 'tensor', elementType: 'float32', shape: null },
    };
    expect(readFeeds(save('x.npy', array([1, 2, 3])), [untyped]).feeds).toHaveLength(1);
  });

  it('is free along the batch axis that is given, and along no other', () => {
    const path = save('x.npy', array([2, 5, 4]));
    const axes = new Map([['x', 1]]);
    expect(readFeeds(path, [state], axes).feeds[0]?.shape).toEqual([2, 5, 4]);
    expect(failure(path, [state])).toMatch(
      /shape \[2, 5, 4\].*\[2, 1, 4\].*Axis 1 has to have size 1/,
    );
    expect(failure(save('x.npy', array([4, 1, 4])), [state], axes)).toMatch(/Axis 0 .* size 2/);
  });

  it('is fixed where samples share the input', () => {
    const shared = new Map([['x', null]]);
    expect(readFeeds(save('x.npy', array([1, 3])), [fixed], shared).feeds).toHaveLength(1);
    const path = save('x.npy', array([2, 3]));
    expect(failure(path, [fixed], shared)).toMatch(/Axis 0 has to have size 1/);
  });

  it('holds whole samples where one takes several entries of the batch axis', () => {
    expect(readFeeds(save('x.npy', array([6, 1, 4])), [state]).feeds).toHaveLength(1);
    expect(failure(save('x.npy', array([3, 1, 4])), [state])).toMatch(/multiple of 2/);
  });

  it('needs the rank and at least one sample', () => {
    expect(failure(save('x.npy', array([3])), [fixed])).toMatch(/numpy\.expand_dims\(array, 0\)/);
    expect(failure(save('x.npy', array([1, 1, 3])), [fixed])).toMatch(/has to have 2 axes/);
    expect(failure(save('x.npy', array([0, 3])), [fixed])).toMatch(/no samples/);
  });

  it('lets rows repeat, with a note where the inputs hold different numbers of them', () => {
    const axes = new Map([
      ['x', 0],
      ['ids', 0],
    ]);
    const four = archive({ 'x.npy': array([4, 3]), 'ids.npy': array([3], '<i8') });
    expect(readFeeds(four, [image, ids], axes).notes).toEqual([
      'Inputs hold different numbers of rows ("x" 4, "ids" 3): each repeats on its own, so rows do not stay together.',
    ]);
    const shared = archive({ 'x.npy': array([4, 3]), 'ids.npy': array([1], '<i8') });
    expect(readFeeds(shared, [image, ids], axes).notes).toEqual([]);
  });
});

describe('real inputs that are not there', () => {
  it.each([
    ['a missing path', () => join(folder, 'none.npz'), /no such file or folder/],
    ['an empty folder', () => folder, /no \.npy array.*"x" float32 \[N, 3\]/],
    ['an empty archive', () => archive({}), /no \.npy array in feeds\.npz/],
    ['a text file', () => save('x.npy', Buffer.from('hello')), /not a NumPy array/],
    ['a damaged archive', () => save('x.npz', Buffer.from('hello')), /not a NumPy archive/],
    ['a cut archive', () => save('x.npz', Buffer.from('PK\x03\x04')), /no table of contents/],
    ['a bad member', () => archive({ 'x.npy': Buffer.from('hello') }), /"x\.npy" of feeds\.npz/],
  ])('are reported for %s', (_, path, message) => {
    expect(failure(path(), [image])).toMatch(message);
  });

  it('are not read from a folder or device that bears the name of an array', () => {
    mkdirSync(join(folder, 'x.npy'));
    expect(failure(folder, [image])).toMatch(/folder, device or pipe/);
    rmSync(join(folder, 'x.npy'), { recursive: true });
    symlinkSync('/dev/zero', join(folder, 'x.npy'));
    expect(failure(folder, [image])).toMatch(/folder, device or pipe/);
  });

  it('are refused unread where a file is larger than is supported', () => {
    const path = save('x.npy', array([1, 3]));
    truncateSync(path, 2 ** 31);
    const error = failure(path, [image]);
    expect(error).toMatch(/2\.0 GiB are more than the 1\.0 GiB/);
    expect(error).toMatch(/fewer rows/);
  });

  it('are refused unread where they declare more memory than is supported', () => {
    const bytes = Buffer.from(zipSync({ 'x.npy': array([1, 3]) }));
    const record = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(2 ** 31, record + 24);
    expect(failure(save('x.npz', bytes), [image])).toMatch(/2\.0 GiB are more than the 1\.0 GiB/);
  });
});
