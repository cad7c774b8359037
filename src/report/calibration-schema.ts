import type { JsonRecord } from './json-record.ts';
import { boolean, integer, number, object, share, string } from './schema-parts.ts';

const constant = object({ value: number(), low: number(), high: number() });

const family = object({
  gflops_per_core: constant,
  overhead_ms: constant,
  step_ms: constant,
  narrowing: constant,
  traffic: constant,
  serial_share: constant,
  residual_log_deviation: number('standard deviation of the logarithm of time the law leaves open'),
});

const level = object({ gb_per_s: constant, scaling: constant });

/** JSON schema (draft 7) of `tune calibrate --json`; constants with their 95 % intervals. */
export const CALIBRATION_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'tune calibrate --json',
  ...object({
    schema_version: { const: 1 },
    host_fingerprint: string(),
    runtime_version: string(),
    provider: string(),
    measured_at: string(),
    quick: boolean(),
    elapsed_s: number(),
    samples: object({ kernels: integer(0), runs: integer(0) }),
    steal_share: share(),
    cores: integer(1),
    families: { type: 'object', additionalProperties: family },
    memory: object({ l2: level, l3: level, dram: level }),
    sharing: object({
      gap_ms: constant,
      run_ms: constant,
      sync_ms: constant,
      wake_ms: constant,
      busy_share: constant,
      turns_share: constant,
      barriers_share: constant,
    }),
  }),
};
