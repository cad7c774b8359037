import { describe, expect, it } from 'vitest';
import type { Goodput } from '../../src/load/load-statistics.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { checkConstraints, marginsOf } from '../../src/study/check-constraints.ts';
import { observationOf } from '../../src/study/observation-of.ts';
import type { Prober } from '../../src/study/prober.ts';
import { parseStudyJson, studyJson } from '../../src/study/study-json.ts';
import type { Measurement, Trial } from '../../src/study/trial.ts';
import { conductScene, USUAL } from './conduct.ts';
import { measurementOf, trialOf } from './fixtures.ts';
import { loadScene, loadSpace, p99 } from './load-scene.ts';

type LoadStatistics = NonNullable<Measurement['load']>;

function loaded(violations: number, changes: Partial<LoadStatistics> = {}): Measurement {
  return measurementOf({
    latencyMs: { mean: 9, p50: 9, p90: 12, p95: 14, p99: 18 },
    load: {
      offeredPerS: 200,
      servedPerS: 200,
      requests: 1000,
      rejected: 0,
      expired: 0,
      meanBatch: 2,
      meanWaitMs: 1,
      meanServiceMs: 5,
      utilisation: 0.5,
      generatorLagMs: 0.1,
      generatorKeptUp: true,
      cpuCores: 1,
      overloaded: false,
      capacityPerS: null,
      bounds: [
        { metric: 'latency_p99_ms', boundMs: 20, quantile: 0.99, violations, clusterSize: 1 },
      ],
      goodput: null,
      ...changes,
    },
  });
}

describe('a latency bound under a load', () => {
  const check = (m: Measurement) => checkConstraints([p99(20)], m, 'poisson:200/s');

  it('is held only where the requests show it', () => {
    expect(check(loaded(1))).toEqual([]);
  });

  it('asks for more requests where they do not suffice', () => {
    const [violation] = check(loaded(5));
    expect(violation?.verdict).toBe('unsupported');
    expect(violation?.requestsNeeded).toBeGreaterThan(100);
  });

  it('is broken where too many requests miss it, whatever the observed quantile', () => {
    expect(check(loaded(40))).toEqual([
      { constraint: 'latency_p99_ms<=20', found: 18, verdict: 'violated' },
    ]);
  });

  it('counts requests of one burst once', () => {
    const bounds = [
      { metric: 'latency_p99_ms', boundMs: 20, quantile: 0.99, violations: 0, clusterSize: 4 },
    ];
    expect(check(loaded(0, { bounds }))[0]?.verdict).toBe('unsupported');
  });

  it('gives way to the load itself where that is not carried', () => {
    const overloaded = loaded(0, { overloaded: true, servedPerS: 104 });
    expect(check(overloaded)).toEqual([
      { constraint: 'poisson:200/s', found: 104, verdict: 'violated' },
    ]);
    expect(marginsOf([p99(20)], overloaded)[0]).toBeLessThan(-1);
  });

  it('is missed by far by a trial that failed overloaded, which says nothing of larger batches', () => {
    const failure = { kind: 'overloaded', message: '', stderr: '' } as const;
    const { number, configuration, reason, probeS, finishedAtMs } = trialOf(2, loadSpace.reference);
    const base = { number, configuration, reason, probeS, finishedAtMs };
    const trial: Trial = { ...base, status: 'failed', failure };
    const observation = observationOf(trial, 'latency', [p99(20)]);
    expect(observation).toMatchObject({ status: 'pruned', feasible: false, value: null });
    expect(observation.margins[0]).toBeLessThan(-1);
  });
});

describe('a study under a load', () => {
  it('never recommends a default that cannot carry it, and says so', async () => {
    const { result } = await conductScene(loadScene('poisson:400/s', 'latency', [p99(50)]));
    expect(result.reference?.measurement.load?.overloaded).toBe(true);
    const { recommendation } = result;
    expect(recommendation?.keepDefault).toBe(false);
    expect(recommendation?.configuration.batchSize).toBeGreaterThan(1);
    expect(recommendation?.reason).toMatch(
      /^The runtime's default cannot carry poisson:400\/s: it serves \d+(\.\d+)?\/s/,
    );
    const rejected = result.rejections.find((r) => r.configuration === loadSpace.reference);
    expect(rejected?.reason).toContain('cannot carry poisson:400/s');
  });

  it('recommends nobody where nobody carries it', async () => {
    const { result } = await conductScene(loadScene('poisson:9000/s', 'latency', [p99(50)]));
    expect(result.recommendation).toBeNull();
  });

  it('offers more requests where the race leaves a bound open and time is left', async () => {
    const { result, tookS } = await conductScene(loadScene('poisson:8/s', 'latency', [p99(80)]));
    const { recommendation } = result;
    expect(recommendation?.measurement.load?.requests).toBeGreaterThanOrEqual(459);
    expect(recommendation?.measurement.load?.bounds[0]).toMatchObject({ violations: 0 });
    expect(tookS).toBeLessThan(1.05 * 300);
  });

  it('picks the cheapest that holds', async () => {
    const { result } = await conductScene(
      loadScene('poisson:200/s', 'cost', [p99(40)], { noise: USUAL }),
    );
    expect(result.recommendation?.configuration).toMatchObject({ instances: 1, intraOpThreads: 1 });
    expect(result.recommendation?.configuration.batchSize).toBeGreaterThan(1);
    expect(result.recommendation?.relative.value).toBeCloseTo(2);
  });

  it('finds the highest goodput', async () => {
    const scene = loadScene('poisson:200/s', 'goodput', [p99(60)]);
    const { result } = await conductScene({
      ...scene,
      header: { ...scene.header, budgetS: 3600 },
    });
    expect(result.recommendation?.configuration).toMatchObject({
      instances: 2,
      intraOpThreads: 1,
      batchSize: 16,
    });
    expect(result.recommendation?.measurement.load?.goodput?.heldPerS).toBeGreaterThan(1000);
  }, 60_000);

  it('asks for the headroom once, within its budget, and tells it', async () => {
    const asked: number[] = [];
    const scene = loadScene('poisson:200/s', 'latency', [p99(50)]);
    const { result, tookS } = await conductScene({
      ...scene,
      prober: (machine) => {
        const prober = scene.prober?.(machine) as Prober;
        return {
          ...prober,
          headroom: (c, held, maxMs, signal): Promise<Goodput | null> => {
            asked.push(maxMs);
            return prober.headroom?.(c, held, maxMs, signal) ?? Promise.resolve(null);
          },
        };
      },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeLessThanOrEqual(0.15 * 300_000);
    expect(tookS).toBeLessThan(1.05 * 300);
    const goodput = result.recommendation?.measurement.load?.goodput;
    expect(goodput?.heldPerS).toBeGreaterThan(200);
  });
});

describe('a stored study under a load', () => {
  it('has no number in its loads that JSON lacks, and comes back from what was written', async () => {
    const { events, result } = await conductScene(loadScene('poisson:400/s', 'latency', [p99(50)]));
    const loads = result.trials.flatMap((t) => (t.status === 'failed' ? [] : [t.measurement.load]));
    expect(JSON.parse(JSON.stringify(loads))).toEqual(loads);
    expect(parseStudyJson(studyJson(events))).toEqual(events);
  });

  it('goes on from stored trials without measuring one again', async () => {
    const scene = loadScene('poisson:400/s', 'latency', [p99(50)]);
    const first = await conductScene({ ...scene, header: { ...scene.header, maxProbes: 5 } });
    const trials = parseStudyJson(studyJson(first.result.trials)) as readonly Trial[];
    const { result } = await conductScene({
      ...scene,
      store: first.store,
      earlier: { trials, spentMs: 60_000, budgetMs: 360_000 },
    });
    const keys = result.trials.map((t) => configurationKey(t.configuration));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(5);
  });
});
