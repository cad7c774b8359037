import { Float16Array } from '@petamoriken/float16';
import type { RunOutput } from '../batching/compare-outputs.ts';
import type { OutputTensor } from './worker/protocol.ts';

/** An output of the runtime with its numbers widened for comparison. Strings are compared by a hash of each. */
export function runOutput({ name, elementType, shape, data }: OutputTensor): RunOutput {
  return {
    name,
    shape,
    numbers: numbersOf(elementType, data),
    isInteger: !/float/.test(elementType),
  };
}

function numbersOf(elementType: string, data: OutputTensor['data']): ArrayLike<number> {
  if (elementType === 'float16' && data instanceof Uint16Array) {
    return Float64Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
  }
  const first = data[0];
  if (typeof first === 'bigint') return Float64Array.from(data as ArrayLike<bigint>, Number);
  if (typeof first === 'string') return (data as readonly string[]).map(hash);
  return data as ArrayLike<number>;
}

/** 32 bits of FNV-1a: equal strings give equal numbers, others hardly ever. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
