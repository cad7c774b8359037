import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatRate } from '../../src/core/format-rate.ts';
import { formatRatio } from '../../src/core/format-ratio.ts';
import type { BoundCount } from '../../src/load/load-statistics.ts';
import { comparisonRows } from '../../src/report/comparison-rows.ts';
import { servingBatching } from '../../src/report/deploy/serving-batching.ts';
import { tritonConfig } from '../../src/report/deploy/triton-config.ts';
import { htmlReport } from '../../src/report/html/html-report.ts';
import { boundText, guardText, headroomText, servingText } from '../../src/report/load-text.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { publishResult } from '../../src/report/published/publish-result.ts';
import { studyResultOf } from '../../src/report/published/study-result-of.ts';
import { UNICODE } from '../../src/report/text-style.ts';
import { trialsCsv } from '../../src/report/trials-csv.ts';
import { conductScene } from '../study/conduct.ts';
import { loadScene, p99 } from '../study/load-scene.ts';
import { deployment } from './deploy/deployments.ts';
import { publishedScene } from './published-results.ts';
import { LOAD_IS_EASY, loadOf, UNDER_LOAD } from './results.ts';

const bound: BoundCount = {
  metric: 'latency_p99_ms',
  boundMs: 50,
  quantile: 0.99,
  violations: 0,
  clusterSize: 1,
};

describe('what became of a load, in words', () => {
  it('says what the requests show of a bound', () => {
    expect(boundText(bound, 459)).toBe('held: 459 requests, none beyond 50.0 ms');
    expect(boundText(bound, 458)).toContain('1 more request without a miss would show it');
    expect(boundText({ ...bound, violations: 40 }, 1000)).toBe(
      'broken: 1,000 requests, 40 beyond 50.0 ms',
    );
  });

  it('says that it is not carried, and what is served instead', () => {
    const { header, reference } = UNDER_LOAD;
    if (!header.load || !reference) throw new Error('the scene has a load');
    expect(servingText(header.load.offered, reference.measurement, UNICODE)).toBe(
      'cannot carry poisson:200/s: it serves 104/s',
    );
  });

  it('says how much more would hold, also where nobody knows the end', () => {
    const tried = [{ ratePerS: 100, verdict: 'held', requests: 500, p99Ms: 20 } as const];
    expect(headroomText(null, 200)).toBeNull();
    expect(headroomText({ heldPerS: 100, brokenPerS: null, tried }, null)).toBe(
      'holds at least 100/s (none tried was too much; 1 rate tried)',
    );
    expect(headroomText({ heldPerS: 0, brokenPerS: 100, tried }, 200)).toContain('no rate');
  });

  it('says that the guard had nothing to do, and nothing where there was none', () => {
    expect(guardText(loadOf())).toBeNull();
    expect(guardText(loadOf({ guardSteps: [] }))).toContain('never');
  });
});

describe('a study for goodput in reports', async () => {
  const { result } = await conductScene(loadScene('poisson:200/s', 'goodput', [p99(50)]));
  const published = publishResult(result);
  const held = result.recommendation?.measurement.load?.goodput?.heldPerS ?? 0;

  it('says the rate that holds, not that of the load that was asked for', () => {
    expect(held).toBeGreaterThan(250);
    const markdown = markdownReport(published);
    expect(markdown).toContain(`Holds ${formatRate(held)} with p99`);
    expect(markdown).toContain(`${formatRatio(held / 200, '')} times its load`);
    expect(markdown).not.toContain('Serves poisson:200/s');
    expect(markdown).toMatch(/\| Holds \| Request p50 \| Request p99 \|.*\| Requests \|/);
  });

  it('compares what was served by the figures it shows: everyone was offered a rate of its own', () => {
    const standard = result.trials[0];
    const best = result.recommendation?.measurement;
    if (standard?.status !== 'measured' || best === undefined)
      throw new Error('both were measured');
    const rows = comparisonRows([standard.measurement, best]);
    const ratio = best.throughputIps.value / standard.measurement.throughputIps.value;
    const shown = rows.find((row) => row.label === 'throughput')?.change?.text;
    expect(shown).toBe(formatRatio(ratio, '×'));
    expect(shown).not.toBe(formatRatio(Math.exp(best.logRatio.throughput.value), '×'));
  });

  it('shows it in HTML', () => {
    const page = htmlReport(published, (text) =>
      createHash('sha256').update(text).digest('base64'),
    );
    for (const words of [`Holds ${formatRate(held)}`, 'Request p99', 'Requests', 'poisson:200/s']) {
      expect(page).toContain(words);
    }
  });

  it('has its rates and ratios in CSV', () => {
    const [head = '', ...rows] = trialsCsv(result.trials).trimEnd().split('\n');
    const at = (row: string | undefined, name: string): number =>
      Number(row?.split(',')[head.split(',').indexOf(name)]);
    const best = rows.at(-1);
    const last = result.trials.at(-1);
    const goodput = last?.status === 'failed' ? null : last?.measurement.load?.goodput;
    expect(at(best, 'goodput_held_per_s')).toBe(goodput?.heldPerS);
    expect(at(best, 'goodput_broken_per_s')).toBe(goodput?.brokenPerS ?? 0);
    expect(at(best, 'log_ratio_goodput')).toBeGreaterThan(0);
    expect(at(best, 'log_ratio_goodput_se')).toBeGreaterThan(0);
  });
});

describe('a load as published', () => {
  it.each(['UNDER_LOAD', 'LOAD_IS_EASY'] as const)('comes back as it was: %s', (name) => {
    const scene = { UNDER_LOAD, LOAD_IS_EASY }[name];
    const read = studyResultOf(publishedScene(name));
    expect(read.header.load).toEqual(scene.header.load);
    expect(read.recommendation?.configuration).toEqual(scene.recommendation?.configuration);
    expect(read.recommendation?.measurement.load).toEqual(scene.recommendation?.measurement.load);
    expect(read.trials.map((t) => (t.status === 'failed' ? null : t.violations))).toEqual(
      scene.trials.map((t) => (t.status === 'failed' ? null : t.violations)),
    );
  });

  it('stands in the columns of a table', () => {
    const [head = '', first = ''] = trialsCsv(UNDER_LOAD.trials).split('\n');
    const column = (name: string) => first.split(',')[head.split(',').indexOf(name)];
    expect(column('max_queue_delay_ms')).toBe('0');
    expect(column('served_per_s')).toBe('104');
    expect(column('overloaded')).toBe('true');
  });
});

describe('the delay of a dynamic batcher', () => {
  it('is what servers are told, as it was measured', () => {
    const made = deployment({ configuration: { batchSize: 8, maxQueueDelayMs: 2.5 } });
    expect(tritonConfig(made)).toContain('max_queue_delay_microseconds: 2500');
    expect(tritonConfig(made)).not.toContain('preferred_batch_size');
    expect(servingBatching(made)).toContain('batch_timeout_micros { value: 2500 }');
    const none = deployment({ configuration: { batchSize: 8, maxQueueDelayMs: 0 } });
    expect(tritonConfig(none)).toContain('max_queue_delay_microseconds: 0');
    expect(tritonConfig(none)).not.toContain('default_queue_policy');
  });
});
