import { Float16Array } from '@petamoriken/float16';
import { createRandom, type Random } from '../core/random.ts';
import type { FeedSpec, FeedValues } from '../onnx/feed-spec.ts';
import type { ElementType } from '../onnx/model-graph.ts';
import type { RealFeed, TypedNumbers } from '../onnx/real-feed.ts';
import { allocateNumbers } from '../onnx/typed-numbers.ts';

/**
 * Rows repeat after this many: enough that neighbours differ, few enough that a large batch of large images is made in
 * milliseconds. Prime, so that no fold of a batch into another dimension maps equal rows onto each other.
 */
export const DISTINCT_ROWS = 7;

/** A feed for one run. */
export interface Feed {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly data: TypedNumbers;
}

/**
 * Makes the feed of one input for the given rows (sample numbers). Row r holds the same numbers in whatever batch it
 * sits, so outputs can be compared row by row. With a real feed, row r is the real row r modulo their number.
 */
export function makeFeed(
  spec: FeedSpec,
  rows: readonly number[],
  seed: number,
  real: RealFeed | undefined,
): Feed {
  const axis = spec.batchAxis;
  const samples = axis === null ? [0] : rows;
  const sampleShape = real === undefined ? spec.shape : realSampleShape(real, axis, spec);
  const shape = sampleShape.map((d, i) => (i === axis ? d * rows.length : d));
  const data = allocateNumbers(spec.elementType, product(shape));
  const inner = axis === null ? data.length : product(sampleShape.slice(axis));
  const outer = axis === null ? 1 : product(sampleShape.slice(0, axis));
  const made = new Map<number, TypedNumbers>();
  samples.forEach((row, position) => {
    const key = real === undefined ? row % DISTINCT_ROWS : row;
    let sample = made.get(key);
    if (sample === undefined) {
      sample =
        real === undefined ? generateSample(spec, key, seed) : realRow(real, axis, row, spec);
      made.set(key, sample);
    }
    for (let o = 0; o < outer; o++) {
      const from = sample.subarray(o * inner, (o + 1) * inner);
      (data as Uint8Array).set(from as Uint8Array, (o * samples.length + position) * inner);
    }
  });
  return { name: spec.name, elementType: spec.elementType, shape, data };
}

/** One sample, drawn from the stream named by seed, input and row. */
export function generateSample(spec: FeedSpec, row: number, seed: number): TypedNumbers {
  const random = createRandom(`${seed}/feed/${spec.name}/${row}`);
  const data = allocateNumbers(spec.elementType, product(spec.shape));
  if (spec.elementType === 'float16') {
    const half = new Float16Array(data.buffer as ArrayBuffer);
    for (let i = 0; i < half.length; i++) half[i] = draw(spec.values, random);
  } else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < data.length; i++) data[i] = BigInt(Math.round(draw(spec.values, random)));
  } else if (data instanceof Float32Array || data instanceof Float64Array) {
    for (let i = 0; i < data.length; i++) data[i] = draw(spec.values, random);
  } else {
    for (let i = 0; i < data.length; i++) data[i] = Math.round(draw(spec.values, random));
  }
  return data;
}

function draw(values: FeedValues, random: Random): number {
  switch (values.kind) {
    case 'normal':
      return values.mean + values.deviation * random.normal();
    case 'uniform':
      return values.low + (values.high - values.low) * random.next();
    case 'integers':
      return values.low + random.integer(values.high - values.low + 1);
    case 'constant':
      return values.value;
  }
}

/** Shape of one sample of a real feed: its batch axis cut down to what one sample takes. */
function realSampleShape(real: RealFeed, axis: number | null, spec: FeedSpec): readonly number[] {
  return axis === null
    ? real.shape
    : real.shape.map((d, i) => (i === axis ? (spec.shape[axis] ?? 1) : d));
}

function realRow(real: RealFeed, axis: number | null, row: number, spec: FeedSpec): TypedNumbers {
  if (axis === null) return real.data;
  const sampleShape = realSampleShape(real, axis, spec);
  const outer = product(sampleShape.slice(0, axis));
  const inner = product(sampleShape.slice(axis));
  const stored = Math.max(1, Math.floor((real.shape[axis] ?? 1) / (sampleShape[axis] ?? 1)));
  const data = allocateNumbers(real.elementType, outer * inner);
  for (let o = 0; o < outer; o++) {
    const start = (o * stored + (row % stored)) * inner;
    (data as Uint8Array).set(real.data.subarray(start, start + inner) as Uint8Array, o * inner);
  }
  return data;
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
