import type { Configuration } from '../../space/configuration.ts';
import type { Measurement } from '../../study/trial.ts';
import type { JsonRecord } from '../json-record.ts';
import { boolean, nullable, oneOf } from '../schema-parts.ts';
import {
  anyText,
  closed,
  list,
  type Members,
  orSpecial,
  plainText,
  whole,
  within,
  word,
} from './bounded-schema.ts';
import { LOAD } from './load-line-schema.ts';

const MOST_MS = 1e10;
const MOST_RATE = 1e15;
const MOST_BYTES = 2 ** 50;
const MOST_THREADS = 65_536;
/** Slices and run times of one trial: hours of measuring. */
const MOST_SAMPLES = 2_000_000;

const ms = within(0, MOST_MS);
const share = within(0, 1);

/** A ratio beyond e^50 was never measured. Efficiency is unknown where the system counts no CPU time. */
const ratio = (...specials: readonly 'NaN'[]): JsonRecord =>
  closed({
    value: specials.length === 0 ? within(-50, 50) : orSpecial(within(-50, 50), ...specials),
    standardError: orSpecial(within(0, 1e6), 'Infinity', 'NaN'),
    degreesOfFreedom: orSpecial(within(0, 1e9), 'Infinity', 'NaN'),
  });

/** Bounds that are not known are infinite. */
export const estimate = (least: number, most: number): JsonRecord =>
  closed({
    value: orSpecial(within(least, most), 'NaN'),
    low: orSpecial(within(least, most), '-Infinity', 'NaN'),
    high: orSpecial(within(least, most), 'Infinity', 'NaN'),
  });

export const STUDY_ID: JsonRecord = word('[A-Za-z0-9][A-Za-z0-9_.-]*', 64);

const configuration: Members<Configuration> = {
  provider: word('[A-Za-z0-9_-]+', 40),
  batchSize: whole(1, 2 ** 24),
  instances: whole(1, MOST_THREADS),
  intraOpThreads: whole(0, MOST_THREADS),
  interOpThreads: whole(0, MOST_THREADS),
  executionMode: oneOf('sequential', 'parallel'),
  graphOptimization: oneOf('disabled', 'basic', 'extended', 'all'),
  spinning: boolean(),
  memoryArena: boolean(),
  maxQueueDelayMs: within(0, 1e9),
};

export const CONFIGURATION: JsonRecord = closed(configuration, ['maxQueueDelayMs']);

export const DISTURBANCE: JsonRecord = closed({ stealShare: share, backgroundShare: share });

const measurement: Members<Measurement> = {
  logRatio: closed(
    {
      throughput: ratio(),
      latency: ratio('NaN'),
      efficiency: ratio('NaN'),
      goodput: ratio('NaN'),
      cost: ratio('NaN'),
    },
    ['goodput', 'cost'],
  ),
  throughputIps: estimate(0, MOST_RATE),
  latencyMs: closed({
    mean: ms,
    p50: nullable(ms),
    p90: nullable(ms),
    p95: nullable(ms),
    p99: nullable(ms),
  }),
  runs: within(0, 1e12),
  rounds: whole(0, 1e9),
  peakRssBytes: within(0, MOST_BYTES),
  instancePeakRssBytes: list(within(0, MOST_BYTES), MOST_THREADS),
  sessionCreateMs: ms,
  firstRunMs: ms,
  cpuMsPerInference: orSpecial(ms, 'NaN'),
  disturbance: DISTURBANCE,
  device: closed({ peakBytes: nullable(within(0, MOST_BYTES)), utilisation: nullable(share) }),
  slices: list(
    closed({
      round: whole(0, 1e9),
      atMs: ms,
      windowMs: ms,
      runs: within(0, 1e12),
      runMs: orSpecial(ms, 'NaN', 'Infinity'),
      cpuMsPerRun: orSpecial(ms, 'NaN', 'Infinity'),
    }),
    MOST_SAMPLES,
  ),
  runTimesMs: nullable(list(ms, MOST_SAMPLES)),
  stderr: anyText(),
  load: LOAD,
  lengths: closed({ paddingShare: share, tokensPerSample: within(0, 1e9), shapes: whole(1, 1e9) }),
};

export const MEASUREMENT: JsonRecord = closed(measurement, ['device', 'load', 'lengths']);

export const FAILURE: JsonRecord = closed({
  kind: oneOf(
    'crash',
    'out-of-memory',
    'timeout',
    'unsupported',
    'runtime-error',
    'wrong-output',
    'overloaded',
  ),
  message: anyText(),
  stderr: anyText(),
});

const VIOLATION = closed(
  {
    constraint: plainText(200),
    found: nullable(orSpecial(within(-1e15, 1e15), 'Infinity', 'NaN')),
    verdict: oneOf('violated', 'unsupported'),
    requestsNeeded: whole(1, 1e12),
  },
  ['requestsNeeded'],
);

const base = {
  number: whole(1, 1e6),
  configuration: CONFIGURATION,
  reason: anyText(),
  probeS: within(0, 1e7),
  finishedAtMs: ms,
};

const TRIAL: Readonly<Record<string, JsonRecord>> = {
  measured: closed({
    ...base,
    status: oneOf('measured', 'pruned'),
    measurement: MEASUREMENT,
    violations: list(VIOLATION, 100),
  }),
  failed: closed({ ...base, status: oneOf('failed'), failure: FAILURE }),
};

/** A line of a trial that was measured, or that failed. */
export function trialLineSchema(status: unknown): JsonRecord {
  const trial = TRIAL[status === 'failed' ? 'failed' : 'measured'] ?? {};
  return closed({ type: oneOf('trial'), studyId: STUDY_ID, trial });
}
