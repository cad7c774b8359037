import { DEFAULT_TOLERANCE, type Tolerance } from '../batching/compare-outputs.ts';
import type { OutputTensor } from './worker/protocol.ts';

/** Ten times wider where outputs are in half precision, which keeps three digits instead of seven. */
export function toleranceFor(outputs: readonly OutputTensor[]): Tolerance {
  const isHalf = outputs.some((o) => o.elementType === 'float16');
  return isHalf
    ? { ...DEFAULT_TOLERANCE, relative: 10 * DEFAULT_TOLERANCE.relative }
    : DEFAULT_TOLERANCE;
}
