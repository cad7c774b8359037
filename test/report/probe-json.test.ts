import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { inertJson } from '../../src/report/inert-json.ts';
import { PROBE_SCHEMA, type ProbeReport, probeJson } from '../../src/report/probe-json.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { MemberOutcome } from '../../src/study/prober.ts';
import { measurementOf } from '../study/fixtures.ts';
import { closed } from './closed-schema.ts';
import { MODEL } from './results.ts';

const validate = new Ajv({ strict: false, allErrors: true }).compile(closed(PROBE_SCHEMA));

const MEASURED: MemberOutcome = {
  status: 'measured',
  measurement: measurementOf({ runTimesMs: [9, 9.5, 8.7] }),
  costMs: 1,
};
const FAILED: MemberOutcome = {
  status: 'failed',
  failure: { kind: 'crash', message: 'ended by SIGSEGV \u001b[2J', stderr: '\u202e' },
  costMs: 1,
};
const SKIPPED: MemberOutcome = { status: 'skipped', reason: 'the time ran out', costMs: 0 };

function printed(outcome: MemberOutcome, withEvidence = false): string {
  const report: ProbeReport = {
    model: MODEL,
    configuration: { ...runtimeDefault(8), instances: 2, intraOpThreads: 1 },
    outcome,
    elapsedS: 6.2,
  };
  return inertJson(probeJson(report, withEvidence));
}

test.each([
  ['measured', MEASURED],
  ['failed', FAILED],
  ['skipped', SKIPPED],
] as const)('a probe that was %s has exactly what the schema describes', (_, outcome) => {
  for (const withEvidence of [false, true]) {
    validate(JSON.parse(printed(outcome, withEvidence)));
    expect(validate.errors ?? []).toEqual([]);
  }
});

test('a probe says what was measured, with units in the names and unknown bounds as null', () => {
  expect(JSON.parse(printed(MEASURED))).toMatchObject({
    schema_version: 1,
    model: { path: MODEL.path, sha256: MODEL.sha256, rebatched: false },
    configuration: { provider: 'cpu', batch_size: 8, instances: 2, intra_op_threads: 1 },
    outcome: 'measured',
    throughput_ips: { value: 120, low: 110, high: null },
    latency_ms: { mean: 9, p50: 9, p90: 10, p99: null },
    runs: 50,
    peak_rss_bytes: 5e9,
    session_create_ms: 30,
    first_run_ms: 12,
    cpu_ms_per_inference: 8,
    failure: null,
    reason: null,
    elapsed_s: 6.2,
  });
});

test('slices and single runs come only when asked for', () => {
  expect(JSON.parse(printed(MEASURED))).not.toHaveProperty('slices');
  expect(JSON.parse(printed(MEASURED, true))).toMatchObject({
    slices: { round: [0], window_ms: [110] },
    run_times_ms: [9, 9.5, 8.7],
  });
});

test('what was not measured is null, never a number, and text reaches scripts whole but a terminal inert', () => {
  const text = printed(FAILED);
  expect(text).not.toMatch(/[\u007f-\u009f\u202e]|\p{Cc}(?<!\n)/u);
  expect(JSON.parse(text)).toMatchObject({
    outcome: 'failed',
    throughput_ips: null,
    latency_ms: null,
    runs: null,
    peak_rss_bytes: null,
    failure: { kind: 'crash', message: 'ended by SIGSEGV \u001b[2J', stderr: '\u202e' },
  });
  expect(JSON.parse(printed(SKIPPED))).toMatchObject({
    outcome: 'skipped',
    reason: 'the time ran out',
    failure: null,
  });
});
