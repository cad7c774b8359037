import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchLayout, perSample, refold } from '../../src/batching/batch-layout.ts';

/** Sample each element belongs to, in row-major order. */
function samplesOf(
  shape: readonly number[],
  layout: BatchLayout,
  batch: number,
): readonly number[] {
  const wide = shape.with(layout.axis, perSample(layout) * batch);
  const after = wide.slice(layout.axis + 1).reduce((a, b) => a * b, 1);
  const count = wide.reduce((a, b) => a * b, 1);
  const size = wide[layout.axis] ?? 1;
  return Array.from(
    { length: count },
    (_, i) => Math.floor((Math.floor(i / after) % size) / layout.inner) % batch,
  );
}

describe('refolding', () => {
  it('keeps every element with its sample, whatever shape it is given', () => {
    const shape = fc.constantFrom(
      [1, 12],
      [12, 1],
      [2, 1, 6],
      [1, 2, 3, 2],
      [3, 4],
      [1, 1, 12],
      [4, 3, 1],
      [12],
    );
    const layout = fc.record({
      axis: fc.nat(3),
      outer: fc.constantFrom(1, 2, 3),
      inner: fc.constantFrom(1, 2, 3, 4),
    });
    fc.assert(
      fc.property(
        shape,
        shape,
        layout,
        fc.integer({ min: 2, max: 7 }),
        (from, to, before, batch) => {
          fc.pre(from[before.axis] === perSample(before));
          for (const after of refold(before, from, to, 1)) {
            expect(samplesOf(to, after, batch)).toEqual(samplesOf(from, before, batch));
          }
        },
      ),
    );
  });

  it('prefers a separate axis, and the one the batch had', () => {
    expect(refold({ axis: 1, outer: 1, inner: 1 }, [1, 1, 6], [1, 1, 2, 3], 1)[0]).toEqual({
      axis: 1,
      outer: 1,
      inner: 1,
    });
    expect(refold({ axis: 0, outer: 1, inner: 1 }, [1, 6], [6], 1)).toEqual([
      { axis: 0, outer: 1, inner: 6 },
    ]);
  });

  it('finds nothing where samples would be torn apart', () => {
    expect(refold({ axis: 0, outer: 1, inner: 1 }, [2, 3], [3, 2], 2)).toEqual([]);
  });
});
