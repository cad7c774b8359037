import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import { SURFACE_COLUMNS } from '../../src/surface/surface-columns.ts';
import { surfaceHeader, surfaceLines } from '../../src/surface/surface-csv.ts';
import type { SurfacePoint } from '../../src/surface/surface-point.ts';

const number = fc.option(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((v) => Number(v.toPrecision(6))),
);
const point: fc.Arbitrary<SurfacePoint> = fc.record({
  configuration: fc.record({
    provider: fc.constant('cpu'),
    batchSize: fc.integer({ min: 1, max: 1000 }),
    instances: fc.integer({ min: 1, max: 64 }),
    intraOpThreads: fc.integer({ min: 0, max: 64 }),
    interOpThreads: fc.integer({ min: 0, max: 8 }),
    executionMode: fc.constantFrom('sequential' as const, 'parallel' as const),
    graphOptimization: fc.constantFrom('disabled' as const, 'all' as const),
    spinning: fc.boolean(),
    memoryArena: fc.boolean(),
  }),
  replicate: fc.integer({ min: 1, max: 9 }),
  outcome: fc.constantFrom('measured' as const, 'failed' as const, 'skipped' as const),
  failure: fc.option(fc.constantFrom('crash' as const, 'out-of-memory' as const)),
  logRatio: number,
  logRatioSe: number,
  logRatioDf: number,
  throughputIps: number,
  latencyMeanMs: number,
  latencyP50Ms: number,
  latencyP90Ms: number,
  latencyP95Ms: number,
  latencyP99Ms: number,
  peakRssBytes: number,
  sessionCreateMs: number,
  firstRunMs: number,
  cpuMsPerInference: number,
  runs: number,
  rounds: number,
  probeS: fc.double({ min: 0, max: 1e5, noNaN: true }).map((v) => Number(v.toPrecision(6))),
});

test('what is written is read again, in six digits', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1 }), (points) => {
      const text = surfaceHeader() + surfaceLines(points);
      // A negative zero is written as zero.
      const plain = JSON.parse(JSON.stringify(points));
      expect(JSON.parse(JSON.stringify(parseSurface(text, 'x')))).toEqual(plain);
    }),
  );
});

describe("somebody else's surface", () => {
  test('needs few columns: knobs without one are as the runtime has them', () => {
    const text = 'instances,throughput_ips,batch_size,intra_op_threads,note\n2,120.5,4,1,"a, b"\n';
    const [only] = parseSurface(text, 'theirs.csv');
    expect(only?.configuration).toEqual({
      ...runtimeDefault(4),
      instances: 2,
      intraOpThreads: 1,
    });
    expect(only).toMatchObject({
      replicate: 1,
      outcome: 'measured',
      throughputIps: 120.5,
      logRatio: null,
    });
  });

  test.each([
    ['batch_size,instances\n1,1\n', 'intra_op_threads is missing'],
    ['batch_size,instances,intra_op_threads\n1,1,0\n', 'log_ratio or throughput_ips'],
    ['batch_size,instances,intra_op_threads,log_ratio\n', 'no rows'],
    ['batch_size,instances,intra_op_threads,log_ratio\n0,1,0,1\n', 'line 2: batch_size is 0'],
    ['batch_size,instances,intra_op_threads,log_ratio\n1,1,0,fast\n', 'log_ratio is "fast"'],
    [
      'batch_size,instances,intra_op_threads,log_ratio,execution_mode\n1,1,0,1,both\n',
      'not one of sequential, parallel',
    ],
    ['batch_size,instances,intra_op_threads,log_ratio\n1,1,0,"1\n', 'theirs.csv'],
  ])('is refused with its line and a hint where it cannot be read: %j', (text, says) => {
    const read = (): unknown => parseSurface(text, 'theirs.csv');
    expect(read).toThrow(TuneError);
    expect(read).toThrow(says);
  });

  test('a header alone has all columns in order', () => {
    expect(surfaceHeader().trim().split(',')).toEqual(SURFACE_COLUMNS);
  });
});
