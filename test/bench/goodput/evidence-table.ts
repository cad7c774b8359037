import { createRandom } from '../../../src/core/random.ts';
import { boundClusterSize } from '../../../src/load/bound-cluster-size.ts';
import { boundEvidence } from '../../../src/load/bound-evidence.ts';
import { simulateServing } from '../../../src/load/simulate-serving.ts';
import { oldClusterSize } from './old-rule.ts';
import { slowMoments } from './slow-moments.ts';

const single = (): number => 10;
const batched = (batch: number): number => 10 + 2 * batch;
const CASES = [
  { name: 'M/D/1', instances: 1, maxBatch: 1, runMs: single, capacityPerS: 100 },
  { name: 'four instances', instances: 4, maxBatch: 1, runMs: single, capacityPerS: 400 },
  {
    name: 'two batchers of 8',
    instances: 2,
    maxBatch: 8,
    runMs: batched,
    capacityPerS: 16 / 0.026,
  },
];
const REQUESTS = 600_000;
const MOST_SAMPLES = 600;

export const EVIDENCE_HEAD = [
  '| queue | utilisation | requests | bound = true p99: held, broken (before) | held, broken (now) | bound = 1.5 / 2 / 3 × p99: held (before) | held (now) |',
  '|--|--|--|--|--|--|--|',
];

/** How often one look of 99 % confidence calls a bound held or broken, for samples of an endless stream of requests. */
export function evidenceRows(): readonly string[] {
  return [0, 0.1].flatMap((deviation) =>
    CASES.flatMap((queue) =>
      [0.5, 0.8, 0.95].flatMap((utilisation) => rowsOf(queue, utilisation, deviation)),
    ),
  );
}

function rowsOf(queue: (typeof CASES)[number], utilisation: number, deviation: number): string[] {
  const { name, instances, maxBatch, runMs, capacityPerS } = queue;
  const slowness = slowMoments(deviation, createRandom(`machine ${name} ${utilisation}`));
  const { intendedAt, endedAt } = simulateServing({
    load: { kind: 'poisson', ratePerS: utilisation * capacityPerS, text: '' },
    limits: { maxBatch, instances, maxDelayMs: 0, queueLimit: REQUESTS, deadlineMs: null },
    serviceMs: (batch, _busy, at) => slowness(at) * runMs(batch),
    requests: REQUESTS,
    random: createRandom(`${name} ${utilisation}`),
  });
  const latencies = Array.from(endedAt, (at, i) => at - (intendedAt[i] as number));
  const p99 = Float64Array.from(latencies).sort()[0.99 * REQUESTS] as number;
  return [700, 3000].map((requests) => {
    const samples = Math.min(MOST_SAMPLES, Math.floor(REQUESTS / requests));
    const told = [1, 1.5, 2, 3].map((times) => {
      const counts = { oldHeld: 0, oldBroken: 0, held: 0, broken: 0 };
      for (let i = 0; i < samples; i++) {
        const sample = latencies.slice(i * requests, (i + 1) * requests);
        const before = verdict(sample, times * p99, oldClusterSize(sample));
        const bound = { boundMs: times * p99, quantile: 0.99 };
        const now = verdict(
          sample,
          bound.boundMs,
          boundClusterSize({ latenciesMs: sample, lost: 0 }, bound),
        );
        counts.oldHeld += Number(before === 'held');
        counts.oldBroken += Number(before === 'broken');
        counts.held += Number(now === 'held');
        counts.broken += Number(now === 'broken');
      }
      return counts;
    });
    const share = (count: number): string => ((100 * count) / samples).toFixed(1);
    const [exact, ...wider] = told as [(typeof told)[number], ...typeof told];
    const label = deviation === 0 ? name : `${name}, speed varies by ${100 * deviation} %`;
    return `| ${label} | ${utilisation} | ${requests} | ${share(exact.oldHeld)}, ${share(exact.oldBroken)} % | ${share(exact.held)}, ${share(exact.broken)} % | ${wider.map((w) => share(w.oldHeld)).join(' / ')} % | ${wider.map((w) => share(w.held)).join(' / ')} % |`;
  });
}

function verdict(sample: readonly number[], boundMs: number, clusterSize: number) {
  const violations = sample.filter((latency) => latency > boundMs).length;
  return boundEvidence({ requests: sample.length, violations, quantile: 0.99, clusterSize })
    .verdict;
}
