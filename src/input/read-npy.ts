import { formatBytes } from '../core/format-bytes.ts';
import { elementCount } from '../onnx/element-type.ts';
import type { ElementType } from '../onnx/model-graph.ts';
import type { TypedNumbers } from '../onnx/real-feed.ts';
import { allocateNumbers } from '../onnx/typed-numbers.ts';
import { decodeLenient } from '../onnx/utf8.ts';
import { type NpyDtype, npyDtype } from './npy-dtype.ts';
import { npyError } from './npy-error.ts';
import { type NpyHeader, parseNpyHeader } from './npy-header.ts';
import { rowMajor } from './row-major.ts';

/** An array as it lies in a .npy file: numbers in row-major order, in the runtime's representation. */
export interface NpyArray {
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly data: TypedNumbers;
}

/** `\x93NUMPY`. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** NumPy refuses longer headers, too, unless told to trust the file; only structured types need them. */
const MAX_HEADER_BYTES = 10_000;

/** Whether bytes begin as a .npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads a .npy file: booleans, whole numbers and floating-point numbers of any width and byte order, stored by rows or
 * by columns, format versions 1 to 3. The numbers are copied; no more memory is taken than `bytes` justify. `label` names
 * the array in errors. Throws a TuneError of kind `usage` for everything else.
 * Source: numpy.lib.format.
 */
export function readNpy(bytes: Uint8Array, label: string): NpyArray {
  const { header, end } = readHeader(bytes, label);
  const dtype = npyDtype(header.descr, label);
  checkLength(header, dtype, bytes.length - end, label);
  const { elementType } = dtype;
  const data = allocateNumbers(elementType, elementCount(header.shape));
  const memory = Buffer.from(data.buffer);
  memory.set(bytes.subarray(end));
  if (dtype.bigEndian) swapBytes(memory, dtype.width);
  if (elementType === 'bool') normaliseBooleans(memory);
  const { shape } = header;
  const transposed = header.fortranOrder && shape.length > 1;
  return { elementType, shape, data: transposed ? rowMajor(data, shape) : data };
}

function readHeader(bytes: Uint8Array, label: string): { header: NpyHeader; end: number } {
  if (!isNpy(bytes)) throw npyError(label, describeOther(bytes));
  const [major = 0, minor = 0] = bytes.subarray(MAGIC.length, MAGIC.length + 2);
  if (major < 1 || major > 3 || minor !== 0) {
    throw npyError(label, `version ${major}.${minor} of the .npy format is not known (1.0 to 3.0)`);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw truncated(label);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) {
    throw npyError(
      label,
      `its header claims ${length} bytes; arrays of numbers need no more than ${MAX_HEADER_BYTES}`,
    );
  }
  const end = start + length;
  if (end > bytes.length) throw truncated(label);
  // Versions 1 and 2 are Latin-1, but every header of a type that is accepted is ASCII.
  const text = decodeLenient(bytes.subarray(start, end));
  return { header: parseNpyHeader(text, label), end };
}

function checkLength(header: NpyHeader, dtype: NpyDtype, found: number, label: string): void {
  const expected = elementCount(header.shape) * dtype.width;
  if (expected === found) return;
  const shape = `${dtype.elementType} of shape [${header.shape.join(', ')}]`;
  throw npyError(
    label,
    `${shape} takes ${amount(expected)}, but ${amount(found)} follow the header`,
    expected > found
      ? 'The file is truncated: copy or save it again.'
      : 'Save one array per file with numpy.save, or several with numpy.savez.',
  );
}

/** Exact where the numbers are small enough for a person to compare. */
function amount(bytes: number): string {
  return bytes < 1e9 ? `${bytes} bytes` : formatBytes(bytes);
}

function truncated(label: string): Error {
  return npyError(label, 'it ends within its header', 'Copy or save the file again.');
}

function describeOther(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const head = decodeLenient(bytes.subarray(0, 64));
  if (head.startsWith('version https://git-lfs'))
    return 'it is a Git LFS pointer, not the array (fetch it with "git lfs pull")';
  return 'it is not a NumPy array (.npy) file';
}

function swapBytes(memory: Buffer, width: number): void {
  if (width === 2) memory.swap16();
  else if (width === 4) memory.swap32();
  else if (width === 8) memory.swap64();
}

/** Any byte but 0 is true to NumPy; the runtime knows 0 and 1. */
function normaliseBooleans(memory: Buffer): void {
  for (let i = 0; i < memory.length; i++) memory[i] = Number(memory[i] !== 0);
}
