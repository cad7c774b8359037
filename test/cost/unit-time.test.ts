import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conditions, unitTimeMs } from '../../src/cost/unit-time.ts';
import { assertProperty } from '../support/assert-property.ts';
import { believedHost, MEGABYTE, unitOf } from './cost-fixtures.ts';

const host = believedHost();
const alone: Conditions = { threads: 1, spinning: true, instances: 1, workingSetBytes: MEGABYTE };

describe('the time of one unit of work', () => {
  it('is computing, where there is much to compute', () => {
    const heavy = unitOf({ flops: 6e9, product: { count: 1, m: 1e5, n: 1e6, k: 1e6 } });
    // 60 GFLOP/s are believed: 6e9 operations are 100 ms.
    expect(unitTimeMs(heavy, host, alone)).toBeCloseTo(100, 0);
  });

  it('is moving data, where there is little to compute', () => {
    const bytes = 1e9;
    const stream = unitOf({
      family: 'elementwise',
      flops: 1,
      bytesRead: bytes,
      bytesWritten: 0,
      weightBytes: 0,
      product: null,
    });
    const { value } = host.memory.dram.bytesPerMs;
    expect(unitTimeMs(stream, host, alone)).toBeCloseTo(bytes / value, 0);
  });

  it('is the overhead, where there is nothing to do', () => {
    const idle = unitOf({ flops: 0, bytesRead: 0, bytesWritten: 0, weightBytes: 0 });
    expect(unitTimeMs(idle, host, alone)).toBeCloseTo(host.families.conv?.overheadMs.value ?? 0, 6);
  });

  it('falls with threads, by less than their number, and not below what the width allows', () => {
    const at = (threads: number, width: number) =>
      unitTimeMs(unitOf({ flops: 1e9, width }), host, { ...alone, threads });
    expect(at(4, 1000)).toBeLessThan(at(2, 1000));
    expect(at(1, 1000) / at(4, 1000)).toBeGreaterThan(3);
    expect(at(1, 1000) / at(4, 1000)).toBeLessThan(4);
    expect(at(4, 1)).toBeGreaterThanOrEqual(at(1, 1));
  });

  it('grows when the weights of the model no longer fit the caches', () => {
    const dense = unitOf({ family: 'matmul', flops: 1e6, weightBytes: 4e6 });
    const small = unitTimeMs(dense, host, alone);
    const large = unitTimeMs(dense, host, { ...alone, workingSetBytes: 500 * MEGABYTE });
    expect(large).toBeGreaterThan(1.5 * small);
  });

  it('grows when other instances use the same memory', () => {
    const stream = unitOf({ family: 'elementwise', bytesRead: 1e8, product: null });
    const apart = unitTimeMs(stream, host, alone);
    expect(unitTimeMs(stream, host, { ...alone, instances: 4 })).toBeGreaterThan(1.5 * apart);
  });
});

describe('one unit of work in any condition', () => {
  it('costs more per thread where threads sleep and must be woken', () => {
    const small = unitOf({ flops: 1e4 });
    const spinning = unitTimeMs(small, host, { ...alone, threads: 4 });
    const sleeping = unitTimeMs(small, host, { ...alone, threads: 4, spinning: false });
    expect(sleeping).toBeGreaterThan(spinning);
  });

  it('is positive and finite whatever the unit', () => {
    const amount = fc.double({ min: 0, max: 1e15, noNaN: true });
    const whole = fc.integer({ min: 1, max: 1_000_000 });
    assertProperty(
      fc.property(
        amount,
        amount,
        amount,
        whole,
        whole,
        whole,
        (flops, read, weights, n, k, steps) => {
          const unit = unitOf({
            family: 'recurrent',
            flops,
            bytesRead: read,
            weightBytes: weights,
            steps,
            product: { count: 1, m: 1, n, k },
          });
          const ms = unitTimeMs(unit, host, { ...alone, threads: 3, instances: 2 });
          expect(ms).toBeGreaterThan(0);
          expect(Number.isFinite(ms)).toBe(true);
        },
      ),
      300,
    );
  });
});
