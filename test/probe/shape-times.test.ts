import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitShapeTimes, type SpanTally } from '../../src/probe/shape-times.ts';

const tally = (runs: number, ms: number) => ({ runs, ms });

it('tells the pace of the machine from the cost of a length', () => {
  // Buckets so far apart that they do not steady each other.
  const costs = new Map([
    [16, 2],
    [64, 7],
    [256, 40],
  ]);
  const pace = fc.double({ min: 0.5, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.array(pace, { minLength: 3, maxLength: 20 }), (paces) => {
      const spans = paces.map((slow, s): SpanTally => {
        const lengths = [...costs.keys()].filter((_, k) => (s + k) % 3 !== 0);
        return new Map(lengths.map((l) => [l, tally(2, 2 * slow * (costs.get(l) ?? 0))]));
      });
      const { timeAt, slowness } = fitShapeTimes(spans);
      expect(timeAt(256) / timeAt(16)).toBeCloseTo(20, 2);
      const [first = 1] = paces;
      slowness.forEach((s, i) => {
        expect((s ?? 0) / (slowness[0] ?? 1)).toBeCloseTo((paces[i] ?? 0) / first, 2);
      });
    }),
    { numRuns: 50 },
  );
});

it('reads lengths between seen ones off the line, and takes the rest in proportion', () => {
  const { timeAt } = fitShapeTimes([
    new Map([
      [10, tally(1, 4)],
      [100, tally(1, 40)],
    ]),
  ]);
  expect(timeAt(10)).toBeCloseTo(4, 9);
  expect(timeAt(55)).toBeCloseTo(22, 9);
  expect(timeAt(5)).toBeCloseTo(2, 9);
  expect(timeAt(200)).toBeCloseTo(80, 9);
});

it('lets neighbours steady each other, so that one odd run counts for little', () => {
  const lengths = Array.from({ length: 21 }, (_, i) => 90 + i);
  const spans = [new Map(lengths.map((l) => [l, tally(1, l === 100 ? 2 * l : l)]))];
  expect(fitShapeTimes(spans).timeAt(100)).toBeLessThan(115);
});

it('says nothing of the pace of a span that saw nothing', () => {
  const { slowness } = fitShapeTimes([new Map([[8, tally(1, 3)]]), new Map()]);
  expect(slowness[0]).toBeCloseTo(1, 9);
  expect(slowness[1]).toBeNull();
});
