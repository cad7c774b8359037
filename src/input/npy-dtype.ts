import { printable } from '../core/printable.ts';
import type { ElementType } from '../onnx/model-graph.ts';
import { npyError } from './npy-error.ts';

/** How the elements of an array file are stored. */
export interface NpyDtype {
  readonly elementType: ElementType;
  /** Bytes of one element. */
  readonly width: number;
  readonly bigEndian: boolean;
}

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  b1: 'bool',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
};

/** What else NumPy can store, by the letter of its type code. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  O: 'Python objects, which would have to be unpickled (that can run code)',
  S: 'byte strings',
  U: 'text',
  M: 'dates',
  m: 'durations',
  V: 'raw records',
  c: 'complex numbers',
  f: 'floating-point numbers of a width no model takes',
};

/** Reads NumPy's type code (`<f4`, `|b1`, `>i8`). Throws a TuneError for types that no input of a model can have. */
export function npyDtype(descr: string, label: string): NpyDtype {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([A-Za-z])(\d{0,9})$/.exec(descr) ?? [];
  const elementType = ELEMENT_TYPES[kind + digits];
  if (elementType === undefined) {
    const what = OTHER_KINDS[kind];
    throw npyError(
      label,
      what === undefined ? `its type "${printable(descr)}" is not known` : `it holds ${what}`,
      'Convert it to the type the model takes, for example with .astype(numpy.float32), and save it again.',
    );
  }
  return { elementType, width: Number(digits), bigEndian: order === '>' };
}
