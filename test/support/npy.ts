/** What a .npy file is written from. */
export interface NpyContent {
  /** NumPy's type code, as `<f4`. */
  readonly descr: string;
  readonly shape: readonly number[];
  /** The numbers in row-major order; float16 as its bits. */
  readonly numbers: readonly (number | bigint)[];
  readonly fortranOrder?: boolean;
  readonly version?: 1 | 2 | 3;
}

const WRITERS: Readonly<
  Record<string, (view: DataView, at: number, value: number | bigint, little: boolean) => void>
> = {
  b1: (view, at, value) => view.setUint8(at, Number(value)),
  u1: (view, at, value) => view.setUint8(at, Number(value)),
  i1: (view, at, value) => view.setInt8(at, Number(value)),
  f2: (view, at, value, little) => view.setUint16(at, Number(value), little),
  u2: (view, at, value, little) => view.setUint16(at, Number(value), little),
  i2: (view, at, value, little) => view.setInt16(at, Number(value), little),
  u4: (view, at, value, little) => view.setUint32(at, Number(value), little),
  i4: (view, at, value, little) => view.setInt32(at, Number(value), little),
  f4: (view, at, value, little) => view.setFloat32(at, Number(value), little),
  u8: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  f8: (view, at, value, little) => view.setFloat64(at, Number(value), little),
};

/** Writes a .npy file number by number, as slowly and plainly as the format's description reads. */
export function writeNpy(content: NpyContent): Uint8Array {
  const { descr, shape, numbers, fortranOrder = false, version = 1 } = content;
  const write = WRITERS[descr.slice(1)];
  if (write === undefined) throw new RangeError(`no writer for ${descr}`);
  const width = Number(descr.slice(2));
  const body = new Uint8Array(numbers.length * width);
  const view = new DataView(body.buffer);
  numbers.forEach((value, i) => {
    const place = fortranOrder ? columnMajorPlace(i, shape) : i;
    write(view, place * width, value, !descr.startsWith('>'));
  });
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  return rawNpy(dictionary, body, version);
}

/** A .npy file with any text for its header. */
export function rawNpy(dictionary: string, body: Uint8Array, version = 1): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + dictionary.length + 1) / 64) * 64 - start;
  const file = Buffer.alloc(start + length + body.length, ' ');
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  if (version === 1) file.writeUInt16LE(length, 8);
  else file.writeUInt32LE(length, 8);
  file.write(dictionary, start, 'latin1');
  file.write('\n', start + length - 1);
  file.set(body, start + length);
  return new Uint8Array(file);
}

/** Where the i-th number in row-major order lies when the first axis runs fastest. */
function columnMajorPlace(i: number, shape: readonly number[]): number {
  let rest = i;
  const index = shape
    .toReversed()
    .map((size) => {
      const position = rest % size;
      rest = Math.floor(rest / size);
      return position;
    })
    .toReversed();
  return index.reduceRight((place, position, axis) => place * (shape[axis] ?? 1) + position, 0);
}
