import type { Configuration } from '../../src/space/configuration.ts';
import { configurationKey, runtimeDefault, sessionKey } from '../../src/space/configuration.ts';
import type { HostFacts } from '../../src/space/host-facts.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import type { StudyHeader } from '../../src/study/study-header.ts';
import type { LogRatio, Measurement, Trial } from '../../src/study/trial.ts';

const simulatedHostFacts: HostFacts = {
  fingerprint: 'simulated-2-cores',
  fingerprintParts: { simulated: true, cores: 2 },
  platform: 'linux',
  cpuModel: 'simulated',
  isa: [],
  usableCores: 2,
  logicalCores: 2,
  physicalCores: 2,
  numaNodes: 1,
  cacheBytes: { l1d: null, l2: null, l3: null },
  memoryLimitBytes: 2 ** 33,
  memoryAvailableBytes: 2 ** 33,
  virtualised: null,
  runtimeVersion: '1.30.0',
  nodeVersion: '20.20.2',
  providers: ['cpu'],
  canFreeze: true,
  disturbances: [],
};

/** The default, and every batch × instances × threads given. */
export function spaceOf(knobs: {
  readonly batches: readonly number[];
  readonly instances: readonly number[];
  readonly threads: readonly number[];
}): SearchSpace {
  const reference = runtimeDefault(1);
  const all = new Map<string, Configuration>([[configurationKey(reference), reference]]);
  for (const instances of knobs.instances) {
    for (const intraOpThreads of knobs.threads) {
      for (const batchSize of knobs.batches) {
        const c = { ...reference, batchSize, instances, intraOpThreads };
        all.set(configurationKey(c), c);
      }
    }
  }
  const configurations = [...all.values()];
  return {
    knobs: [
      { name: 'batchSize', values: knobs.batches },
      { name: 'instances', values: knobs.instances },
      { name: 'intraOpThreads', values: knobs.threads },
    ],
    configurations,
    reference,
    has: (c) => all.has(configurationKey(c)),
    neighbours: (c) => configurations.filter((other) => sessionKey(other) === sessionKey(c)),
  };
}

export const smallSpace: SearchSpace = spaceOf({
  batches: [1, 2, 4, 8],
  instances: [1, 2],
  threads: [0, 1, 2],
});

export function headerOf(changes: Partial<StudyHeader> = {}, space = smallSpace): StudyHeader {
  return {
    studyId: 'study-1',
    startedAt: '2026-01-02T03:04:05.000Z',
    toolVersion: '0.1.0',
    model: {
      path: 'model.onnx',
      sha256: 'a'.repeat(64),
      graphHash: 'b'.repeat(64),
      fileBytes: 1000,
      weightBytes: 900,
      parameters: 225,
      nodes: 1,
      operators: [{ operator: 'Conv', count: 1 }],
      opset: 17,
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 3], batchAxis: 0 }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 3], batchAxis: 0 }],
      baseBatch: 1,
      batching: { status: 'declared', verifiedBatch: 4, vacuous: false },
    },
    host: simulatedHostFacts,
    objective: 'throughput',
    constraints: [],
    knobs: space.knobs,
    spaceSize: space.configurations.length,
    reference: space.reference,
    strategy: 'listed',
    seed: 1,
    budgetS: 60,
    maxProbes: null,
    options: {},
    command: ['tune', 'model.onnx'],
    ...changes,
  };
}

const ratio = (value: number): LogRatio => ({ value, standardError: 0.01, degreesOfFreedom: 5 });

export function measurementOf(changes: Partial<Measurement> = {}): Measurement {
  return {
    logRatio: { throughput: ratio(0.2), latency: ratio(-0.1), efficiency: ratio(0) },
    throughputIps: { value: 120, low: 110, high: Infinity },
    latencyMs: { mean: 9, p50: 9, p90: 10, p95: null, p99: null },
    runs: 50,
    rounds: 6,
    peakRssBytes: 5e9,
    instancePeakRssBytes: [5e9],
    sessionCreateMs: 30,
    firstRunMs: 12,
    cpuMsPerInference: 8,
    disturbance: { stealShare: 0, backgroundShare: 0.01 },
    slices: [{ round: 0, atMs: 5, windowMs: 110, runs: 12.5, runMs: 9, cpuMsPerRun: 8 }],
    runTimesMs: null,
    stderr: '',
    ...changes,
  };
}

export function trialOf(number: number, configuration: Configuration): Trial {
  return {
    number,
    configuration,
    reason: 'neighbour of the best',
    probeS: 1.5,
    finishedAtMs: 1000 * number,
    status: 'measured',
    measurement: measurementOf(),
    violations: [],
  };
}
