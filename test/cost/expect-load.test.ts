import { describe, expect, test } from 'vitest';
import { expectUnderLoad } from '../../src/cost/expect-load.ts';
import type { BusyTimes, LoadTask } from '../../src/cost/load-task.ts';
import type { Load } from '../../src/load/load.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';

const base: Configuration = { ...runtimeDefault(1), maxQueueDelayMs: 0 };
const poisson = (ratePerS: number): Load => ({ kind: 'poisson', ratePerS, text: '' });

/** 4 ms for a run and 1 ms for each sample, twice as long where two instances share the host. */
function timesOf(changes: Partial<Configuration> = {}): BusyTimes {
  const configuration = { ...base, ...changes };
  const runMs = (4 + configuration.batchSize) * configuration.instances;
  return { configuration, runMs, cpuMs: 2, deviation: 0.2, relativeDeviation: 0.1 };
}

const reference = timesOf();
const members = [
  reference,
  timesOf({ batchSize: 8 }),
  timesOf({ batchSize: 8, maxQueueDelayMs: 15 }),
  timesOf({ instances: 2 }),
];
const BOUND = { quantile: 0.99, boundMs: 40 };

function expectationsOf(changes: Partial<LoadTask> = {}) {
  const task: LoadTask = {
    load: poisson(50),
    bounds: [BOUND],
    objective: 'latency',
    price: { cpu: 1, gpu: 0 },
    usableCores: 2,
    defaultThreads: 2,
    ...changes,
  };
  return expectUnderLoad(members, reference, task);
}

describe('what is expected under a load', () => {
  test('is 0 and certain for the reference', () => {
    expect(expectationsOf()[0]).toMatchObject({ logRatio: 0, deviation: 0 });
  });

  test('is a longer tail for a batcher that waits while requests are few', () => {
    const [, prompt, patient] = expectationsOf();
    expect(patient?.logRatio).toBeLessThan((prompt?.logRatio ?? 0) - 0.2);
    expect(patient?.margins[0]?.value).toBeLessThan(prompt?.margins[0]?.value ?? 0);
  });

  test('is far beyond the bound for what cannot carry the load, and within it for what can', () => {
    const [single, batched] = expectationsOf({ load: poisson(400) });
    expect(single?.margins[0]?.value).toBeLessThanOrEqual(-2);
    expect(batched?.margins[0]?.value).toBeGreaterThan(0);
    expect(batched?.logRatio).toBeGreaterThan(1);
  });

  test('is worse than what comes out if all goes as expected, where longer runs are too many to serve', () => {
    const sure = members.map((one) => ({ ...one, deviation: 0.01 }));
    const task = {
      load: poisson(180),
      bounds: [BOUND],
      objective: 'latency',
      price: { cpu: 1, gpu: 0 },
      usableCores: 2,
      defaultThreads: 2,
    } as const;
    // One by one it serves 200/s if its runs take 5 ms, and 164/s if they take a deviation longer.
    const [known] = expectUnderLoad(sure, sure[0] as BusyTimes, task);
    const [guessed] = expectUnderLoad(members, reference, task);
    expect(guessed?.margins[0]?.value).toBeLessThan((known?.margins[0]?.value ?? 0) - 0.5);
    expect(guessed?.margins[0]?.deviation).toBeGreaterThan(1);
  });

  test('breaks the bound at every rate where a single run takes longer', () => {
    const bounds = [{ quantile: 0.99, boundMs: 3 }];
    const [single] = expectationsOf({ objective: 'goodput', bounds });
    expect(single?.margins[0]?.value).toBeLessThan(0);
  });

  test('is a goodput near the capacity where the bound is wide', () => {
    const bounds = [{ quantile: 0.99, boundMs: 4000 }];
    const [, batched] = expectationsOf({ objective: 'goodput', bounds });
    // 8 samples in 12 ms against one in 5.
    expect(Math.exp(batched?.logRatio ?? 0)).toBeCloseTo(8 / 12 / (1 / 5), 0);
  });

  test('is a cost by the cores that are set aside', () => {
    const [, , , twice] = expectationsOf({
      objective: 'cost',
      price: { cpu: 3, gpu: 0 },
      load: poisson(20),
    });
    expect(twice?.logRatio).toBe(0);
  });

  test('takes an instance that runs alone for as fast as a single one', () => {
    const [single, , , twice] = expectationsOf({ load: poisson(1) });
    // Both instances are hardly ever busy together, so that sharing the host costs nothing.
    expect(twice?.margins[0]?.value).toBeGreaterThan((single?.margins[0]?.value ?? 0) - 0.3);
  });
});
