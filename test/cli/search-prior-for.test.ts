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
