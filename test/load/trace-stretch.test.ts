import { describe, expect, it } from 'vitest';
import { traceLoad } from '../../src/load/arrivals.ts';
import { traceStretch } from '../../src/load/trace-stretch.ts';

const load = traceLoad([0, 10, 40, 100, 110, 200], 'trace:a.csv');
if (load.kind !== 'trace') throw new Error('not a trace');

describe('a stretch of a trace', () => {
  it('begins where the seed says, lasts long enough and keeps the rate of the whole', () => {
    const starts = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const stretch = traceStretch(load, 500, `${seed}`);
      expect(stretch.arrivalsMs[0]).toBe(0);
      expect(stretch.arrivalsMs.at(-1)).toBeGreaterThan(500);
      expect(stretch.ratePerS).toBe(load.ratePerS);
      starts.add(stretch.arrivalsMs[1] ?? 0);
    }
    // The mean gap of 40 ms joins the end to the start.
    expect([...starts].sort((a, b) => a - b)).toEqual([10, 30, 40, 60, 90]);
  });

  it('is the same for the same seed', () => {
    expect(traceStretch(load, 100, 'a')).toEqual(traceStretch(load, 100, 'a'));
  });
});
