import { expect, it } from 'vitest';
import { batchCycle } from '../../src/lengths/batch-cycle.ts';
import type { FeedSpec, LengthRole } from '../../src/onnx/feed-spec.ts';
import { makeLengthFeed } from '../../src/probe/length-feed.ts';

const context = () => ({ seed: 0, longest: 8, made: new Map() });

const ids: FeedSpec = {
  name: 'ids',
  elementType: 'int64',
  shape: [1, 4],
  batchAxis: 0,
  values: { kind: 'integers', low: 1, high: 9 },
};
const data: LengthRole = { kind: 'data', axes: [1] };

it('cuts each sample to its length and pads it with zeros', () => {
  const batch = { lengths: [3, 5], paddedTo: 6 };
  const { shape, data: numbers } = makeLengthFeed(ids, data, [0, 1], batch, context());
  expect(shape).toEqual([2, 6]);
  const row = (i: number) => Array.from(numbers.slice(6 * i, 6 * i + 6) as BigInt64Array, Number);
  expect(row(0).map((v) => v > 0)).toEqual([true, true, true, false, false, false]);
  expect(row(1).map((v) => v > 0)).toEqual([true, true, true, true, true, false]);
});

it('starts a sample the same at whatever length and in whatever batch it is fed', () => {
  const long = makeLengthFeed(ids, data, [2], { lengths: [8], paddedTo: 8 }, context()).data;
  const batch = { lengths: [1, 3], paddedTo: 4 };
  const short = makeLengthFeed(ids, data, [0, 2], batch, context()).data;
  expect([...short.slice(4, 7)]).toEqual([...long.slice(0, 3)]);
});

it('keeps what lies beside the sequence in place where that is not the outermost axis', () => {
  const sound: FeedSpec = {
    ...ids,
    name: 'sound',
    elementType: 'float32',
    shape: [2, 1, 3],
    batchAxis: 1,
    values: { kind: 'normal', mean: 0, deviation: 1 },
  };
  const role: LengthRole = { kind: 'data', axes: [2] };
  const alone = makeLengthFeed(sound, role, [1], { lengths: [2], paddedTo: 2 }, context());
  const batch = { lengths: [3, 2], paddedTo: 4 };
  const both = makeLengthFeed(sound, role, [0, 1], batch, context());
  expect(both.shape).toEqual([2, 2, 4]);
  const at = (channel: number) => [
    ...both.data.slice(4 * (2 * channel + 1), 4 * (2 * channel + 2)),
  ];
  expect(at(0)).toEqual([...alone.data.slice(0, 2), 0, 0]);
  expect(at(1)).toEqual([...alone.data.slice(2, 4), 0, 0]);
});

it('marks real positions in a mask, padded ones in a mask of padding, along every axis of the sequence', () => {
  const batch = { lengths: [2, 3], paddedTo: 3 };
  const mask = { ...ids, name: 'mask' };
  const of = (role: LengthRole, spec = mask) =>
    Array.from(makeLengthFeed(spec, role, [0, 1], batch, context()).data as BigInt64Array, Number);
  expect(of({ kind: 'mask', axes: [1], real: 1 })).toEqual([1, 1, 0, 1, 1, 1]);
  expect(of({ kind: 'mask', axes: [1], real: 0 })).toEqual([0, 0, 1, 0, 0, 0]);
  const square = { ...mask, shape: [1, 4, 4] };
  expect(of({ kind: 'mask', axes: [1, 2], real: 1 }, square).slice(0, 9)).toEqual([
    1, 1, 0, 1, 1, 0, 0, 0, 0,
  ]);
});

it('feeds the lengths themselves to an input that counts', () => {
  const batch = { lengths: [2, 3], paddedTo: 4 };
  const counts = { ...ids, name: 'x_lengths', shape: [1] };
  const { shape, data: numbers } = makeLengthFeed(
    counts,
    { kind: 'count' },
    [0, 1],
    batch,
    context(),
  );
  expect(shape).toEqual([2]);
  expect(Array.from(numbers as BigInt64Array, Number)).toEqual([2, 3]);
});

it('feeds an input that all samples share at the length of the longest', () => {
  const shared = { ...ids, batchAxis: null };
  const { shape, data: numbers } = makeLengthFeed(
    shared,
    data,
    [0, 1],
    { lengths: [2, 3], paddedTo: 4 },
    context(),
  );
  expect(shape).toEqual([1, 4]);
  expect(Array.from(numbers as BigInt64Array, Number).map((v) => v > 0)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

it('makes a whole cycle from a handful of samples', () => {
  const shared = { ...context(), longest: 128 };
  const mix = {
    lengths: Array.from({ length: 512 }, (_, i) => 1 + (i >> 2)),
    grouping: { kind: 'padded', buckets: { kind: 'powers-of-two' } },
    seed: 0,
    bytesPerPosition: 8,
  } as const;
  for (const batch of batchCycle(mix, 8)) {
    makeLengthFeed(ids, data, [0, 1, 2, 3, 4, 5, 6, 7], batch, shared);
  }
  expect(shared.made.size).toBe(7);
});
