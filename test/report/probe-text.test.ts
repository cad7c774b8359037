import { expect, test } from 'vitest';
import type { ProbeReport } from '../../src/report/probe-json.ts';
import { probeText } from '../../src/report/probe-text.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { Measurement } from '../../src/study/trial.ts';
import { measurementOf } from '../study/fixtures.ts';
import { MODEL } from './results.ts';
import { COLOURED, NARROW, WIDE } from './styles.ts';

const MEASUREMENT = measurementOf({
  throughputIps: { value: 201.4, low: 196.2, high: 206.3 },
  latencyMs: { mean: 79.6, p50: 78, p90: 83, p95: 86, p99: null },
  runs: 312,
  rounds: 24,
  peakRssBytes: 2 ** 28,
  instancePeakRssBytes: [2 ** 27, 2 ** 27],
});

function reportOf(changes: Partial<ProbeReport> = {}): ProbeReport {
  return {
    model: MODEL,
    configuration: { ...runtimeDefault(8), instances: 2, intraOpThreads: 1 },
    outcome: { status: 'measured', measurement: MEASUREMENT, costMs: 6000 },
    elapsedS: 6.2,
    ...changes,
  };
}

function measured(changes: Partial<Measurement>): ProbeReport {
  const measurement = { ...MEASUREMENT, ...changes };
  return reportOf({ outcome: { status: 'measured', measurement, costMs: 1 } });
}

test('a measurement is told in a few lines, with the runs that a quantile still needs', () => {
  expect(probeText(reportOf(), WIDE)).toBe(`squeezenet1.1.onnx · batch 8 · 2 instances × 1 thread
  throughput   201/s (196/s to 206/s, 95 %)
  latency      mean 79.6 ms, p50 78.0 ms, p90 83.0 ms, p95 86.0 ms, p99 – for a
               run of 8
  measured     312 runs in 24 slices, 6.2 s in all
               p99 needs 147 more runs
  memory       256 MiB at most, 2 processes
  CPU          8.0 ms per inference
  start        session 30.0 ms, first run 12.0 ms
  disturbance  steal 0 %, other programs 1.0 % of the CPU time
`);
});

test('fits 60 columns in ASCII', () => {
  const text = probeText(reportOf(), NARROW);
  expect(text).toMatch(/^[\n -~]+$/);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(text).toContain('p99 - for');
});

test('with few runs every quantile says how many more it needs: 7, 44, 90 and 459 in all', () => {
  const latencyMs = { mean: 9, p50: null, p90: null, p95: null, p99: null };
  const text = probeText(measured({ latencyMs, runs: 5 }), { ...WIDE, columns: 200 });
  expect(text).toContain(
    'p50 needs 2 more runs, p90 needs 39 more runs, p95 needs 85 more runs, p99 needs 454 more runs',
  );
});

test('says nothing of further runs where all quantiles are shown', () => {
  const latencyMs = { mean: 9, p50: 9, p90: 9, p95: 9, p99: 9 };
  expect(probeText(measured({ latencyMs, runs: 500 }), WIDE)).not.toContain('needs');
});

test('an interval that is not known is not printed as a number', () => {
  const throughputIps = { value: 200, low: 0, high: Infinity };
  expect(probeText(measured({ throughputIps }), WIDE)).toContain('200/s (interval not known)');
});

test('warns where the machine was disturbed', () => {
  const disturbance = { stealShare: 0.12, backgroundShare: 0.01 };
  const text = probeText(measured({ disturbance }), WIDE);
  expect(text.replace(/\s+/g, ' ')).toContain(
    'steal 12 %, other programs 1.0 % of the CPU time: take the figures with care',
  );
  expect(probeText(reportOf(), WIDE)).not.toContain('care');
});

test('a failure shows its kind and the last words of the runtime, inert', () => {
  const stderr = ['one', 'two', '', 'three', 'four', 'five \u001b[2J\u202e'].join('\n');
  const failure = { kind: 'out-of-memory', message: 'bad\u0007 alloc', stderr } as const;
  const text = probeText(reportOf({ outcome: { status: 'failed', failure, costMs: 1 } }), WIDE);
  expect(text).toBe(`squeezenet1.1.onnx · batch 8 · 2 instances × 1 thread
  Failed: out of memory: bad\\u{7} alloc
  The runtime said:
    two
    three
    four
    five \\u{1b}[2J\\u{202e}
`);
});

test('a probe that was not reached says why', () => {
  const outcome = { status: 'skipped', reason: 'the time ran out', costMs: 0 } as const;
  expect(probeText(reportOf({ outcome }), WIDE)).toMatch(/\n {2}Not measured: the time ran out\n$/);
});

test('colours come from the palette only', () => {
  expect(probeText(reportOf(), COLOURED)).toContain('\u001b[1msqueezenet');
  expect(probeText(reportOf(), WIDE)).not.toMatch(/\p{Cc}(?<!\n)/u);
});
