import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS } from '../../src/gate/assertion.ts';
import { conclusionOf, type GateReport } from '../../src/gate/gate-report.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { Constraint } from '../../src/study/objective.ts';
import { FAILED, QUIET } from '../study/conduct.ts';
import { headerOf } from '../study/fixtures.ts';
import { LOCKED, lockOf, type SimulatedCheck, simulateCheck } from '../support/simulated-check.ts';

const { host } = headerOf();
const baseline = { baseline: 'base' };
const outcome = (report: GateReport, name: string) =>
  report.assertions.find((a) => a.name === name);

/** How often each verdict came out of checks on machines that differ by seed. */
async function verdicts(check: SimulatedCheck, runs: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < runs; seed++) {
    const { verdict } = await simulateCheck({ ...check, seed });
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

describe('a check on a machine with the usual noise', () => {
  it('raises no alarm where nothing changed', async () => {
    const counts = await verdicts({ setup: baseline }, 40);
    expect(counts['regressed'] ?? 0).toBe(0);
    expect(counts['improved'] ?? 0).toBe(0);
    expect(counts['held']).toBeGreaterThanOrEqual(36);
  });

  it('finds a model that became 10 % slower', async () => {
    const slower = { setup: baseline, speeds: { baseline: 1.2 / 0.9 } };
    expect((await verdicts(slower, 20))['regressed']).toBeGreaterThanOrEqual(18);
  });

  it('finds an advantage over the default that is gone', async () => {
    const report = await simulateCheck({ speeds: { locked: 1 } });
    expect(outcome(report, 'holds-against-default')).toMatchObject({
      status: 'failed',
      verdict: 'regressed',
    });
    expect(conclusionOf(report)).toBe('failed');
  });

  it('gives no verdict where other work disturbed it, however large the loss', async () => {
    const disturbance = { stealShare: 0, backgroundShare: 0.4 };
    const check = { setup: baseline, speeds: { baseline: 2 }, disturbance };
    expect(await verdicts(check, 10)).toEqual({ inconclusive: 10 });
    const report = await simulateCheck(check);
    expect(outcome(report, 'holds-against-baseline')?.message).toContain('other work disturbed');
    expect(conclusionOf(report)).toBe('inconclusive');
  });

  it('gives no verdict where time sufficed for one session only', async () => {
    const report = await simulateCheck({ setup: { ...baseline, budgetMs: 2500 } });
    expect(report.sessions.length).toBeLessThan(2);
    expect(report.verdict).toBe('inconclusive');
  });
});

describe('a check', () => {
  it('ends as soon as everything is decided, after three sessions at least', async () => {
    const report = await simulateCheck({ noise: QUIET });
    expect(report.sessions).toHaveLength(3);
    expect(report.elapsedS).toBeLessThan(40);
    expect(report.verdict).toBe('held');
    expect(report.noiseFloor).toBe(0);
  });

  it('keeps within its budget', async () => {
    for (const budgetMs of [5000, 20_000, 90_000]) {
      const report = await simulateCheck({ setup: { ...baseline, budgetMs } });
      expect(report.elapsedS).toBeLessThan(budgetMs / 1000 + 3.5);
    }
  });

  it('compares with another configuration', async () => {
    const other = { ...runtimeDefault(1), intraOpThreads: 2 };
    const faster = await simulateCheck({ setup: { other }, speeds: { other: 1.5 } });
    expect(outcome(faster, 'holds-against-other')).toMatchObject({ verdict: 'regressed' });
    const slower = await simulateCheck({ setup: { other }, speeds: { other: 0.8 } });
    expect(outcome(slower, 'holds-against-other')).toMatchObject({ verdict: 'improved' });
  });

  it('measures no opponent whose assertion is off', async () => {
    const levels = { ...DEFAULT_LEVELS, 'holds-against-default': 'off' as const };
    const check = { setup: { ...baseline, levels }, speeds: { baseline: 1 }, noise: QUIET };
    const report = await simulateCheck(check);
    expect(report.figures.map((f) => f.member)).toEqual(['locked', 'baseline']);
    expect(outcome(report, 'holds-against-default')).toBeUndefined();
    const [, slower] = report.figures;
    expect(slower?.measurement.logRatio.throughput.value).toBeCloseTo(Math.log(1 / 1.2), 6);
  });

  it('measures nothing where only staleness is asked about', async () => {
    const levels = { ...DEFAULT_LEVELS, 'holds-against-default': 'off' as const };
    const report = await simulateCheck({ setup: { levels } });
    expect(report.sessions).toEqual([]);
    expect(conclusionOf(report)).toBe('passed');
  });

  it('holds a lock that keeps the default', async () => {
    const evidence = {
      ...lockOf().evidence,
      keepDefault: true,
      speedupVsDefault: { value: 1, low: 1, high: 1 },
    };
    const lock = lockOf({ configuration: runtimeDefault(1), evidence });
    const report = await simulateCheck({ setup: { lock }, noise: QUIET });
    expect(outcome(report, 'holds-against-default')).toMatchObject({ verdict: 'held' });
    expect(outcome(report, 'outputs-equal')).toBeUndefined();
  });

  it('asks on another class of machine only that it is no worse than the default', async () => {
    const elsewhere = { ...host, usableCores: 8 };
    const report = await simulateCheck({
      setup: { host: elsewhere },
      speeds: { locked: 1.02 },
      noise: QUIET,
    });
    expect(outcome(report, 'host-class-unchanged')).toMatchObject({ status: 'failed' });
    expect(outcome(report, 'holds-against-default')).toMatchObject({ verdict: 'held' });
    expect(conclusionOf(report)).toBe('passed');
  });
});

describe('a configuration that fails', () => {
  it('is regressed where it is the locked one', async () => {
    const report = await simulateCheck({
      fails: (e) => (e.instances === LOCKED.instances ? FAILED : null),
    });
    expect(outcome(report, 'holds-against-default')).toMatchObject({
      status: 'failed',
      verdict: 'regressed',
    });
    expect(conclusionOf(report)).toBe('failed');
  });

  it('leaves the others measured where it is an opponent', async () => {
    const report = await simulateCheck({
      setup: baseline,
      fails: (e) => (e.model === undefined ? null : FAILED),
    });
    expect(outcome(report, 'holds-against-baseline')?.status).toBe('inconclusive');
    expect(outcome(report, 'holds-against-default')?.verdict).toBe('held');
  });
});

describe('absolute bounds', () => {
  const bound = (metric: Constraint['metric'], relation: '<=' | '>=', value: number) =>
    ({ metric, relation, bound: value, text: `${metric}${relation}${value}` }) as const;
  const constraints = [
    bound('latency_p50_ms', '<=', 50),
    bound('latency_p50_ms', '<=', 5),
    bound('throughput_ips', '>=', 100),
    bound('throughput_ips', '>=', 200),
    bound('peak_rss_bytes', '<=', 2e8),
  ];

  it('are judged one by one on the machine that was locked', async () => {
    const report = await simulateCheck({ setup: { constraints }, noise: QUIET });
    const found = report.assertions.filter((a) => a.name === 'constraints-met');
    expect(found.map((a) => a.status)).toEqual(['passed', 'failed', 'passed', 'failed', 'passed']);
    expect(found.map((a) => a.subject)).toEqual(constraints.map((c) => c.text));
  });

  it('are not applicable on any other', async () => {
    const elsewhere = { ...host, fingerprint: 'another' };
    const report = await simulateCheck({
      setup: { constraints, host: elsewhere },
      noise: QUIET,
    });
    const found = report.assertions.filter((a) => a.name === 'constraints-met');
    expect(found.every((a) => a.status === 'not-applicable')).toBe(true);
    expect(conclusionOf(report)).toBe('passed');
  });
});
