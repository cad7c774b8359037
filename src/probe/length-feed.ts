import type { RequestBatch } from '../lengths/batch-cycle.ts';
import type { FeedSpec, LengthRole } from '../onnx/feed-spec.ts';
import type { TypedNumbers } from '../onnx/real-feed.ts';
import { allocateNumbers } from '../onnx/typed-numbers.ts';
import { DISTINCT_ROWS, type Feed, generateSample } from './feed.ts';

/** What all feeds of a process share. */
export interface LengthFeedContext {
  readonly seed: number;
  /** Samples are made at this length once and cut, so that a sample starts the same at whatever length it is fed. */
  readonly longest: number;
  /** Samples made so far. */
  readonly made: Map<string, TypedNumbers>;
}

/**
 * Makes the feed of an input that follows the lengths: sample i of the batch is row `rows[i]` cut to its length, what lies
 * beyond is padding. An input that all samples share is fed at the length of the longest.
 */
export function makeLengthFeed(
  spec: FeedSpec,
  role: LengthRole,
  rows: readonly number[],
  batch: RequestBatch,
  context: LengthFeedContext,
): Feed {
  const { name, elementType, batchAxis } = spec;
  const isShared = batchAxis === null;
  const lengths = isShared ? [Math.max(...batch.lengths)] : batch.lengths;
  const axes = role.kind === 'count' ? [] : role.axes;
  const sampleShape = sized(spec.shape, axes, batch.paddedTo);
  const shape = sampleShape.map((d, i) => (i === batchAxis ? d * lengths.length : d));
  const data = allocateNumbers(elementType, product(shape));
  if (role.kind === 'mask') fill(data, constant(spec, 1 - role.real));
  lengths.forEach((length, i) => {
    const row = isShared ? 0 : (rows[i] ?? i);
    copyBlock({
      from: sampleOf(spec, role, length, row, context),
      fromShape: sized(spec.shape, axes, context.longest),
      to: data,
      toShape: shape,
      block: sized(spec.shape, axes, length),
      at: shape.map((_, axis) => (axis === batchAxis ? i * (spec.shape[axis] ?? 1) : 0)),
    });
  });
  return { name, elementType, shape, data };
}

/** A whole sample at the longest length. */
function sampleOf(
  spec: FeedSpec,
  role: LengthRole,
  length: number,
  row: number,
  { seed, longest, made }: LengthFeedContext,
): TypedNumbers {
  const content =
    role.kind === 'count' ? length : role.kind === 'mask' ? role.real : row % DISTINCT_ROWS;
  const key = `${content}/${spec.name}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const whole = {
    ...spec,
    shape: sized(spec.shape, role.kind === 'count' ? [] : role.axes, longest),
  };
  const sample =
    role.kind === 'data'
      ? generateSample(whole, content, seed)
      : generateSample({ ...whole, values: { kind: 'constant', value: content } }, 0, seed);
  made.set(key, sample);
  return sample;
}

/** One number in the runtime's representation. */
function constant(spec: FeedSpec, value: number): TypedNumbers {
  return generateSample({ ...spec, shape: [1], values: { kind: 'constant', value } }, 0, 0);
}

function fill(data: TypedNumbers, [value]: TypedNumbers): void {
  // The element type keeps the array and its number in step; the union of array types cannot say so.
  (data as Float32Array).fill(value as number);
}

interface Copy {
  readonly from: TypedNumbers;
  readonly fromShape: readonly number[];
  readonly to: TypedNumbers;
  readonly toShape: readonly number[];
  /** Sizes of what is copied, from the origin of `from`. */
  readonly block: readonly number[];
  /** Where it goes in `to`. */
  readonly at: readonly number[];
}

/** Copies a block of one row-major array into another, run by run along the last axis. */
function copyBlock({ from, fromShape, to, toShape, block, at }: Copy): void {
  const last = block.length - 1;
  const copy = (axis: number, source: number, target: number): void => {
    const start = source * (fromShape[axis] ?? 1);
    const goal = target * (toShape[axis] ?? 1) + (at[axis] ?? 0);
    const size = block[axis] ?? 1;
    if (axis >= last) {
      (to as Uint8Array).set(from.subarray(start, start + size) as Uint8Array, goal);
      return;
    }
    for (let i = 0; i < size; i++) copy(axis + 1, start + i, goal + i);
  };
  copy(0, 0, 0);
}

function sized(shape: readonly number[], axes: readonly number[], size: number): readonly number[] {
  return shape.map((d, axis) => (axes.includes(axis) ? size : d));
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
