import { describe, expect, it } from 'vitest';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import type { RealFeed, TypedNumbers } from '../../src/onnx/real-feed.ts';
import { DISTINCT_ROWS, makeFeed } from '../../src/probe/feed.ts';

const image: FeedSpec = {
  name: 'x',
  elementType: 'float32',
  shape: [1, 2, 3],
  batchAxis: 0,
  values: { kind: 'normal', mean: 0, deviation: 1 },
};

const numbers = (feed: { data: TypedNumbers }): (number | bigint)[] =>
  Array.from(feed.data as ArrayLike<number | bigint>);

/** Row `r` of a feed whose samples are stacked along `axis`. */
function row(
  feed: { shape: readonly number[]; data: TypedNumbers },
  axis: number,
  r: number,
  rows: number,
): unknown[] {
  const inner =
    feed.shape.slice(axis + 1).reduce((a, b) => a * b, 1) * ((feed.shape[axis] ?? 0) / rows);
  const outer = feed.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  return Array.from({ length: outer }, (_, o) =>
    numbers(feed).slice((o * rows + r) * inner, (o * rows + r + 1) * inner),
  ).flat();
}

describe('a generated feed', () => {
  it('holds the same numbers for a row in whatever batch the row sits', () => {
    const single = makeFeed(image, [3], 1, undefined);
    const batch = makeFeed(image, [0, 3, 5], 1, undefined);
    expect(batch.shape).toEqual([3, 2, 3]);
    expect(row(batch, 0, 1, 3)).toEqual(numbers(single));
  });

  it('stacks samples along a batch axis that is not the first', () => {
    const spec = { ...image, shape: [2, 1, 3], batchAxis: 1 };
    const single = makeFeed(spec, [2], 1, undefined);
    const batch = makeFeed(spec, [0, 1, 2], 1, undefined);
    expect(batch.shape).toEqual([2, 3, 3]);
    expect(row(batch, 1, 2, 3)).toEqual(numbers(single));
    expect(row(batch, 1, 0, 3)).not.toEqual(row(batch, 1, 1, 3));
  });

  it('differs between seeds and between rows, and repeats after the distinct ones', () => {
    const data = (rows: number[], seed: number) => numbers(makeFeed(image, rows, seed, undefined));
    expect(data([0], 1)).not.toEqual(data([0], 2));
    expect(data([0], 1)).not.toEqual(data([1], 1));
    expect(data([0], 1)).toEqual(data([DISTINCT_ROWS], 1));
  });

  it('keeps integers within their inclusive bounds and reaches both', () => {
    const spec: FeedSpec = {
      ...image,
      elementType: 'int64',
      shape: [1, 500],
      values: { kind: 'integers', low: 2, high: 4 },
    };
    const values = new Set(numbers(makeFeed(spec, [0], 1, undefined)));
    expect([...values].sort()).toEqual([2n, 3n, 4n]);
  });

  it('gives float16 as bits', () => {
    const spec: FeedSpec = {
      ...image,
      elementType: 'float16',
      shape: [1, 2],
      values: { kind: 'constant', value: 1 },
    };
    expect(numbers(makeFeed(spec, [0, 1], 1, undefined))).toEqual([0x3c00, 0x3c00, 0x3c00, 0x3c00]);
  });

  it('is not stacked when the input is shared by all samples', () => {
    const spec: FeedSpec = {
      ...image,
      shape: [2],
      batchAxis: null,
      values: { kind: 'constant', value: 7 },
    };
    expect(makeFeed(spec, [0, 1, 2], 1, undefined)).toMatchObject({
      shape: [2],
      data: new Float32Array([7, 7]),
    });
  });
});

describe('a real feed', () => {
  const real: RealFeed = {
    name: 'x',
    elementType: 'float32',
    shape: [2, 1, 2],
    data: new Float32Array([1, 2, 3, 4]),
  };

  it('repeats its rows to fill a batch', () => {
    const feed = makeFeed({ ...image, shape: [1, 1, 2] }, [0, 1, 2], 1, real);
    expect(feed.shape).toEqual([3, 1, 2]);
    expect(numbers(feed)).toEqual([1, 2, 3, 4, 1, 2]);
  });

  it('is cut along a later batch axis', () => {
    const feed = makeFeed({ ...image, shape: [2, 1, 1], batchAxis: 2 }, [1, 0, 1], 1, real);
    expect(feed.shape).toEqual([2, 1, 3]);
    expect(numbers(feed)).toEqual([2, 1, 2, 4, 3, 4]);
  });
});
