import { expect, test } from 'vitest';
import { machineSpeed } from './machine-speed.ts';
import { quantileMs, serveLong, serveSimulated } from './serve-simulated.ts';
import { servedModels } from './served-model.ts';

const models = await servedModels(['datasets/surfaces/2-core-zen5']);

test('models are served by the times of two replicates', () => {
  expect(models.length).toBeGreaterThanOrEqual(4);
  expect(models.every((m) => m.replicates >= 2 && m.bare.length >= 12)).toBe(true);
});

test('what counts as the truth is served exactly as a heat is', () => {
  const [model] = models;
  if (model === undefined) throw new Error('there are models');
  const stretch = {
    model,
    configuration: { ...model.surface.reference, batchSize: 4, maxQueueDelayMs: 1 },
    replicate: null,
    load: { kind: 'poisson', ratePerS: 50, text: '' },
    requests: 500,
    seed: 'seed',
    luck: 'luck',
  } as const;
  expect(serveLong(stretch)).toEqual(serveSimulated(stretch).latenciesMs);
});

test('a machine has slow moments that last about a second, and the same ones again', () => {
  const at = Array.from({ length: 20_000 }, (_, i) => 100 * i);
  const speed = machineSpeed('seed');
  const logs = at.map((t) => Math.log(speed(t)));
  const product = (lag: number): number =>
    logs.slice(lag).reduce((sum, v, i) => sum + v * (logs[i] as number), 0) / (logs.length - lag);
  expect(Math.sqrt(product(0))).toBeCloseTo(0.12, 1);
  expect(product(10) / product(0)).toBeGreaterThan(0.2);
  expect(product(10) / product(0)).toBeLessThan(0.55);
  const again = machineSpeed('seed');
  expect(at.slice(0, 50).map(again).map(Math.log)).toEqual(logs.slice(0, 50));
});

test('a quantile is one of the latencies', () => {
  expect(quantileMs(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2);
});
