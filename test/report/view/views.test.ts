import { describe, expect, it } from 'vitest';
import { publishResult } from '../../../src/report/published/publish-result.ts';
import { convergenceOf } from '../../../src/report/view/convergence-of.ts';
import { failuresOf } from '../../../src/report/view/failures-of.ts';
import { headlineOf } from '../../../src/report/view/headline-of.ts';
import { heatMapsOf } from '../../../src/report/view/heat-map-of.ts';
import { latencyCurves } from '../../../src/report/view/latency-curves.ts';
import { NEIGHBOUR_VERDICTS, neighboursOf } from '../../../src/report/view/neighbours-of.ts';
import { operatorShares } from '../../../src/report/view/operator-shares.ts';
import { paretoOf } from '../../../src/report/view/pareto-of.ts';
import { publishedScene } from '../published-results.ts';
import { CLEAR_GAIN, measurementOf } from '../results.ts';

const CLEAR = publishedScene('CLEAR_GAIN');

describe('the headline', () => {
  it.each([
    ['CLEAR_GAIN', 'gain', '×1.93 the default’s throughput'],
    ['KEEP_DEFAULT', 'even', 'Keep the runtime’s default'],
    ['SLOWER_BUT_FEASIBLE', 'even', 'Meets the constraints at ×0.81'],
    ['NOTHING_FEASIBLE', 'nothing', 'No configuration is known to meet latency_p99_ms<=5'],
    ['ALL_FAILED', 'nothing', 'Every configuration failed'],
    ['DEFAULT_FAILS', 'gain', '×1.93 the first working configuration’s throughput'],
  ])('says what to do: %s', (name, tone, verdict) => {
    const headline = headlineOf(publishedScene(name));
    expect(headline.tone).toBe(tone);
    expect(headline.verdict).toContain(verdict);
  });
});

describe('heat maps', () => {
  it('are one for each setting of the other knobs, most trials first', () => {
    const maps = heatMapsOf(CLEAR);
    expect(maps.map((m) => m.switches)).toEqual(['', 'no spinning']);
    const [main] = maps;
    expect(main?.rows).toEqual(['1 × default', '2 × default', '2 × 1 thread']);
    expect(main?.batches).toEqual([1, 2, 4, 8, 64]);
    const count = (state: string): number | undefined =>
      main?.cells.filter((c) => c.state === state).length;
    expect([count('measured'), count('failed'), count('missing')]).toEqual([3, 1, 11]);
  });
});

describe('convergence', () => {
  it('never falls, and passes over what breaks a constraint', () => {
    const best = convergenceOf(CLEAR).map((p) => p.best);
    expect(best).toEqual([...best].sort((a, b) => a - b));
    expect(
      convergenceOf(publishedScene('NOTHING_FEASIBLE')).every((p) => Number.isNaN(p.best)),
    ).toBe(true);
  });
});

describe('the Pareto front', () => {
  it('holds exactly what nothing beats in both', () => {
    const points = paretoOf(CLEAR);
    for (const p of points) {
      const isBeaten = points.some((q) => q.latencyMs < p.latencyMs && q.throughput > p.throughput);
      expect(p.isOnFront && isBeaten).toBe(false);
    }
    expect(points.find((p) => p.role === 'recommended')?.throughput).toBeCloseTo(104 * 1.93, 6);
    expect(points.find((p) => p.role === 'reference')?.throughput).toBeCloseTo(104, 6);
  });
});

describe('latency', () => {
  it('is whole where single runs were kept, else what the runs support', () => {
    expect(latencyCurves(CLEAR).map((c) => c.isWhole)).toEqual([false, false]);
    const best = CLEAR_GAIN.recommendation;
    const kept = publishResult({
      ...CLEAR_GAIN,
      reference: null,
      recommendation: best && {
        ...best,
        measurement: measurementOf(100, undefined, { runTimesMs: [9, 1, 5, 3, 7] }),
      },
    });
    const [curve] = latencyCurves(kept);
    expect(curve?.points[0]).toEqual({ share: 0, ms: 1 });
    expect(curve?.points.at(-1)).toEqual({ share: 1, ms: 9 });
    expect(curve?.isWhole).toBe(true);
  });
});

describe('safe neighbours', () => {
  it('differ in one knob, and are judged against what like conditions saw', () => {
    const [neighbour, ...others] = neighboursOf(CLEAR);
    expect(others).toEqual([]);
    expect(neighbour).toMatchObject({ step: 'batch 4 → 8', distance: 1, verdict: 'open' });
    expect(neighbour?.relative.value).toBeCloseTo(1.89 / 1.93, 6);
    expect(neighboursOf(publishedScene('ALL_FAILED'))).toEqual([]);
  });

  it.each([
    [1.5, 0.005, 'measured better'],
    [0.999, 0.005, 'within 5 %'],
    [0.98, 0.05, 'not decided'],
    [0.5, 0.005, 'a loss'],
  ])('at %f ± %f of the recommended speed are called: %s', (relative, error, words) => {
    const log = (CLEAR.recommendation?.vs_reference.throughput.log ?? 0) + Math.log(relative);
    const throughput = { log, log_standard_error: error, degrees_of_freedom: 30 };
    const runnersUp = CLEAR.runners_up.map((finalist) => ({
      ...finalist,
      vs_reference: {
        ...finalist.vs_reference,
        throughput: { ...finalist.vs_reference.throughput, ...throughput },
      },
    }));
    const [neighbour] = neighboursOf({ ...CLEAR, runners_up: runnersUp });
    expect(NEIGHBOUR_VERDICTS[neighbour?.verdict ?? 'open']).toBe(words);
  });
});

describe('operators', () => {
  const model = (
    shares: readonly (number | undefined)[],
  ): Parameters<typeof operatorShares>[0] => ({
    ...CLEAR.model,
    operators: shares.map((share, i) => ({
      operator: `Op${i}`,
      count: i + 1,
      ...(share !== undefined && { time_share: share }),
    })),
  });

  it('are shared out by time only where every one was profiled', () => {
    expect(operatorShares(model([0.1, 0.9]))).toMatchObject({
      measure: 'time',
      shares: [{ operator: 'Op1' }, { operator: 'Op0' }],
    });
    expect(operatorShares(model([0.1, undefined])).measure).toBe('nodes');
  });

  it('are all accounted for, the many small ones together', () => {
    const { shares } = operatorShares(model(Array.from({ length: 30 }, () => undefined)), 10);
    expect(shares).toHaveLength(11);
    expect(shares.reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1, 12);
    expect(shares.at(-1)?.operator).toBe('20 others');
  });
});

describe('failures', () => {
  it('of the same kind and words stand together', () => {
    const [group, ...others] = failuresOf(publishedScene('ALL_FAILED'));
    expect(others).toEqual([]);
    expect(group?.trials).toHaveLength(2);
    expect(group?.stderr).toEqual(['Illegal instruction']);
  });
});
