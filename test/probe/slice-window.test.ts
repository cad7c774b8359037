import { describe, expect, it } from 'vitest';
import { countWindow, WARM_SKIP_MS } from '../../src/probe/slice-window.ts';

const runs = (start: number, lengths: number[]) => {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = start;
  for (const length of lengths) {
    starts.push(at);
    at += length;
    ends.push(at);
  }
  return { starts, ends };
};

describe('the window of a slice', () => {
  it('leaves the first run out and counts the rest of a single instance exactly', () => {
    const counted = countWindow([runs(0, [30, 10, 10, 10])]);
    expect(counted).toMatchObject({ from: 30, to: 60, runs: 3 });
    expect(counted?.runTimesMs).toEqual([10, 10, 10]);
  });

  it('counts straddling runs of several instances by their share inside', () => {
    // a: first run ends at 10; runs end at 20, 30, 40. b starts late: first run ends at 15; then 25, 35.
    const counted = countWindow([runs(0, [10, 10, 10, 10]), runs(5, [10, 10, 10])]);
    expect(counted).toMatchObject({ from: 15, to: 35 });
    expect(counted?.runs).toBeCloseTo(2 + 2, 12);
    expect(counted?.runTimesMs).toEqual([10, 10, 10]);
  });

  it('skips only the cold beginning of a slow first run', () => {
    const counted = countWindow([runs(0, [1000, 1000])]);
    expect(counted?.from).toBe(WARM_SKIP_MS);
    expect(counted?.runs).toBeCloseTo(2 - WARM_SKIP_MS / 1000, 12);
  });

  it('is null when an instance made no counted run', () => {
    expect(countWindow([runs(0, [10, 10]), runs(25, [10])])).toBeNull();
    expect(countWindow([runs(0, [10]), { starts: [], ends: [] }])).toBeNull();
  });
});
