import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPadding } from '../../src/batching/verify-padding.ts';
import { createRandom } from '../../src/core/random.ts';
import { batchCycle, REQUESTS, type RequestMix } from '../../src/lengths/batch-cycle.ts';
import { cycleFacts } from '../../src/lengths/cycle-facts.ts';
import { representativeLengths } from '../../src/lengths/length-distribution.ts';
import { type BatchRuns, createBatchRunner } from '../../src/probe/batch-runner.ts';
import { createLocalProber } from '../../src/probe/local-prober.ts';
import type { WorkerModel } from '../../src/probe/worker/protocol.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { Prober } from '../../src/study/prober.ts';
import { MEAN_FEEDS, MEAN_OUTPUTS, meanModel } from '../support/mean-model.ts';
import { processSource } from '../support/process-source.ts';
import { writeTemporary } from '../support/tiny-model.ts';

const requests: RequestMix = {
  lengths: representativeLengths({ kind: 'zipf', low: 2, high: 64, exponent: 1 }, REQUESTS),
  grouping: { kind: 'padded', buckets: { kind: 'powers-of-two' } },
  seed: 1,
  bytesPerPosition: 20,
};
const limits = { memoryLimitBytes: 8 * 2 ** 30, ...processSource };

const modelOf = (masked: boolean): WorkerModel => ({
  path: writeTemporary(meanModel(masked)),
  feeds: MEAN_FEEDS,
  realFeeds: [],
  seed: 1,
  requests,
});

describe('a model that is run at many lengths', () => {
  let prober: Prober;
  beforeAll(() => {
    prober = createLocalProber({
      model: modelOf(true),
      outputs: MEAN_OUTPUTS,
      comparesPadded: true,
      random: createRandom(1),
      monitor: {
        snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
        since: () => ({ stealShare: 0, backgroundShare: 0 }),
      },
      ...limits,
      freeze: true,
      sliceMs: 30,
    });
  });
  afterAll(() => prober.close());

  const reference = { ...runtimeDefault(1), intraOpThreads: 1 };
  const candidate = { ...reference, batchSize: 8, instances: 2 };

  it('is measured over the same requests at every batch size, with the padding each of them needs', async () => {
    const heat = await prober.heat(
      {
        reference,
        challengers: [candidate],
        fresh: false,
        maxMs: 30_000,
        keepRunTimes: false,
        afterRound: (round) => ({ leave: [], stop: round >= 3 }),
      },
      new AbortController().signal,
    );
    const outcomes = [heat.reference, ...heat.challengers];
    const measured = outcomes.map((o) => (o.status === 'measured' ? o.measurement : null));
    expect(measured.map((m) => m?.lengths)).toEqual(
      [1, 8].map((batch) => cycleFacts(batchCycle(requests, batch))),
    );
    expect(measured.map((m) => m?.rounds)).toEqual([3, 3]);
    // Eight rows in one call save seven calls: far more than their padding costs a model of nothing.
    expect(measured[1]?.logRatio.throughput.value).toBeGreaterThan(0.3);
    expect(measured[1]?.slices.every((s) => s.runs > 0 && s.cpuMsPerRun > 0)).toBe(true);
  }, 30_000);

  it('gives the same outputs for a sample in a padded batch as for the sample alone', async () => {
    const signal = new AbortController().signal;
    const verdict = await prober.compare({ ...candidate, instances: 1 }, reference, signal);
    expect(verdict.status).toBe('equal');
  }, 30_000);
});

describe('padding', () => {
  const runners: BatchRuns[] = [];
  afterAll(() => {
    for (const runner of runners) runner.close();
  });
  const verify = (masked: boolean, lengths: readonly number[], isBatched = true) => {
    const runner = createBatchRunner({ original: modelOf(masked), batched: null, limits });
    runners.push(runner);
    return verifyPadding(runner.runPadded, {
      lengths,
      paddedTo: 64,
      ownBucket: (length) => length,
      baseBatch: 1,
      isBatched,
      outputs: MEAN_OUTPUTS,
    });
  };

  it.each([true, false])(
    'is seen to be harmless where it is masked (in a batch: %s)',
    async (isBatched) => {
      expect(await verify(true, [3, 17, 50], isBatched)).toMatchObject({ status: 'harmless' });
    },
    30_000,
  );

  it('is seen to change results, and of which output', async () => {
    const verdict = await verify(false, [3, 17, 64]);
    expect(verdict).toMatchObject({ status: 'harmful' });
    expect(verdict.status === 'harmful' && verdict.reason).toContain(
      'output total of a sample of 3',
    );
  }, 30_000);
});
