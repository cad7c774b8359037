import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { type ZipEntry, zipEntries } from '../../src/input/zip-entries.ts';
import { changedBytes } from '../support/changed-bytes.ts';

const MEMBERS: Zippable = {
  'a.npy': [new Uint8Array([1, 2, 3]), { level: 0 }],
  'b.npy': [new Uint8Array(5000).fill(7), { level: 9 }],
};

const archive = zipSync(MEMBERS);

/** Offset of the central directory's entry number `index` in `archive`. */
function recordOf(bytes: Uint8Array, index: number): number {
  let at = -1;
  for (let i = 0; i <= index; i++)
    at = Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]), at + 1);
  return at;
}

/** `archive` with a little-endian number of `width` bytes changed in the directory's entry of b.npy. */
function altered(field: number, width: 2 | 4, value: number): ZipEntry {
  const bytes = Buffer.from(archive);
  bytes.writeUIntLE(value, recordOf(bytes, 1) + field, width);
  return zipEntries(bytes, 'x.npz')[1] as ZipEntry;
}

describe('the members of an archive', () => {
  it('are listed in order and unpacked, stored or deflated', () => {
    const entries = zipEntries(archive, 'x.npz');
    expect(entries.map(({ name, size }) => ({ name, size }))).toEqual([
      { name: 'a.npy', size: 3 },
      { name: 'b.npy', size: 5000 },
    ]);
    expect(Array.from(entries[0]?.read() ?? [])).toEqual([1, 2, 3]);
    expect(Buffer.from(entries[1]?.read() ?? []).equals(Buffer.alloc(5000, 7))).toBe(true);
  });

  it('are found in front of a comment', () => {
    const bytes = Buffer.concat([archive, Buffer.from('made by hand')]);
    bytes.writeUInt16LE(12, archive.length - 2);
    expect(zipEntries(bytes, 'x.npz')).toHaveLength(2);
  });

  it('are not taken from an end record within the comment', () => {
    const comment = zipSync({});
    const bytes = Buffer.concat([archive, comment, Buffer.from('!')]);
    bytes.writeUInt16LE(comment.length + 1, archive.length - 2);
    expect(zipEntries(bytes, 'x.npz')).toHaveLength(2);
  });

  it('are too many to look at past 10,000', () => {
    const bytes = Buffer.from(archive);
    bytes.writeUInt16LE(10_001, bytes.length - 12);
    expect(() => zipEntries(bytes, 'x.npz')).toThrow(/more than 10000 members/);
  });

  it('may be none', () => {
    expect(zipEntries(zipSync({}), 'x.npz')).toEqual([]);
  });

  it('never unpack to more than they declare', () => {
    const bomb = zipSync({ 'b.npy': [new Uint8Array(50_000_000), { level: 9 }] });
    expect(bomb.length).toBeLessThan(100_000);
    new DataView(bomb.buffer).setUint32(recordOf(bomb, 0) + 24, 200, true);
    expect(() => zipEntries(bomb, 'x.npz')[0]?.read()).toThrow(/more than the 200 B it declares/);
    expect(() => altered(24, 4, 4999).read()).toThrow(/more than the 4\.9 KiB it declares/);
  });

  it.each([
    ['a size that is too large', 24, 4, 6000, /unpacks to .* instead of/],
    ['a wrong checksum', 16, 4, 1, /checksum/],
    ['a password', 8, 2, 1, /encrypted/],
    ['another method of compression', 10, 2, 12, /method 12/],
    ['an offset outside', 42, 4, 1_000_000, /outside the archive/],
    ['a packed size outside', 20, 4, 1_000_000, /outside the archive/],
    ['a size given elsewhere', 24, 4, 0xffffffff, /zip64/],
    ['deflated data said to be stored', 10, 2, 0, /unpacks to .* instead of/],
    ['compressed data that is cut off', 20, 4, 5, /corrupt/],
  ] as const)('are refused for %s', (_, field, width, value, message) => {
    expect(() => altered(field, width, value).read()).toThrow(message);
    expect(() => altered(field, width, value).read()).toThrow(TuneError);
  });

  it('give bytes or a TuneError however the archive is changed', () => {
    let refused = 0;
    fc.assert(
      fc.property(changedBytes(archive), (bytes) => {
        try {
          for (const entry of zipEntries(bytes, 'x.npz'))
            expect(entry.read().length).toBe(entry.size);
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
