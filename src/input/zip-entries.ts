import { crc32, inflateRawSync } from 'node:zlib';
import { formatBytes } from '../core/format-bytes.ts';
import { printable } from '../core/printable.ts';
import type { TuneError } from '../core/tune-error.ts';
import { decodeLenient } from '../onnx/utf8.ts';
import { npyError } from './npy-error.ts';

/** A member of an archive. Its name is the archive's word: something to compare, never a path. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes once unpacked, as declared. */
  readonly size: number;
  /** Unpacks at most `size` bytes; throws a TuneError where the member holds more, less or other bytes than declared. */
  read(): Uint8Array;
}

const MAX_ENTRIES = 10_000;
const END_RECORD_BYTES = 22;
const ENTRY_RECORD_BYTES = 46;
const LOCAL_RECORD_BYTES = 30;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

/** Stands for a number that did not fit and is given elsewhere (zip64). */
const ELSEWHERE = 0xffffffff;

/** Whether bytes begin as a ZIP archive does; an empty one begins with its end. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, a, b] = bytes;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6));
}

/**
 * Lists the members of a ZIP archive (stored or deflated; one part, not encrypted, below 4 GiB) from its central
 * directory. Unpacks nothing. Throws a TuneError of kind `usage` where it cannot be read.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function zipEntries(bytes: Uint8Array, label: string): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view);
  if (end === null) throw corrupt(label, 'it has no table of contents (is the download complete?)');
  const count = view.getUint16(end + 10, true);
  const stop = view.getUint32(end + 16, true) + view.getUint32(end + 12, true);
  if (count > MAX_ENTRIES) throw corrupt(label, `it has more than ${MAX_ENTRIES} members`);
  if (stop > end) throw corrupt(label, 'its table of contents lies outside of it');
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_RECORD_BYTES > stop || view.getUint32(at, true) !== 0x02014b50)
      throw corrupt(label, `entry ${i + 1} of its table of contents is malformed`);
    const record = readRecord(bytes, view, at);
    entries.push({
      name: record.name,
      size: record.size,
      read: () => unpack(bytes, view, record, label),
    });
    at = record.next;
  }
  return entries;
}

interface Member {
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  readonly encrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly offset: number;
  readonly next: number;
}

function readRecord(bytes: Uint8Array, view: DataView, at: number): Member {
  const nameEnd = at + ENTRY_RECORD_BYTES + view.getUint16(at + 28, true);
  return {
    encrypted: (view.getUint16(at + 8, true) & ENCRYPTED) !== 0,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
    name: decodeLenient(bytes.subarray(at + ENTRY_RECORD_BYTES, nameEnd)),
    next: nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
  };
}

/** Offset of the end record, which is followed by nothing but its own comment; null where there is none. */
function findEnd(view: DataView): number | null {
  const last = view.byteLength - END_RECORD_BYTES;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    const isEnd = view.getUint32(at, true) === 0x06054b50;
    if (isEnd && view.getUint16(at + 20, true) === last - at) return at;
  }
  return null;
}

function unpack(bytes: Uint8Array, view: DataView, entry: Member, label: string): Uint8Array {
  const name = `"${printable(entry.name)}" of ${label}`;
  if (entry.encrypted) throw corrupt(name, 'it is encrypted');
  if ([entry.size, entry.packedSize, entry.offset].includes(ELSEWHERE))
    throw corrupt(name, 'it is stored as a zip64 member of 4 GiB or more');
  const packed = packedBytes(bytes, view, entry);
  if (packed === null) throw corrupt(name, 'it lies outside the archive');
  const found = entry.method === STORED ? packed : inflate(packed, entry, name);
  if (found.length !== entry.size) {
    throw corrupt(
      name,
      `it unpacks to ${formatBytes(found.length)} instead of ${formatBytes(entry.size)}`,
    );
  }
  if (crc32(found) !== entry.checksum) throw corrupt(name, 'its checksum is wrong');
  return found;
}

function packedBytes(bytes: Uint8Array, view: DataView, entry: Member): Uint8Array | null {
  const { offset } = entry;
  if (offset + LOCAL_RECORD_BYTES > bytes.length) return null;
  if (view.getUint32(offset, true) !== 0x04034b50) return null;
  // The names and extra fields of the two records may differ in length.
  const names = view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const start = offset + LOCAL_RECORD_BYTES + names;
  const end = start + entry.packedSize;
  return end > bytes.length ? null : bytes.subarray(start, end);
}

function inflate(packed: Uint8Array, entry: Member, name: string): Uint8Array {
  if (entry.method !== DEFLATED)
    throw corrupt(name, `its compression method ${entry.method} is not supported`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    const bomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const problem = bomb
      ? `it unpacks to more than the ${formatBytes(entry.size)} it declares`
      : 'its compressed data is corrupt';
    throw corrupt(name, problem, error);
  }
}

function corrupt(label: string, problem: string, cause?: unknown): TuneError {
  return npyError(
    label,
    problem,
    'Save the archive again with numpy.savez or numpy.savez_compressed.',
    cause,
  );
}
