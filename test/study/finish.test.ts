import { describe, expect, it } from 'vitest';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import type { Constraint } from '../../src/study/objective.ts';
import { behaviourOf, conductScene, FAILED, QUIET, USUAL, usualThroughput } from './conduct.ts';
import { smallSpace } from './fixtures.ts';

const budgetS = 300;
const isDefault = (c: Configuration): boolean =>
  configurationKey(c) === configurationKey(smallSpace.reference);
const fast = (c: Configuration) => behaviourOf(20 * usualThroughput(c));

const constraint = (
  metric: Constraint['metric'],
  relation: '<=' | '>=',
  bound: number,
): Constraint => ({
  metric,
  relation,
  bound,
  text: `${metric}${relation}${bound}`,
});

describe('the finish', () => {
  it('races three finalists and the default in fresh processes', async () => {
    const { result, events } = await conductScene({
      header: { budgetS },
      noise: USUAL,
      behaviour: fast,
    });
    expect(result.raceSessions).toBeGreaterThanOrEqual(3);
    expect(result.runnersUp).toHaveLength(2);
    const finals = events.filter((e) => e.type === 'heat-started' && e.phase === 'finish');
    expect(finals).toHaveLength(result.raceSessions);
    expect(result.recommendation?.relative.low).toBeGreaterThan(1);
    expect(result.recommendation?.reason).toMatch(
      /times the throughput of the runtime's default \(95 %: .* fresh sessions\)/,
    );
    expect(result.recommendation?.equivalence).toEqual({
      status: 'equal',
      maxRelativeDeviation: 0,
    });
    expect(result.recommendation?.measurement.runTimesMs).toBeNull();
  });

  it('keeps the default where nothing is really better', async () => {
    let kept = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { result } = await conductScene({
        seed,
        header: { budgetS: 60 },
        noise: { ...USUAL, sessionSpread: 0.03 },
        behaviour: () => behaviourOf(1000),
      });
      if (result.recommendation?.keepDefault) kept++;
      else expect(isDefault(result.recommendation?.configuration as Configuration)).toBe(false);
    }
    expect(kept).toBeGreaterThanOrEqual(37);
  }, 20_000);

  it('disqualifies different outputs and lets the next best take the place', async () => {
    const { result } = await conductScene({
      header: { budgetS },
      noise: QUIET,
      equivalence: (c) =>
        c.instances === 2
          ? {
              status: 'different',
              output: 'y',
              maxRelativeDeviation: 0.5,
              message: 'output y: 0.5',
            }
          : { status: 'equal', maxRelativeDeviation: 0 },
    });
    expect(result.recommendation?.configuration.instances).toBe(1);
    expect(result.recommendation?.keepDefault).toBe(false);
    expect(
      result.rejections.filter((r) => r.reason.includes('outputs differ')).length,
    ).toBeGreaterThan(0);
  });

  it('falls back to the default where all outputs differ', async () => {
    const { result } = await conductScene({
      header: { budgetS },
      equivalence: () => ({ status: 'failed', failure: FAILED }),
    });
    expect(result.recommendation).toMatchObject({ keepDefault: true });
    expect(result.rejections[0]?.reason).toContain('could not be compared: crashed');
  });
});

describe('the finish copes with trouble:', () => {
  it('accepts outputs that cannot be compared by nature, and warns', async () => {
    const { result } = await conductScene({
      header: { budgetS },
      equivalence: () => ({ status: 'not-applicable', reason: 'the model draws random numbers' }),
    });
    expect(result.recommendation?.keepDefault).toBe(false);
    expect(result.warnings.join()).toContain('the model draws random numbers');
  });

  it('drops a finalist that fails in fresh processes', async () => {
    let opened = 0;
    const { result } = await conductScene({
      header: { budgetS },
      behaviour: (c) => {
        const winner = c.batchSize === 4 && c.instances === 2 && c.intraOpThreads === 1;
        // Opened in the search and for the comparison, then no more.
        if (winner && ++opened > 2) return FAILED;
        return fast(c);
      },
    });
    expect(result.recommendation?.configuration).not.toMatchObject({
      batchSize: 4,
      intraOpThreads: 1,
    });
    expect(result.rejections.map((r) => r.reason)).toContain(
      'failed in the final race: crashed: ended by SIGSEGV',
    );
  });

  it('never claims a race that did not happen', async () => {
    const { result } = await conductScene({
      header: { budgetS: 5 },
      behaviour: (c) => behaviourOf(usualThroughput(c), { sessionCreateMs: 900 }),
    });
    expect(result.raceSessions).toBe(0);
    expect(result.warnings.join()).toContain('There was no time for the final race');
    for (const { relative } of result.runnersUp) {
      expect(relative.high / relative.low).toBeGreaterThan(1.2);
    }
  });
});

describe('constraints', () => {
  it('are met by what is recommended, though others are faster', async () => {
    const { result } = await conductScene({
      header: { budgetS, constraints: [constraint('latency_p50_ms', '<=', 2.5)] },
      behaviour: fast,
    });
    expect(result.recommendation?.measurement.latencyMs.p50).toBeLessThanOrEqual(2.5);
    expect(
      result.rejections.some((r) => r.reason.startsWith('misses latency_p50_ms<=2.5: found')),
    ).toBe(true);
  });

  it('that nothing meets leave nothing to recommend', async () => {
    const { result } = await conductScene({
      header: { budgetS, constraints: [constraint('peak_rss_bytes', '<=', 1)] },
      behaviour: fast,
    });
    expect(result.recommendation).toBeNull();
    expect(result.reference).not.toBeNull();
    expect(result.rejections).toHaveLength(result.trials.length);
  });

  it('that the default misses let a slower one win', async () => {
    const { result } = await conductScene({
      header: { budgetS, constraints: [constraint('peak_rss_bytes', '<=', 100)] },
      behaviour: (c) => ({
        ...behaviourOf(isDefault(c) ? 2000 : 1000),
        peakRssBytes: isDefault(c) ? 200 : 50,
      }),
    });
    expect(result.recommendation).toMatchObject({ keepDefault: false });
    expect(result.recommendation?.relative.value).toBeLessThan(0.6);
    expect(result.recommendation?.reason).toContain('meets the constraints');
  });

  it('on p99 get the runs they need where time allows', async () => {
    const p99 = constraint('latency_p99_ms', '<=', 50);
    const { result } = await conductScene({
      header: { budgetS, constraints: [p99] },
      noise: USUAL,
      behaviour: fast,
    });
    expect(result.recommendation?.keepDefault).toBe(false);
    expect(result.recommendation?.measurement.runs).toBeGreaterThan(459);
    expect(result.recommendation?.measurement.latencyMs.p99).toBeLessThanOrEqual(50);
  });

  it('on p99 that too few runs support never count as held', async () => {
    const { result } = await conductScene({
      header: { budgetS: 20, constraints: [constraint('latency_p99_ms', '<=', 5000)] },
      behaviour: (c) => behaviourOf(0.1 * usualThroughput(c)),
    });
    expect(result.recommendation).toBeNull();
    expect(result.rejections[0]?.reason).toBe('too few runs to claim latency_p99_ms<=5000');
  });
});
