import { readFileSync } from 'node:fs';
import { createRandom } from '../../../src/core/random.ts';
import { scaledTo } from '../../../src/load/arrivals.ts';
import { type BatchTime, batchCurve } from '../../../src/load/batch-curve.ts';
import type { BatcherLimits } from '../../../src/load/batcher.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import { capacityOf } from '../../../src/load/queue-estimate.ts';
import { simulateServing } from '../../../src/load/simulate-serving.ts';
import { parseSurface } from '../../../src/surface/parse-surface.ts';
import { slowMoments } from './slow-moments.ts';

/** A configuration whose goodput is known by a very long simulation. */
export interface TrueServer {
  readonly name: string;
  readonly load: OpenLoad;
  readonly limits: BatcherLimits;
  readonly times: readonly BatchTime[];
  readonly boundMs: number;
  /** Of the machine's speed: see `slowMoments`. */
  readonly deviation: number;
}

/** Standard deviation of the logarithm of single runs. */
export const RUN_SPREAD = 0.05;
const REQUESTS = 300_000;
const HALVINGS = 9;

const SURFACES: readonly (readonly [
  model: string,
  instances: number,
  threads: number,
  largest: number,
])[] = [
  ['squeezenet-1.1', 1, 0, 1],
  ['squeezenet-1.1', 2, 1, 4],
  ['fastestdet', 1, 2, 4],
  ['bert-mini', 2, 1, 4],
  ['shufflenet-v2', 1, 0, 8],
];

/** Run times of one session of a recorded surface. */
function recorded(model: string, instances: number, threads: number, largest: number) {
  const path = `datasets/surfaces/2-core/${model}.csv`;
  const rows = parseSurface(readFileSync(path, 'utf8'), path);
  const times = rows.flatMap(({ configuration: c, throughputIps }): BatchTime[] =>
    c.instances === instances &&
    c.intraOpThreads === threads &&
    c.batchSize <= largest &&
    throughputIps !== null
      ? [{ batch: c.batchSize, runMs: (1000 * c.batchSize * instances) / throughputIps }]
      : [],
  );
  return {
    name: `${model} ${instances}x${threads} b${largest}`,
    times,
    instances,
    maxBatch: largest,
  };
}

const SYNTHETIC = [
  { name: 'M/D/1', instances: 1, maxBatch: 1, times: [{ batch: 1, runMs: 5 }] },
  { name: 'four in a row', instances: 4, maxBatch: 1, times: [{ batch: 1, runMs: 12 }] },
  {
    name: 'batcher of 8',
    instances: 2,
    maxBatch: 8,
    times: [
      { batch: 1, runMs: 12 },
      { batch: 8, runMs: 26 },
    ],
  },
  {
    name: 'batcher of 32',
    instances: 1,
    maxBatch: 32,
    times: [
      { batch: 1, runMs: 4 },
      { batch: 32, runMs: 35 },
    ],
  },
] as const;

const POISSON: OpenLoad = { kind: 'poisson', ratePerS: 1, text: 'poisson:1/s' };
const BURSTS: OpenLoad = { kind: 'lognormal', ratePerS: 1, sigma: 1.5, text: 'lognormal:1/s' };

/** All servers on a machine with slow moments of this deviation: each with a tight and a wide bound, some with bursts. */
export function trueServers(deviation: number): readonly TrueServer[] {
  const kinds = [...SURFACES.map((args) => recorded(...args)), ...SYNTHETIC];
  return kinds.flatMap(({ name, instances, maxBatch, times }, i) => {
    const limits = { maxBatch, instances, maxDelayMs: 0, queueLimit: 65_536, deadlineMs: null };
    const fullMs = batchCurve(times)(maxBatch);
    return [3, 10].map((runs, j) => ({
      name: `${name} ${runs} runs`,
      load: (i + j) % 4 === 3 ? BURSTS : POISSON,
      limits,
      times,
      boundMs: runs * fullMs,
      deviation,
    }));
  });
}

/** The p99 of a server at a rate, ms, from `requests` simulated ones. */
export function trueP99(server: TrueServer, ratePerS: number, requests = REQUESTS): number {
  const random = createRandom(`truth ${server.name}`);
  const curve = batchCurve(server.times);
  const slowness = slowMoments(server.deviation, random.fork('machine'));
  const { intendedAt, endedAt } = simulateServing({
    load: scaledTo(server.load, ratePerS),
    limits: { ...server.limits, queueLimit: requests },
    serviceMs: (batch, _busy, at) =>
      slowness(at) * curve(batch) * Math.exp(RUN_SPREAD * random.normal()),
    requests,
    random: createRandom(server.name),
  });
  const latencies = endedAt.map((at, i) => at - (intendedAt[i] as number)).sort();
  return latencies[Math.floor(0.99 * requests)] as number;
}

/** The goodput, per second: the highest rate at which the p99 lies within the bound, to about half a percent. */
export function trueGoodput(server: TrueServer): number {
  let high = capacityOf(server);
  let low = high;
  do {
    high = low;
    low *= 0.75;
  } while (trueP99(server, low) > server.boundMs);
  for (let i = 0; i < HALVINGS - 3; i++) {
    const middle = Math.sqrt(low * high);
    if (trueP99(server, middle) <= server.boundMs) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
