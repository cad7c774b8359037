import type { FeedSpec, LengthRole } from '../onnx/feed-spec.ts';
import type { SequenceAxes } from './find-sequence-axes.ts';

/** Masks by their name, as exporters write them; those of padding mark what is not real. */
const MASK = /masks?([:_.]?\d+)*$/i;
const PADDING_MASK = /pad(ding)?_?masks?([:_.]?\d+)*$/i;

/** Feeds that follow the length of each sample along the sequence axes; inputs that count positions are fed the length. */
export function followLengths(specs: readonly FeedSpec[], axes: SequenceAxes): readonly FeedSpec[] {
  return specs.map((spec) => {
    const lengthRole = roleOf(spec, axes.get(spec.name) ?? []);
    return lengthRole === null ? spec : { ...spec, lengthRole };
  });
}

function roleOf(spec: FeedSpec, axes: readonly number[]): LengthRole | null {
  if (axes.length > 0) {
    if (!MASK.test(spec.name)) return { kind: 'data', axes };
    return { kind: 'mask', axes, real: PADDING_MASK.test(spec.name) ? 0 : 1 };
  }
  const isCount =
    /len/i.test(spec.name) &&
    /^u?int/.test(spec.elementType) &&
    spec.batchAxis !== null &&
    spec.shape.every((size) => size === 1);
  return isCount ? { kind: 'count' } : null;
}
