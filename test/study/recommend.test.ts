import { describe, expect, it } from 'vitest';
import { contenderOfRace, contenderOfTrial, widened } from '../../src/study/contender.ts';
import { mergeMeasurements } from '../../src/study/merge-measurements.ts';
import { recommend } from '../../src/study/recommend.ts';
import type { LogRatio, Measurement, Violation } from '../../src/study/trial.ts';
import { measurementOf, smallSpace, trialOf } from './fixtures.ts';

const [reference, first, second] = smallSpace.configurations as [never, never, never];
const exact: LogRatio = { value: 0, standardError: 0, degreesOfFreedom: 1e9 };

const withRatio = (throughput: LogRatio, changes: Partial<Measurement> = {}): Measurement =>
  measurementOf({ logRatio: { throughput, latency: exact, efficiency: exact }, ...changes });

const contender = (
  configuration: never,
  value: number,
  standardError: number,
  violations: readonly Violation[] = [],
) => ({
  configuration,
  measurement: withRatio({ value, standardError, degreesOfFreedom: 4 }),
  violations,
});
const standard = { configuration: reference, measurement: withRatio(exact), violations: [] };
const violated: Violation = { constraint: 'x', found: 1, verdict: 'violated' };

describe('what is recommended', () => {
  it('is the best whose whole interval lies above the default', () => {
    const choice = recommend(
      standard,
      [contender(first, 0.3, 0.02), contender(second, 0.2, 0.02)],
      'throughput',
    );
    expect(choice).toMatchObject({ chosen: { configuration: first }, isReference: false });
    expect(choice?.relative.value).toBeCloseTo(Math.exp(0.3));
    expect(choice?.confidence).toBeGreaterThan(0.95);
  });

  it('is a surely better one rather than a perhaps much better one', () => {
    const choice = recommend(
      standard,
      [contender(first, 0.5, 0.4), contender(second, 0.2, 0.02)],
      'throughput',
    );
    expect(choice?.chosen.configuration).toBe(second);
  });

  it('is the default where no gain is beyond doubt', () => {
    const choice = recommend(standard, [contender(first, 0.05, 0.03)], 'throughput');
    expect(choice).toMatchObject({ isReference: true, relative: { value: 1, low: 1, high: 1 } });
    expect(choice?.confidence).toBeLessThan(0.5);
  });

  it('needs a clearer gain the more contenders there are', () => {
    const close = contender(first, 0.1, 0.033);
    expect(recommend(standard, [close], 'throughput')?.isReference).toBe(false);
    const others = [contender(second, 0, 0.033), contender(second, 0.01, 0.033)];
    expect(recommend(standard, [close, ...others], 'throughput')?.isReference).toBe(true);
  });

  it('meets the constraints, or is nothing', () => {
    const broken = contender(first, 0.3, 0.02, [violated]);
    const slow = contender(second, -0.2, 0.02);
    expect(recommend(standard, [broken, slow], 'throughput')?.isReference).toBe(true);
    const brokenStandard = { ...standard, violations: [violated] };
    expect(recommend(brokenStandard, [broken, slow], 'throughput')?.chosen).toBe(slow);
    expect(recommend(brokenStandard, [broken], 'throughput')).toBeNull();
  });
});

describe('evidence', () => {
  it('from one session only is widened for how far sessions differ', () => {
    const one = widened({ value: 0.2, standardError: 0.001, degreesOfFreedom: 30 });
    expect(one.standardError).toBeGreaterThan(0.07);
    const trial = contenderOfTrial(trialOf(1, first) as never, { constraints: [] });
    expect(trial.measurement.logRatio.throughput.standardError).toBeGreaterThan(0.07);
  });

  it('from two sessions alone is pooled with what is assumed, not left at one degree of freedom', () => {
    const near = (value: number): LogRatio => ({ value, standardError: 0.01, degreesOfFreedom: 9 });
    const two = widened(near(0.2), near(0.22));
    expect(two.value).toBeCloseTo(0.21);
    expect(two.degreesOfFreedom).toBe(5);
    expect(two.standardError).toBeGreaterThan(0.03);
    expect(two.standardError).toBeLessThan(widened(near(0.2)).standardError);
    expect(widened(near(0), near(0.5)).standardError).toBeGreaterThan(0.1);
  });

  it('from several sessions rests on how far they differ', () => {
    const sessions = [0.1, 0.2, 0.3].map((value) =>
      withRatio({ value, standardError: 0.001, degreesOfFreedom: 10 }),
    );
    const { throughput } = contenderOfRace(first, sessions, [], { constraints: [] }).measurement
      .logRatio;
    expect(throughput.value).toBeCloseTo(0.2);
    expect(throughput.standardError).toBeCloseTo(0.1 / Math.sqrt(3));
  });

  it('is merged over sessions: runs add up and quantiles come from all of them', () => {
    const times = (from: number): number[] => Array.from({ length: 300 }, (_, i) => from + i / 300);
    const one = measurementOf({
      runTimesMs: times(10),
      runs: 300,
      peakRssBytes: 5,
      instancePeakRssBytes: [5],
    });
    const two = measurementOf({
      runTimesMs: times(11),
      runs: 300,
      peakRssBytes: 7,
      instancePeakRssBytes: [3, 4],
    });
    const merged = mergeMeasurements([one, two], one.logRatio);
    expect(merged).toMatchObject({
      runs: 600,
      rounds: 12,
      peakRssBytes: 7,
      instancePeakRssBytes: [3, 4],
    });
    expect(one.latencyMs.p99).toBeNull();
    expect(merged.latencyMs.p99).toBeGreaterThan(11.9);
    expect(merged.slices.map((s) => s.round)).toEqual([0, 6]);
    const without = mergeMeasurements([one, { ...two, runTimesMs: null }], one.logRatio);
    expect(without.runTimesMs).toBeNull();
    expect(without.latencyMs.p99).toBeNull();
  });
});
