import { describe, expect, it } from 'vitest';
import { loadTimes } from '../../src/cost/load-times.ts';
import { operatorResponses } from '../../src/cost/operator-responses.ts';
import { runTimeMs } from '../../src/cost/run-time.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import { believedHost, unitOf, workOf } from './cost-fixtures.ts';

const host = believedHost();
const reference = runtimeDefault(1);
const configurations = [1, 2, 4, 8].flatMap((batchSize) =>
  [1, 2, 4].flatMap((instances) =>
    [0, 1].map((intraOpThreads) => ({ ...reference, batchSize, instances, intraOpThreads })),
  ),
);
/** Convolutions that threads share, a product of one row that they cannot, and a trifle. */
const workAt = (batch: number) =>
  workOf(
    [
      ...[1, 2, 3].map(() => unitOf({ flops: 1e9 * batch })),
      unitOf({ family: 'matmul', label: 'Gemm', width: 1, flops: 4e8 * batch, times: 2 }),
      unitOf({ family: 'elementwise', flops: 1, bytesRead: 8, bytesWritten: 8, weightBytes: 0 }),
    ],
    batch,
  );
const timesOf = loadTimes({ workAt, host, defaultThreads: 4 });
const responses = operatorResponses(configurations, reference, timesOf);

describe('the response of single operator families', () => {
  it('is told of those that take time, the largest share first', () => {
    expect(responses.map((r) => r.family)).toEqual(['conv', 'matmul']);
    const shares = responses.map((r) => r.share);
    expect(shares[0]).toBeGreaterThan(shares[1] ?? 1);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
  });

  it('adds up to the time of the whole run', () => {
    configurations.forEach((c, i) => {
      const ms = responses.reduce(
        (sum, { logRates }) =>
          sum + (1000 * c.batchSize * c.instances) / Math.exp(logRates[i] ?? Number.NaN),
        0,
      );
      expect(ms / timesOf(c).runMs).toBeCloseTo(1, 2);
    });
  });

  it('differs between families: threads help what they can share', () => {
    const at = (threads: number) =>
      configurations.findIndex(
        (c) => c.batchSize === 1 && c.instances === 1 && c.intraOpThreads === threads,
      );
    const gains = responses.map((r) => (r.logRates[at(0)] ?? 0) - (r.logRates[at(1)] ?? 0));
    expect(gains[0]).toBeGreaterThan((gains[1] ?? 0) + 0.3);
  });
});

describe('times that share their work', () => {
  it('are those of the law, unit by unit', () => {
    for (const c of configurations) {
      const threads = c.intraOpThreads === 0 ? 4 : c.intraOpThreads;
      const load = { instances: c.instances, threads, spinning: c.spinning };
      const exact = runTimeMs(workAt(c.batchSize), host, load);
      expect(timesOf(c).runMs / exact).toBeCloseTo(1, 12);
    }
  });

  it('ask for the work of each batch size once', () => {
    const asked: number[] = [];
    const counting = loadTimes({
      host,
      defaultThreads: 4,
      workAt: (batch) => {
        asked.push(batch);
        return workAt(batch);
      },
    });
    for (const c of configurations) counting(c);
    expect(asked.toSorted((a, b) => a - b)).toEqual([1, 2, 4, 8]);
  });
});
