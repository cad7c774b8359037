import { describe, expect, it } from 'vitest';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { parseSurface } from '../../src/surface/parse-surface.ts';
import { surfaceRatios } from '../../src/surface/surface-ratios.ts';

const HEADER =
  'batch_size,instances,intra_op_threads,replicate,outcome,log_ratio,log_ratio_se,throughput_ips,latency_mean_ms,cpu_ms_per_inference,probe_s';
const surface = (...rows: readonly string[]) =>
  surfaceRatios(parseSurface([HEADER, ...rows].join('\n'), 'surface.csv'));

const REFERENCE = '1,1,0,1,measured,0,0,100,10,20,1';

describe('what a surface says of each configuration', () => {
  it('corrects times by how fast the machine was in the heat', () => {
    // Twice the throughput, 2.2 times as it was seen: the machine was 10 % faster than when the reference ran alone.
    const [, point] = surface(
      REFERENCE,
      `4,1,0,1,measured,${Math.log(2)},0.01,220,18.1818,9.0909,3`,
    );
    expect(point?.throughput).toBeCloseTo(Math.log(2), 6);
    // Four samples a run at twice the throughput: a run takes twice as long.
    expect(point?.latency).toBeCloseTo(-Math.log(2), 4);
    expect(point?.efficiency).toBeCloseTo(Math.log(2), 4);
    expect(point).toMatchObject({
      costS: 3,
      configuration: { ...runtimeDefault(1), batchSize: 4 },
    });
  });

  it('is 0 of the reference itself, in every objective', () => {
    expect(surface(REFERENCE)).toMatchObject([
      { throughput: 0, latency: 0, efficiency: 0, standardError: 0 },
    ]);
  });

  it('takes means over replicates, with the spread of sessions in the error', () => {
    const rows = [0.5, 0.7].map((r, i) => `1,2,1,${i + 1},measured,${r},0.01,180,11,21,2`);
    const [, point] = surface(REFERENCE, ...rows);
    expect(point?.throughput).toBeCloseTo(0.6, 12);
    expect(point?.standardError).toBeCloseTo(Math.sqrt(0.02) / Math.sqrt(2), 9);
  });

  it('tells failures from what was never tried', () => {
    const rows = surface(REFERENCE, '64,1,0,1,failed,,,,,,9', '128,1,0,1,skipped,,,,,,0');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ throughput: null, latency: null, efficiency: null, costS: 9 });
  });

  it('has the latency of surfaces without that column from their throughput', () => {
    const [, point] = surface(
      '1,1,0,1,measured,0,0,100,,,1',
      `2,2,1,1,measured,${Math.log(2)},0.01,200,,,1`,
    );
    expect(point?.latency).toBeCloseTo(-Math.log(2), 9);
    expect(point?.efficiency).toBeNull();
  });
});
