import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { readNpy } from '../../src/input/read-npy.ts';
import { changedBytes } from '../support/changed-bytes.ts';
import { rawNpy, writeNpy } from '../support/npy.ts';

const BODY = new Uint8Array(24);

/** The error of reading a file with this header and 24 bytes of numbers. */
function errorOf(header: string): TuneError {
  return failure(rawNpy(header, BODY));
}

function failure(bytes: Uint8Array): TuneError {
  try {
    readNpy(bytes, 'x.npy');
  } catch (error) {
    if (error instanceof TuneError) return error;
    throw error;
  }
  throw new Error('was read');
}

const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

const integers = (bits: number, signed: boolean) =>
  signed
    ? fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n })
    : fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const small = (bits: number, signed: boolean) => integers(bits, signed).map(Number);

const TYPES: Readonly<Record<string, readonly [string, fc.Arbitrary<number | bigint>]>> = {
  b1: ['bool', fc.integer({ min: 0, max: 1 })],
  i1: ['int8', small(8, true)],
  u1: ['uint8', small(8, false)],
  i2: ['int16', small(16, true)],
  u2: ['uint16', small(16, false)],
  i4: ['int32', small(32, true)],
  u4: ['uint32', small(32, false)],
  i8: ['int64', integers(64, true)],
  u8: ['uint64', integers(64, false)],
  f2: ['float16', small(16, false)],
  f4: ['float32', fc.float()],
  f8: ['float64', fc.double()],
};

const content = fc
  .record({
    code: fc.constantFrom(...Object.keys(TYPES)),
    order: fc.constantFrom('<', '>'),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fortranOrder: fc.boolean(),
    version: fc.constantFrom(1, 2, 3) as fc.Arbitrary<1 | 2 | 3>,
  })
  .chain(({ code, order, ...rest }) => {
    const length = rest.shape.reduce((a, b) => a * b, 1);
    const [elementType, value] = TYPES[code] as NonNullable<(typeof TYPES)[string]>;
    return fc
      .array(value, { minLength: length, maxLength: length })
      .map((numbers) => ({ ...rest, elementType, descr: order + code, numbers }));
  });

describe('a .npy file', () => {
  it('gives back what was written, in every type, byte order, memory order and version', () => {
    fc.assert(
      fc.property(content, (written) => {
        const read = readNpy(writeNpy(written), 'x.npy');
        expect(read.elementType).toBe(written.elementType);
        expect(read.shape).toEqual(written.shape);
        expect(Array.from<number | bigint>(read.data)).toEqual(written.numbers);
      }),
      { numRuns: 500 },
    );
  });

  it('is read as NumPy 2.4 writes it', () => {
    const saved = Buffer.from(
      'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAP7/////////AAAAAAAAAEAEAAAAAAAAAA==',
      'base64',
    );
    expect(readNpy(saved, 'x.npy')).toEqual({
      elementType: 'int64',
      shape: [2, 2],
      data: new BigInt64Array([1n, -2n, 2n ** 62n, 4n]),
    });
  });

  it('is read with double quotes, any order of keys, Python 2 sizes and no spaces', () => {
    const header = '{"shape":(2L,3L),"fortran_order":False,"descr":"<f4"}';
    expect(readNpy(rawNpy(header, BODY), 'x.npy').shape).toEqual([2, 3]);
  });

  it('gives truth values as 0 and 1, whatever bytes stand for them', () => {
    const file = writeNpy({ descr: '|b1', shape: [3], numbers: [0, 1, 255] });
    expect(Array.from<number | bigint>(readNpy(file, 'x.npy').data)).toEqual([0, 1, 1]);
  });

  it('holds numbers of its own: the bytes may change afterwards', () => {
    const file = writeNpy({ descr: '<f4', shape: [1], numbers: [1] });
    const { data } = readNpy(file, 'x.npy');
    file.fill(0);
    expect(Array.from<number | bigint>(data)).toEqual([1]);
  });
});

describe('a .npy file that cannot be read', () => {
  it.each([
    ["'|O'", /Python objects/],
    ["'<U5'", /text/],
    ["'|S3'", /byte strings/],
    ["'<c8'", /complex/],
    ["'<M8[ns]'", /not known/],
    ["'<f16'", /width no model takes/],
    ["[('a', '<f4'), ('b', '<i4')]", /records/],
    ["'<f3'", /width no model takes/],
    ["'q'", /not known/],
    ["'constructor'", /not known/],
  ])('says that elements of %s cannot be fed', (descr, message) => {
    const error = errorOf(header(descr, '(2, 3)'));
    expect(error.message).toMatch(message);
    expect(error.kind).toBe('usage');
    expect(error.hint).toBeTruthy();
  });

  it.each([
    '',
    '{}',
    'None',
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} 1",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (6)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [6]}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (6.0,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}",
    "{'descr': '<f4', 'fortran_order': False 'shape': (6,)}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}",
    "{'descr': '<f\\x34', 'fortran_order': False, 'shape': (6,)}",
    "{'__proto__': '<f4', 'fortran_order': False, 'shape': (6,)}",
    "__import__('os').system('true')",
  ])('is refused for the header %s', (text) => {
    expect(errorOf(text).message).toMatch(/malformed/);
  });
});

describe('a damaged or hostile .npy file', () => {
  it('says how many bytes are missing or too many', () => {
    const tooFew = errorOf(header("'<f4'", '(2, 4)'));
    expect(tooFew.message).toBe(
      'Cannot read x.npy: float32 of shape [2, 4] takes 32 bytes, but 24 bytes follow the header.',
    );
    expect(tooFew.hint).toMatch(/truncated/);
    expect(errorOf(header("'<f4'", '(2, 2)')).hint).toMatch(/one array per file/);
  });

  it('is refused without taking the memory it claims', () => {
    const error = errorOf(header("'<f8'", '(1000000, 1000000, 1000000, 1000000)'));
    expect(error.message).toMatch(/24 bytes follow/);
    const claims = rawNpy(header("'<f4'", '(6,)'), BODY, 2);
    new DataView(claims.buffer).setUint32(8, 0xffffffff, true);
    expect(failure(claims).message).toMatch(/header claims 4294967295 bytes/);
  });

  it('is refused for more axes than NumPy can have', () => {
    const error = errorOf(header("'<f4'", `(${'1, '.repeat(65)})`));
    expect(error.message).toMatch(/65 axes/);
  });

  it('is told from other files', () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(failure(new Uint8Array()).message).toMatch(/empty/);
    expect(failure(bytes('version https://git-lfs.github.com/spec/v1')).message).toMatch(/LFS/);
    expect(failure(bytes('hello')).message).toMatch(/not a NumPy array/);
    expect(failure(rawNpy('{}', BODY, 4)).message).toMatch(/version 4\.0/);
  });

  it('never makes the terminal obey what it contains', () => {
    expect(errorOf("{'\u001b[2J': 1}").message).not.toContain('\u001b');
  });

  it('gives an array or a TuneError however its bytes are changed', () => {
    const base = writeNpy({ descr: '<f4', shape: [2, 3], numbers: [1, 2, 3, 4, 5, 6] });
    let refused = 0;
    fc.assert(
      fc.property(changedBytes(base), (bytes) => {
        try {
          const { data, shape } = readNpy(bytes, 'x.npy');
          expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
          expect(data.byteLength).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          if (!(error instanceof TuneError)) throw error;
          refused++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
