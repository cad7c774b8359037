import { describe, expect, it } from 'vitest';
import { shippedKnowledge } from '../../src/cli/known-tasks.ts';
import { predictionsOf } from '../../src/cli/predictions-of.ts';
import { type PriorRequest, searchPriorFor } from '../../src/cli/search-prior-for.ts';
import { TuneError } from '../../src/core/tune-error.ts';
import { buildSpace } from '../../src/space/build-space.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import type { HostFacts } from '../../src/space/host-facts.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { Constraint } from '../../src/study/objective.ts';
import { believedHost, unitOf, workOf } from '../cost/cost-fixtures.ts';
import { headerOf, measurementOf, trialOf } from '../report/results.ts';
import { requestFor } from '../space/space-fixtures.ts';

const shipped = shippedKnowledge()[0];
if (shipped === undefined) throw new Error('nothing is shipped');
const { signature, hostParts } = shipped.head;
const base = headerOf();
const host: HostFacts = { ...base.host, fingerprintParts: hostParts };
const request = requestFor(2, {
  model: { bytesPerSample: 1e6, sessionBytes: 5e7 },
  overrides: { provider: ['cpu', 'webgpu'] },
});
const model = {
  signature,
  space: request.model,
  workAt: (batch: number) => workOf([unitOf({ flops: 1e8 * batch })], batch),
};
const space = buildSpace(request);

const constraint = (
  metric: Constraint['metric'],
  relation: Constraint['relation'],
  bound: number,
): Constraint => ({ metric, relation, bound, text: '' });
const CONSTRAINTS = [
  constraint('latency_p99_ms', '<=', 50),
  constraint('throughput_ips', '>=', 20),
  constraint('peak_rss_bytes', '<=', 2 ** 30),
  constraint('cpu_ms_per_inference', '<=', 100),
  constraint('session_create_ms', '<=', 500),
];

function priorOf(changes: Partial<PriorRequest> = {}, store = openMemoryStore()) {
  const constants = new Map([['cpu', believedHost(2)]]);
  return searchPriorFor(
    {
      model,
      host,
      space,
      constants,
      objective: 'throughput',
      constraints: CONSTRAINTS,
      resumes: null,
      ...changes,
    },
    store,
  );
}

/** Index of a configuration in the space. */
const at = (changes: object): number =>
  space.configurations.findIndex(
    (c) => configurationKey(c) === configurationKey({ ...space.reference, ...changes }),
  );

describe('what the law says of a space', () => {
  it('has one point per configuration, 0 and certain for the reference', async () => {
    const { law } = await priorOf();
    expect(law).toHaveLength(space.configurations.length);
    expect(law?.[at({})]).toMatchObject({ logRatio: 0, deviation: 0 });
    expect(law?.every((p) => Number.isFinite(p.logRatio) && p.throughputIps > 0)).toBe(true);
  });

  it('is in terms of the objective', async () => {
    const of = async (objective: PriorRequest['objective']) =>
      (await priorOf({ objective })).law?.[at({ batchSize: 8 })];
    const [throughput, latency, efficiency] = [
      await of('throughput'),
      await of('latency'),
      await of('efficiency'),
    ];
    // A batch of eight takes longer, and not less CPU time in proportion to its throughput.
    expect(latency?.logRatio).toBeLessThan(0);
    expect(latency?.logRatio).toBeCloseTo((throughput?.logRatio ?? 0) - Math.log(8), 9);
    expect(efficiency?.logRatio).toBeCloseTo(throughput?.logRatio ?? Number.NaN, 9);
    expect(efficiency?.deviation).toBeGreaterThan(throughput?.deviation ?? 1);
  });

  it('predicts how far every constraint is from broken, as far as anything predicts it', async () => {
    const { law } = await priorOf();
    const [small, large] = [law?.[at({})], law?.[at({ batchSize: 32 })]];
    const [latency, throughput, memory, cpu, creation] = small?.margins ?? [];
    expect(latency?.value).toBeGreaterThan(large?.margins[0]?.value ?? Number.NaN);
    expect(latency?.deviation).toBeGreaterThan(0.5);
    expect(throughput?.value).toBeCloseTo(Math.log((small?.throughputIps ?? 0) / 20), 9);
    expect(memory?.value).toBeGreaterThan(large?.margins[2]?.value ?? Number.NaN);
    expect(cpu?.value).toBeGreaterThan(0);
    expect(creation).toBeNull();
  });

  it('knows next to nothing of a provider that was not calibrated', async () => {
    const { law } = await priorOf();
    expect(law?.[at({ provider: 'webgpu' })]?.deviation).toBe(1.5);
    const constants = new Map([
      ['cpu', believedHost(2)],
      ['webgpu', believedHost(2)],
    ]);
    const both = await priorOf({ constants });
    expect(both.law?.[at({ provider: 'webgpu' })]?.deviation).toBeLessThan(1.5);
  });

  it('is nothing where the host was not calibrated', async () => {
    const prior = await priorOf({ constants: new Map() });
    expect(prior).toMatchObject({ law: null, operators: [] });
    expect(predictionsOf(space, prior.law)).toEqual([]);
  });

  it('is what people are shown before anything is measured', async () => {
    const { law } = await priorOf();
    const shown = predictionsOf(space, law);
    expect(shown).toHaveLength(space.configurations.length);
    const { relative } = shown[at({ batchSize: 8 })] ?? {};
    expect(relative?.low).toBeLessThan(relative?.value ?? 0);
    expect(relative?.value).toBeCloseTo(Math.exp(law?.[at({ batchSize: 8 })]?.logRatio ?? 0), 9);
  });
});

describe('what is expected under a load', () => {
  const loadSpace = buildSpace({
    ...request,
    overrides: {},
    load: { clients: null, ratePerS: 20, tightestBoundMs: 50, deadlineMs: null },
  });
  const load = {
    offered: { kind: 'poisson', ratePerS: 20, text: 'poisson:20/s' },
    price: { cpu: 1, gpu: 0 },
  } as const;
  const under = (store = openMemoryStore()) =>
    priorOf({ space: loadSpace, objective: 'latency', load }, store);
  const pointOf = (law: Awaited<ReturnType<typeof under>>['law'], changes: object) => {
    const key = configurationKey({ ...loadSpace.reference, ...changes });
    return law?.[loadSpace.configurations.findIndex((c) => configurationKey(c) === key)];
  };
  const better = { instances: 2, intraOpThreads: 1 };

  async function measuredStore() {
    const store = openMemoryStore();
    const { sha256: modelSha256 } = base.model;
    await store.saveSignature({ modelSha256, name: 'mine', family: null, baseBatch: 1, signature });
    await store.createStudy({ ...base, host });
    const ratio = { value: 0.7, standardError: 0.02, degreesOfFreedom: 5 };
    await store.appendTrial(
      base.studyId,
      trialOf(1, space.reference, { measurement: measurementOf(100) }),
    );
    await store.appendTrial(
      base.studyId,
      trialOf(
        2,
        { ...space.reference, ...better },
        { measurement: measurementOf(100 * Math.exp(0.7), ratio) },
      ),
    );
    return store;
  }

  it('holds no earlier tasks, since those were measured back to back', async () => {
    const { tasks, law, lawTrials } = await under();
    expect(tasks).toEqual([]);
    expect(law).toHaveLength(loadSpace.configurations.length);
    expect(lawTrials).toBeUndefined();
  });

  it('rests on how long runs of this model took back to back on this host', async () => {
    const { law, lawTrials } = await under(await measuredStore());
    expect(lawTrials).toBe(2);
    // 100/s of one instance: runs of 10 ms, whatever the law thinks of the host.
    expect(pointOf(law, {})?.runMs).toBeCloseTo(10, 6);
    const before = pointOf((await under()).law, {})?.runMs ?? 0;
    expect(before).not.toBeCloseTo(10, 0);
    // Two instances were measured at twice the throughput: as long as one alone.
    const runMs = pointOf(law, better)?.runMs ?? 0;
    expect(Math.abs(Math.log(runMs / 10))).toBeLessThan(0.25);
    const batched = { ...better, batchSize: 2 };
    const change = (from: typeof law): number =>
      Math.log(
        (pointOf(from, batched)?.throughputIps ?? 0) / (pointOf(from, {})?.throughputIps ?? 1),
      );
    // What one batch size showed tells of the next ones.
    expect(change(law)).not.toBeCloseTo(change((await under()).law), 2);
  });

  it('bounds the tail by the time of runs that were measured', async () => {
    const { law } = await under(await measuredStore());
    const [margin] = pointOf(law, {})?.margins ?? [];
    // At a fifth of the capacity the p99 of runs of 10 ms is some 20 to 30 ms.
    expect(margin?.value).toBeGreaterThan(Math.log(50 / 35));
    expect(margin?.value).toBeLessThan(Math.log(50 / 12));
  });
});

describe('the earlier tasks of a search', () => {
  it('are the shipped ones where nothing else is known, the most alike first', async () => {
    const { tasks } = await priorOf();
    expect(tasks.length).toBeGreaterThan(5);
    expect(tasks[0]).toMatchObject({ name: shipped.head.name, similarity: 1, hostSimilarity: 1 });
    expect(tasks.every((t) => t.origin === 'shipped' && t.points.length > 1)).toBe(true);
  });

  it('hold the same model on this host, measured before', async () => {
    const store = openMemoryStore();
    const { model: facts } = base;
    await store.saveSignature({
      modelSha256: facts.sha256,
      name: 'mine',
      family: null,
      baseBatch: 1,
      signature,
    });
    await store.createStudy({ ...base, host });
    const ratio = { value: 0.7, standardError: 0.02, degreesOfFreedom: 5 };
    const better = { ...space.reference, instances: 2, intraOpThreads: 1 };
    await store.appendTrial(base.studyId, trialOf(1, space.reference));
    await store.appendTrial(
      base.studyId,
      trialOf(2, better, { measurement: measurementOf(150, ratio) }),
    );
    const { tasks } = await priorOf({}, store);
    const own = tasks.find((t) => t.origin === 'own');
    expect(own).toMatchObject({ name: 'mine', similarity: 1, hostSimilarity: 1 });
    expect(own?.points.map((p) => p.value)).toEqual([0, 0.7]);
    // Its own trials are told to a study that goes on: they must not count twice.
    const goesOn = await priorOf({ resumes: base.startedAt }, store);
    expect(goesOn.tasks.some((t) => t.origin === 'own')).toBe(false);
  });

  it('are the shipped ones where the knowledge base cannot be read', async () => {
    const failing = {
      taskHeads: () => Promise.reject(new TuneError('environment', 'the disk is gone')),
      taskPoints: () => Promise.reject(new TuneError('environment', 'the disk is gone')),
    };
    const constants = new Map();
    const objective = 'throughput';
    const prior = await searchPriorFor(
      { model, host, space, constants, objective, constraints: [], resumes: null },
      failing,
    );
    expect(prior.tasks.length).toBeGreaterThan(5);
  });
});
