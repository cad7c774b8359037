import { TuneError } from '../core/tune-error.ts';
import type { ElementType } from './model-graph.ts';
import type { TypedNumbers } from './real-feed.ts';

const ARRAYS: Partial<Record<ElementType, (length: number) => TypedNumbers>> = {
  float32: (n) => new Float32Array(n),
  float64: (n) => new Float64Array(n),
  float16: (n) => new Uint16Array(n),
  int8: (n) => new Int8Array(n),
  uint8: (n) => new Uint8Array(n),
  bool: (n) => new Uint8Array(n),
  int16: (n) => new Int16Array(n),
  uint16: (n) => new Uint16Array(n),
  int32: (n) => new Int32Array(n),
  uint32: (n) => new Uint32Array(n),
  int64: (n) => new BigInt64Array(n),
  uint64: (n) => new BigUint64Array(n),
};

/** An array of `length` zeros in the runtime's representation of `elementType`. Throws for types that cannot be fed. */
export function allocateNumbers(elementType: ElementType, length: number): TypedNumbers {
  const allocate = ARRAYS[elementType];
  if (allocate === undefined) {
    throw new TuneError('model', `inputs of type ${elementType} cannot be fed from Node.js`, {
      hint: `types that can be measured: ${Object.keys(ARRAYS).join(', ')}`,
    });
  }
  return allocate(length);
}
