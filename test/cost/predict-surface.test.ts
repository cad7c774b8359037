import { describe, expect, it } from 'vitest';
import { type Prediction, predictSurface } from '../../src/cost/predict-surface.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import { believedHost, unitOf, workOf } from './cost-fixtures.ts';

const host = believedHost();
const model = {
  baseBatch: 1,
  batchable: true,
  parallelBranches: false,
  bytesPerSample: 1e6,
  sessionBytes: 5e7,
};
const workAt = (batch: number) => workOf([unitOf({ flops: 1e8 * batch })], batch);
const request = { workAt, host, defaultThreads: 4, model };
const reference = runtimeDefault(1);

function predict(...changes: readonly Partial<Configuration>[]): readonly Prediction[] {
  const configurations = changes.map((c) => ({ ...reference, ...c }));
  return predictSurface([reference, ...configurations], request);
}

describe('the predicted surface', () => {
  it('counts the samples of all instances', () => {
    const [, two] = predict({ instances: 2, intraOpThreads: 1, batchSize: 3 });
    expect(two?.throughputIps).toBeCloseTo((1000 * 2 * 3) / (two?.runMs ?? 1), 9);
  });

  it('takes the default for as many threads as the runtime starts', () => {
    const [byDefault, four] = predict({ intraOpThreads: 4 });
    expect(four?.runMs).toBe(byDefault?.runMs);
  });

  it('needs the memory of every instance', () => {
    const [one, four] = predict({ instances: 4, intraOpThreads: 1 });
    expect(four?.memoryBytes).toBe(4 * (one?.memoryBytes ?? 0));
  });

  it('is surer of a ratio to the first than of either, and surest of the first itself', () => {
    const [first, second] = predict({ instances: 2, intraOpThreads: 1 });
    expect(first?.relativeLogDeviation).toBe(0);
    expect(second?.relativeLogDeviation).toBeGreaterThan(0);
    expect(second?.relativeLogDeviation).toBeLessThan(second?.logDeviation ?? 0);
  });

  it('is surer of a model of many kernels than of one of a single kernel', () => {
    const many = {
      ...request,
      workAt: (batch: number) =>
        workOf(
          Array.from({ length: 50 }, (_, i) => unitOf({ node: `n${i}` })),
          batch,
        ),
    };
    const [one] = predictSurface([reference], request);
    const [sum] = predictSurface([reference], many);
    expect(sum?.logDeviation).toBeLessThan(0.7 * (one?.logDeviation ?? 0));
  });

  it('works out the work of each batch size once', () => {
    const asked: number[] = [];
    predictSurface(
      [1, 2, 1, 2].map((batchSize) => ({ ...reference, batchSize })),
      {
        ...request,
        workAt: (batch) => {
          asked.push(batch);
          return workAt(batch);
        },
      },
    );
    expect(asked).toEqual([1, 2]);
  });
});
