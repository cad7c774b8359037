import type { LoadStatistics } from '../../src/load/load-statistics.ts';
import { type Configuration, runtimeDefault } from '../../src/space/configuration.ts';
import type { Constraint, RunObjective } from '../../src/study/objective.ts';
import type { ModelFacts, StudyHeader, StudyLoad } from '../../src/study/study-header.ts';
import type { Finalist, Recommendation, StudyResult } from '../../src/study/study-result.ts';
import type { LogRatio, Measurement, Trial } from '../../src/study/trial.ts';

/** Hand-made results, one for each way a study may end. */

export const MODEL: ModelFacts = {
  path: 'models/squeezenet1.1.onnx',
  sha256: 'a'.repeat(64),
  graphHash: 'b'.repeat(64),
  fileBytes: 4_956_208,
  weightBytes: 4_941_984,
  parameters: 1_235_496,
  nodes: 66,
  operators: [
    { operator: 'Conv', count: 26 },
    { operator: 'Relu', count: 26 },
  ],
  opset: 12,
  inputs: [{ name: 'data', elementType: 'float32', shape: ['N', 3, 224, 224], batchAxis: 0 }],
  outputs: [{ name: 'prob', elementType: 'float32', shape: ['N', 1000], batchAxis: 0 }],
  baseBatch: 1,
  batching: { status: 'declared', verifiedBatch: 4, vacuous: false },
};

export function headerOf(changes: Partial<StudyHeader> = {}): StudyHeader {
  return {
    studyId: '01jdcq4m8v7x',
    startedAt: '2026-01-02T03:04:05.678Z',
    toolVersion: '0.1.0',
    model: MODEL,
    host: {
      fingerprint: 'f1a2b3c4',
      fingerprintParts: { cpuModel: 'Example CPU', usableCores: 2 },
      platform: 'linux',
      cpuModel: 'Example CPU @ 2.50GHz',
      isa: ['avx2', 'fma'],
      usableCores: 2,
      logicalCores: 2,
      physicalCores: 2,
      numaNodes: 1,
      cacheBytes: { l1d: 32_768, l2: 1_048_576, l3: 33_554_432 },
      memoryLimitBytes: 8_589_934_592,
      memoryAvailableBytes: 6_442_450_944,
      virtualised: true,
      runtimeVersion: '1.30.0',
      nodeVersion: '20.19.0',
      providers: ['cpu'],
      canFreeze: true,
      disturbances: [],
    },
    objective: 'throughput',
    constraints: [],
    knobs: [
      { name: 'batchSize', values: [1, 2, 4, 8] },
      { name: 'instances', values: [1, 2] },
      { name: 'intraOpThreads', values: [0, 1, 2] },
    ],
    spaceSize: 20,
    reference: runtimeDefault(1),
    strategy: 'staged',
    seed: 1,
    budgetS: 60,
    maxProbes: null,
    command: ['tune', 'models/squeezenet1.1.onnx'],
    options: {},
    ...changes,
  };
}

export function configurationOf(changes: Partial<Configuration> = {}): Configuration {
  return { ...runtimeDefault(1), ...changes };
}

const ZERO: LogRatio = { value: 0, standardError: 0, degreesOfFreedom: 10 };

/** A measurement at this throughput; `ratio` is its log-ratio in every objective. */
export function measurementOf(
  throughput: number,
  ratio: LogRatio = ZERO,
  changes: Partial<Measurement> = {},
): Measurement {
  const runMs = 1000 / throughput;
  const ratios: Record<RunObjective, LogRatio> = {
    throughput: ratio,
    latency: ratio,
    efficiency: ratio,
  };
  return {
    logRatio: ratios,
    throughputIps: { value: throughput, low: 0.96 * throughput, high: 1.04 * throughput },
    latencyMs: { mean: runMs, p50: runMs, p90: 1.2 * runMs, p95: 1.3 * runMs, p99: null },
    runs: 228.6,
    rounds: 12,
    peakRssBytes: 128 * 2 ** 20,
    instancePeakRssBytes: [128 * 2 ** 20],
    sessionCreateMs: 41,
    firstRunMs: 14.2,
    cpuMsPerInference: 1.7 * runMs,
    disturbance: { stealShare: 0.004, backgroundShare: 0.011 },
    slices: [
      { round: 0, atMs: 2.5, windowMs: 121.7, runs: 12.6, runMs: runMs, cpuMsPerRun: 1.7 * runMs },
      {
        round: 1,
        atMs: 252.5,
        windowMs: 120.1,
        runs: 12.2,
        runMs: runMs,
        cpuMsPerRun: 1.7 * runMs,
      },
    ],
    runTimesMs: null,
    stderr: '',
    ...changes,
  };
}

export function trialOf(
  number: number,
  configuration: Configuration,
  outcome:
    | Partial<Trial>
    | { readonly failure: Extract<Trial, { status: 'failed' }>['failure'] } = {},
): Trial {
  const common = {
    number,
    configuration,
    reason: number === 1 ? 'the default, the reference of all' : 'a neighbour of the best',
    probeS: 2.25,
    finishedAtMs: 2500 * number,
  };
  if ('failure' in outcome && outcome.failure !== undefined) {
    return { ...common, status: 'failed', failure: outcome.failure };
  }
  return {
    ...common,
    status: 'measured',
    measurement: measurementOf(104),
    violations: [],
    ...outcome,
  } as Trial;
}

const GAIN: LogRatio = { value: Math.log(1.93), standardError: 0.008, degreesOfFreedom: 2 };
export const BEST: Configuration = configurationOf({
  batchSize: 4,
  instances: 2,
  intraOpThreads: 1,
});
const SECOND: Configuration = configurationOf({ batchSize: 8, instances: 2, intraOpThreads: 1 });

const bestMeasurement = measurementOf(201, GAIN, {
  latencyMs: { mean: 39.8, p50: 39.1, p90: 44, p95: 47.2, p99: null },
  peakRssBytes: 231 * 2 ** 20,
  instancePeakRssBytes: [116 * 2 ** 20, 115 * 2 ** 20],
  cpuMsPerInference: 9.9,
  logRatio: {
    throughput: GAIN,
    latency: { value: Math.log(0.245), standardError: 0.01, degreesOfFreedom: 2 },
    efficiency: { value: Math.log(1.65), standardError: 0.01, degreesOfFreedom: 2 },
  },
  sessionCreateMs: 55,
  firstRunMs: 48,
});

const runnerUp: Finalist = {
  configuration: SECOND,
  measurement: measurementOf(197, {
    value: Math.log(1.89),
    standardError: 0.01,
    degreesOfFreedom: 2,
  }),
  relative: { value: 1.89, low: 1.82, high: 1.97 },
  equivalence: null,
};

const reference = { configuration: runtimeDefault(1), measurement: measurementOf(104) };

/** Two single-threaded instances win by far. */
export const CLEAR_GAIN: StudyResult = {
  header: headerOf(),
  trials: [
    trialOf(1, runtimeDefault(1)),
    trialOf(2, BEST, { measurement: bestMeasurement }),
    trialOf(3, SECOND, { measurement: measurementOf(196, GAIN) }),
    trialOf(4, configurationOf({ spinning: false }), {
      status: 'pruned',
      measurement: measurementOf(80, { value: -0.26, standardError: 0.05, degreesOfFreedom: 3 }),
    }),
    trialOf(5, configurationOf({ batchSize: 64, instances: 2 }), {
      failure: {
        kind: 'out-of-memory',
        message: 'needs more than the 8 GiB of this machine',
        stderr: '',
      },
    }),
  ],
  reference,
  recommendation: {
    configuration: BEST,
    measurement: bestMeasurement,
    relative: { value: 1.93, low: 1.88, high: 1.98 },
    equivalence: { status: 'equal', maxRelativeDeviation: 1.1e-6 },
    keepDefault: false,
    confidence: 0.91,
    reason:
      "1.93 times the throughput of the runtime's default (95 %: 1.88 to 1.98, 3 fresh sessions).",
  },
  runnersUp: [runnerUp],
  rejections: [
    {
      configuration: configurationOf({ batchSize: 64, instances: 2 }),
      reason: 'out of memory: needs more than the 8 GiB of this machine',
    },
  ],
  raceSessions: 3,
  elapsedS: 57.9,
  stoppedBecause: 'converged',
  noise: { sliceSpread: 0.084, disturbance: { stealShare: 0.004, backgroundShare: 0.011 } },
  warnings: [],
};

/** A GPU wins, with operators that fell back to the CPU and outputs told apart. */
export const ON_GPU: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({
    host: {
      ...headerOf().host,
      gpus: [{ name: 'NVIDIA L4', memoryBytes: 23034 * 2 ** 20, vendor: 'nvidia' }],
    },
  }),
  recommendation: {
    ...(CLEAR_GAIN.recommendation as Recommendation),
    configuration: configurationOf({ provider: 'cuda', batchSize: 32 }),
    measurement: {
      ...bestMeasurement,
      device: { peakBytes: 612 * 2 ** 20, utilisation: 0.83 },
    },
    equivalence: {
      status: 'equal',
      maxRelativeDeviation: 4.2e-4,
      outputs: [
        { output: 'boxes', deviation: 0, tolerance: 0.01 },
        { output: 'scores', deviation: 4.2e-4, tolerance: 0.01 },
      ],
      toleranceReason: 'CUDA computes float32 products in TF32 by default',
    },
    placement: {
      nodes: 120,
      fallbackNodes: 3,
      fallbackShare: 0.021,
      operators: [
        { operator: 'NonMaxSuppression', provider: 'CPUExecutionProvider', count: 1, share: 0.02 },
        { operator: 'Gather', provider: 'CPUExecutionProvider', count: 2, share: 0.001 },
      ],
    },
  },
  runnersUp: [
    {
      ...runnerUp,
      configuration: configurationOf({ provider: 'webgpu', batchSize: 32 }),
      measurement: { ...runnerUp.measurement, device: { peakBytes: null, utilisation: null } },
      equivalence: {
        status: 'different',
        output: 'scores',
        message: 'differs by 3.0e-1 of its largest value',
        maxRelativeDeviation: 0.3,
        outputs: [{ output: 'scores', deviation: 0.3, tolerance: 1e-3 }],
      },
    },
  ],
};

/** The same study, with what became of each provider. */
export const SEVERAL_PROVIDERS: StudyResult = {
  ...ON_GPU,
  providers: [
    {
      provider: 'cpu',
      status: 'measured',
      configuration: runtimeDefault(1),
      relative: { value: 1, low: 1, high: 1 },
      equivalence: null,
    },
    {
      provider: 'cuda',
      status: 'measured',
      configuration: configurationOf({ provider: 'cuda', batchSize: 32 }),
      relative: { value: 1.93, low: 1.88, high: 1.98 },
      equivalence: ON_GPU.recommendation?.equivalence ?? null,
    },
    { provider: 'webgpu', status: 'failed', reason: 'unsupported: the device has no f16' },
  ],
};

/** Nothing is better than the default beyond doubt. */
const source = (name: string, similarity: number, weight: number) =>
  ({ name, similarity, hostSimilarity: 1, origin: 'own', weight }) as const;

/** A search that leaned on two models of this host, one of another, and the cost law. */
export const KNOWN_START: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({ strategy: 'adaptive' }),
  start: {
    began: {
      sources: [
        source('ResNet-50', 0.93, 0.5),
        source('ResNeXt-50', 0.93, 0.2),
        { ...source('VGG-16', 0.4, 0.1), hostSimilarity: 0.72, origin: 'shipped' },
        source('LSTM tagger', 0.05, 0.001),
      ],
      lawWeight: 0.199,
      confidence: null,
    },
    ended: { sources: [source('ResNet-50', 0.93, 0.9)], lawWeight: 0.1, confidence: 0.97 },
  },
};

const atLengths = (m: Measurement, paddingShare: number, shapes: number): Measurement => ({
  ...m,
  lengths: { paddingShare, tokensPerSample: 23.6, shapes },
});

/** Requests of many lengths, padded to powers of two. */
export const MIXED_LENGTHS: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({
    lengths: {
      source: 'zipf:128',
      axes: [{ input: 'input_ids', axis: 1 }],
      batching: 'padded',
      buckets: 'powers-of-two',
      shortest: 1,
      median: 9,
      mean: 23.6,
      longest: 128,
      padding: { status: 'harmless', maxRelativeDeviation: 2.5e-7 },
    },
  }),
  reference: { ...reference, measurement: atLengths(reference.measurement, 0.24, 8) },
  trials: CLEAR_GAIN.trials.map((trial) =>
    trial.status === 'failed'
      ? trial
      : { ...trial, measurement: atLengths(trial.measurement, 0.71, 6) },
  ),
  recommendation: CLEAR_GAIN.recommendation && {
    ...CLEAR_GAIN.recommendation,
    measurement: atLengths(bestMeasurement, 0.71, 6),
  },
  runnersUp: [{ ...runnerUp, measurement: atLengths(runnerUp.measurement, 0.8, 5) }],
};

export const KEEP_DEFAULT: StudyResult = {
  ...CLEAR_GAIN,
  recommendation: {
    configuration: runtimeDefault(1),
    measurement: reference.measurement,
    relative: { value: 1, low: 1, high: 1 },
    equivalence: null,
    keepDefault: true,
    confidence: 0.62,
    reason:
      "No configuration is better than the runtime's default beyond doubt (95 %): the best reached 1.01 times its throughput (0.97 to 1.05, 3 fresh sessions).",
  },
  runnersUp: [{ ...runnerUp, relative: { value: 1.01, low: 0.97, high: 1.05 } }],
  rejections: [],
};

const P99 = {
  metric: 'latency_p99_ms',
  relation: '<=',
  bound: 5,
  text: 'latency_p99_ms<=5',
} as const;

function missed(batchSize: number, found: number): Trial {
  return trialOf(batchSize, configurationOf({ batchSize }), {
    violations: [{ constraint: P99.text, found, verdict: 'violated' }],
  });
}

/** No configuration meets the constraint. */
export const NOTHING_FEASIBLE: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({ constraints: [P99] }),
  trials: [missed(1, 9.8), missed(2, 18.8), missed(4, 40.12)],
  recommendation: null,
  runnersUp: [],
  rejections: [
    [1, 9.8],
    [2, 18.8],
    [4, 40.12],
  ].map(([batchSize, found]) => ({
    configuration: configurationOf({ batchSize: batchSize ?? 1 }),
    reason: `misses latency_p99_ms<=5: found ${found}`,
  })),
  raceSessions: 0,
  stoppedBecause: 'space-exhausted',
};

const CRASH = {
  kind: 'crash',
  message: 'worker ended by SIGILL',
  stderr: 'Illegal instruction\n',
} as const;

/** Nothing runs at all. */
export const ALL_FAILED: StudyResult = {
  ...CLEAR_GAIN,
  trials: [1, 2].map((batchSize) =>
    trialOf(batchSize, configurationOf({ batchSize }), { failure: CRASH }),
  ),
  reference: null,
  recommendation: null,
  runnersUp: [],
  rejections: [1, 2].map((batchSize) => ({
    configuration: configurationOf({ batchSize }),
    reason: `crashed: ${CRASH.message}`,
  })),
  raceSessions: 0,
  elapsedS: 3.1,
  stoppedBecause: 'all-failed',
  noise: { sliceSpread: 0, disturbance: { stealShare: 0, backgroundShare: 0 } },
};

/** Ctrl-C before the final race. */
export const INTERRUPTED: StudyResult = {
  ...CLEAR_GAIN,
  recommendation: {
    ...(CLEAR_GAIN.recommendation as NonNullable<StudyResult['recommendation']>),
    relative: { value: 1.9, low: 1.6, high: 2.26 },
    equivalence: null,
    confidence: 0.55,
  },
  raceSessions: 0,
  elapsedS: 21.4,
  stoppedBecause: 'interrupted',
  warnings: [
    'The study was interrupted before the final race in fresh processes: intervals come from the search, widened for how far sessions may differ.',
  ],
};

/** The file keeps its batch, and says which node is to blame. */
export const FIXED_BATCH: StudyResult = {
  ...KEEP_DEFAULT,
  header: headerOf({
    model: {
      ...MODEL,
      batching: {
        status: 'fixed',
        reason: 'a Reshape folds the batch into the channels',
        node: 'Reshape_41',
      },
    },
  }),
};

/** A machine on which little can be said. */
export const NOISY: StudyResult = {
  ...CLEAR_GAIN,
  recommendation: {
    ...(CLEAR_GAIN.recommendation as NonNullable<StudyResult['recommendation']>),
    relative: { value: 1.4, low: 1.02, high: 1.92 },
    confidence: 0.71,
  },
  noise: { sliceSpread: 0.31, disturbance: { stealShare: 0.18, backgroundShare: 0.22 } },
  raceSessions: 1,
  stoppedBecause: 'budget',
  warnings: [
    'The gain is known to ±45 %, not to the 2 % asked for: sessions differ, or the budget is short.',
  ],
};

/** The rewritten copy is needed for the batch that is recommended. */
export const REBATCHED: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({
    model: {
      ...MODEL,
      batching: { status: 'rewritten', verifiedBatch: 4, vacuous: false, changes: 2 },
    },
  }),
};

/** The default itself fails; another configuration stands in for it. */
export const DEFAULT_FAILS: StudyResult = {
  ...CLEAR_GAIN,
  reference: {
    configuration: configurationOf({ intraOpThreads: 1 }),
    measurement: measurementOf(104),
  },
};

/** The default fails and nothing beats what stands in for it. */
export const STAND_IN: StudyResult = {
  ...DEFAULT_FAILS,
  recommendation: {
    ...(KEEP_DEFAULT.recommendation as NonNullable<StudyResult['recommendation']>),
    configuration: configurationOf({ intraOpThreads: 1 }),
    keepDefault: false,
    reason: 'Nothing else was found that could replace the first configuration that works.',
  },
  rejections: [{ configuration: runtimeDefault(1), reason: `crashed: ${CRASH.message}` }],
};

/** The default misses the constraint; what meets it is slower. */
export const SLOWER_BUT_FEASIBLE: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({
    objective: 'efficiency',
    constraints: [
      { metric: 'peak_rss_bytes', relation: '<=', bound: 1e8, text: 'peak_rss_bytes<=100MB' },
    ],
  }),
  recommendation: {
    ...(CLEAR_GAIN.recommendation as NonNullable<StudyResult['recommendation']>),
    configuration: configurationOf({
      memoryArena: false,
      spinning: false,
      executionMode: 'parallel',
    }),
    relative: { value: 0.81, low: 0.78, high: 0.84 },
  },
  rejections: [
    {
      configuration: runtimeDefault(1),
      reason: 'misses peak_rss_bytes<=100MB: found 134200000',
    },
    ...[2, 4, 8, 16].map((batchSize) => ({
      configuration: configurationOf({ batchSize }),
      reason: `misses peak_rss_bytes<=100MB: found ${134_200_000 + 1e6 * batchSize}`,
    })),
    ...['timeout', 'unsupported', 'wrong output'].map((reason, i) => ({
      configuration: configurationOf({ batchSize: 32, instances: i + 1 }),
      reason,
    })),
  ],
};

const EVIL = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202Egnp.exe\r\n=cmd|x';

/** Every text that may come from a model or from the runtime is hostile. */
export const HOSTILE: StudyResult = {
  ...CLEAR_GAIN,
  header: headerOf({
    model: {
      ...MODEL,
      path: `models/${EVIL}.onnx`,
      inputs: [{ name: EVIL, elementType: 'float32', shape: [EVIL, 3], batchAxis: 0 }],
      batching: { status: 'fixed', reason: `node says ${EVIL}`, node: EVIL },
    },
    constraints: [{ ...P99, text: `latency_p99_ms<=5${EVIL}` }],
  }),
  trials: [
    trialOf(1, runtimeDefault(1), { reason: EVIL }),
    trialOf(2, BEST, { failure: { kind: 'runtime-error', message: `=1+1${EVIL}`, stderr: EVIL } }),
  ],
  start: {
    began: { sources: [source(EVIL, 0.5, 0.5)], lawWeight: 0, confidence: null },
    ended: { sources: [], lawWeight: 0, confidence: null },
  },
  recommendation: null,
  runnersUp: [],
  rejections: [{ configuration: BEST, reason: EVIL }],
  warnings: [EVIL],
};

const POISSON: StudyLoad = {
  offered: { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' },
  adaptiveBatching: false,
  price: { cpu: 1, gpu: 1 },
};

export const P99_WITHIN_50: Constraint = {
  metric: 'latency_p99_ms',
  relation: '<=',
  bound: 50,
  text: 'latency_p99_ms<=50',
};

/** What became of 1480 requests at 200/s. */
export function loadOf(changes: Partial<LoadStatistics> = {}): LoadStatistics {
  return {
    offeredPerS: 200,
    servedPerS: 199.4,
    requests: 1480,
    rejected: 0,
    expired: 0,
    meanBatch: 3.42,
    meanWaitMs: 4.1,
    meanServiceMs: 11.7,
    utilisation: 0.61,
    generatorLagMs: 0.21,
    generatorKeptUp: true,
    cpuCores: 1.34,
    overloaded: false,
    capacityPerS: null,
    bounds: [
      { metric: 'latency_p99_ms', boundMs: 50, quantile: 0.99, violations: 3, clusterSize: 1.2 },
    ],
    goodput: null,
    ...changes,
  };
}

const LOAD_REFERENCE = configurationOf({ maxQueueDelayMs: 0 });
const BATCHED = configurationOf({
  batchSize: 8,
  instances: 2,
  intraOpThreads: 1,
  maxQueueDelayMs: 2,
});

const underLoad = (load: LoadStatistics, p99: number | null, ratio?: LogRatio): Measurement => {
  const base = measurementOf(load.servedPerS, ratio);
  const mean = (p99 ?? 900) / 3;
  return {
    ...base,
    latencyMs: { mean, p50: 0.8 * mean, p90: 1.9 * mean, p95: 2.2 * mean, p99 },
    rounds: 4,
    logRatio: { ...base.logRatio, throughput: ZERO, efficiency: ZERO },
    load,
  };
};

const carried = underLoad(
  loadOf({
    goodput: {
      heldPerS: 340,
      brokenPerS: 361,
      tried: [
        { ratePerS: 200, verdict: 'held', requests: 1480, p99Ms: 31 },
        { ratePerS: 400, verdict: 'overloaded', requests: 640, p99Ms: null },
        { ratePerS: 283, verdict: 'held', requests: 1270, p99Ms: 38 },
        { ratePerS: 340, verdict: 'held', requests: 1320, p99Ms: 44 },
        { ratePerS: 361, verdict: 'broken', requests: 1410, p99Ms: 71 },
      ],
    },
  }),
  31,
  { value: Math.log(29), standardError: 0.2, degreesOfFreedom: 2 },
);

const swamped = underLoad(
  loadOf({
    servedPerS: 104,
    overloaded: true,
    capacityPerS: 104,
    expired: 410,
    meanBatch: 1,
    meanWaitMs: 740,
    utilisation: 1,
    cpuCores: 1.9,
    bounds: [
      { metric: 'latency_p99_ms', boundMs: 50, quantile: 0.99, violations: 1391, clusterSize: 90 },
    ],
  }),
  null,
);

const loadHeader = headerOf({
  objective: 'latency',
  constraints: [P99_WITHIN_50],
  load: POISSON,
  knobs: [...headerOf().knobs, { name: 'maxQueueDelayMs', values: [0, 1, 5, 12] }],
  reference: LOAD_REFERENCE,
  budgetS: 180,
  command: ['tune', 'models/squeezenet1.1.onnx', '--load', 'poisson:200/s'],
  options: { load: ['poisson:200/s'] },
});

/** The default cannot carry the load; a dynamic batcher in front of two instances can, with room to spare. */
export const UNDER_LOAD: StudyResult = {
  ...CLEAR_GAIN,
  header: loadHeader,
  trials: [
    trialOf(1, LOAD_REFERENCE, {
      measurement: swamped,
      violations: [{ constraint: 'poisson:200/s', found: 104, verdict: 'violated' }],
    }),
    trialOf(2, BATCHED, { measurement: carried }),
    trialOf(
      3,
      { ...BATCHED, maxQueueDelayMs: 12 },
      {
        measurement: underLoad(
          loadOf({
            requests: 310,
            bounds: [
              {
                metric: 'latency_p99_ms',
                boundMs: 50,
                quantile: 0.99,
                violations: 0,
                clusterSize: 1,
              },
            ],
          }),
          36,
          GAIN,
        ),
        violations: [
          {
            constraint: 'latency_p99_ms<=50',
            found: 36,
            verdict: 'unsupported',
            requestsNeeded: 149,
          },
        ],
      },
    ),
    trialOf(
      4,
      { ...LOAD_REFERENCE, intraOpThreads: 1 },
      {
        failure: {
          kind: 'overloaded',
          message: 'serves 96/s of the 200/s offered',
          stderr: '',
        },
      },
    ),
  ],
  reference: { configuration: LOAD_REFERENCE, measurement: swamped },
  recommendation: {
    ...(CLEAR_GAIN.recommendation as Recommendation),
    configuration: BATCHED,
    measurement: carried,
    relative: { value: 29, low: 12, high: 68 },
    reason:
      "The runtime's default cannot carry poisson:200/s: it serves 104/s. This is the best of those that carry it (3 fresh sessions).",
  },
  runnersUp: [],
  rejections: [
    {
      configuration: LOAD_REFERENCE,
      reason: 'cannot carry poisson:200/s: it serves 104/s',
    },
    {
      configuration: { ...LOAD_REFERENCE, intraOpThreads: 1 },
      reason: 'overloaded: serves 96/s of the 200/s offered',
    },
  ],
  elapsedS: 171,
};

/** The default carries the load; the generator was late, and the guard was busy. */
export const LOAD_IS_EASY: StudyResult = {
  ...KEEP_DEFAULT,
  header: {
    ...loadHeader,
    constraints: [P99_WITHIN_50],
    load: {
      offered: {
        kind: 'trace',
        ratePerS: 20,
        text: 'trace:arrivals.csv',
        arrivals: 12_000,
        spanMs: 600_000,
      },
      adaptiveBatching: true,
      deadlineMs: 250,
      price: { cpu: 0.04, gpu: 2.5 },
    },
  },
  trials: [trialOf(1, LOAD_REFERENCE, { measurement: underLoad(loadOf({ requests: 310 }), 21) })],
  ...(() => {
    const measurement = underLoad(
      loadOf({
        offeredPerS: 20,
        servedPerS: 20.1,
        requests: 310,
        rejected: 2,
        generatorLagMs: 6.2,
        generatorKeptUp: false,
        guardSteps: [
          { at: 812, from: 8, to: 7, reason: 'beyond target', observedMs: 27 },
          { at: 1620, from: 7, to: 8, reason: 'within target', observedMs: 12 },
        ],
        goodput: {
          heldPerS: 0,
          brokenPerS: 0.3,
          tried: [{ ratePerS: 0.3, verdict: 'broken', requests: 40, p99Ms: 61 }],
        },
      }),
      21,
    );
    return {
      reference: { configuration: LOAD_REFERENCE, measurement },
      recommendation: {
        ...(KEEP_DEFAULT.recommendation as Recommendation),
        configuration: LOAD_REFERENCE,
        measurement,
      },
    };
  })(),
};
