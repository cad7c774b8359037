import { Float16Array } from '@petamoriken/float16';
import type { ElementType } from '../onnx/model-graph.ts';
import type { TypedNumbers } from '../onnx/real-feed.ts';

/** `refused` gives a number that the wanted type cannot hold; null where the types are not converted at all. */
export type Conversion =
  | { readonly kind: 'converted'; readonly data: TypedNumbers }
  | { readonly kind: 'refused'; readonly value: number | bigint }
  | null;

const FLOATS: ReadonlySet<ElementType> = new Set(['float16', 'float32', 'float64']);
const HALF_INFINITY = 0x7c00;

/**
 * Converts between types where the numbers keep their meaning: among float16, float32 and float64 (rounded to the
 * nearest; refused where a finite number would become infinite), and between int32 and int64 (refused out of range).
 */
export function convertNumbers(data: TypedNumbers, from: ElementType, to: ElementType): Conversion {
  if (from === to) return { kind: 'converted', data };
  if (FLOATS.has(from) && FLOATS.has(to)) return convertFloats(data, from, to);
  if (data instanceof Int32Array && to === 'int64')
    return { kind: 'converted', data: BigInt64Array.from(data, BigInt) };
  if (data instanceof BigInt64Array && to === 'int32') return narrowIntegers(data);
  return null;
}

function convertFloats(data: TypedNumbers, from: ElementType, to: ElementType): Conversion {
  const numbers = from === 'float16' ? fromHalves(data) : (data as Float64Array);
  const converted = roundTo(to, numbers);
  const isInfinite =
    to === 'float16'
      ? (i: number) => (Number(converted[i]) & 0x7fff) === HALF_INFINITY
      : (i: number) => Math.abs(Number(converted[i])) === Number.POSITIVE_INFINITY;
  const lost = numbers.findIndex((n, i) => isInfinite(i) && Number.isFinite(n));
  if (lost >= 0) return { kind: 'refused', value: numbers[lost] as number };
  return { kind: 'converted', data: converted };
}

function roundTo(type: ElementType, numbers: Float32Array | Float64Array): TypedNumbers {
  if (type === 'float16') return new Uint16Array(new Float16Array(numbers).buffer);
  return type === 'float32' ? new Float32Array(numbers) : new Float64Array(numbers);
}

function fromHalves(bits: TypedNumbers): Float32Array {
  return new Float32Array(
    new Float16Array(bits.buffer as ArrayBuffer, bits.byteOffset, bits.length),
  );
}

function narrowIntegers(data: BigInt64Array): Conversion {
  const lost = data.findIndex((n) => n !== BigInt.asIntN(32, n));
  if (lost >= 0) return { kind: 'refused', value: data[lost] as bigint };
  return { kind: 'converted', data: Int32Array.from(data, Number) };
}
