import type { GpuFacts, HostFacts } from '../../space/host-facts.ts';
import type { LengthFacts } from '../../study/length-facts.ts';
import { CONSTRAINT_METRICS } from '../../study/objective.ts';
import type { FallbackOperator, Placement } from '../../study/placement.ts';
import type { OutputDeviation } from '../../study/prober.ts';
import type { ModelFacts, StudyHeader, StudyLoad } from '../../study/study-header.ts';
import { type SearchStart, STOP_REASONS, type StudyResult } from '../../study/study-result.ts';
import type { JsonRecord } from '../json-record.ts';
import { boolean, nullable, oneOf } from '../schema-parts.ts';
import {
  anyText,
  closed,
  dictionary,
  list,
  type Members,
  orSpecial,
  plainText,
  whole,
  within,
  word,
} from './bounded-schema.ts';
import {
  CONFIGURATION,
  DISTURBANCE,
  estimate,
  FAILURE,
  MEASUREMENT,
  STUDY_ID,
} from './trial-line-schema.ts';

const MOST_BYTES = 2 ** 53;
const MOST_CORES = 65_536;
const HASH = word('[0-9A-Za-z_.-]+', 128);
const CORES = within(0, MOST_CORES);
const BYTES = within(0, MOST_BYTES);

const PORT = closed({
  name: anyText(),
  elementType: plainText(60),
  shape: list({ type: ['integer', 'string', 'null'], maxLength: 1000 }, 64),
  batchAxis: nullable(whole(0, 64)),
});

const verified = { verifiedBatch: whole(1, 2 ** 24), vacuous: boolean() };
const BATCHING: JsonRecord = {
  anyOf: [
    closed({ status: oneOf('declared'), ...verified }),
    closed({ status: oneOf('rewritten'), ...verified, changes: whole(0, 1e9) }),
    closed({ status: oneOf('fixed'), reason: anyText(), node: nullable(anyText()) }),
  ],
};

const model: Members<ModelFacts> = {
  path: plainText(4096),
  sha256: HASH,
  graphHash: HASH,
  fileBytes: BYTES,
  weightBytes: BYTES,
  parameters: BYTES,
  nodes: whole(0, 1e9),
  operators: list(closed({ operator: anyText(300), count: whole(0, 1e9) }), 10_000),
  opset: whole(0, 1e6),
  inputs: list(PORT, 10_000),
  outputs: list(PORT, 10_000),
  baseBatch: whole(1, 2 ** 24),
  batching: BATCHING,
};

const MODEL = closed(model);

const gpu: Members<GpuFacts> = {
  name: anyText(300),
  memoryBytes: nullable(BYTES),
  vendor: oneOf('nvidia', 'amd', 'apple'),
  driverVersion: nullable(anyText(100)),
  memoryUsedBytes: nullable(BYTES),
  utilisation: nullable(within(0, 1)),
};

const host: Members<HostFacts> = {
  fingerprint: HASH,
  fingerprintParts: dictionary(
    { type: ['string', 'number', 'boolean'], maxLength: 1000, minimum: -1e18, maximum: 1e18 },
    100,
  ),
  platform: plainText(60),
  cpuModel: anyText(300),
  isa: list(plainText(60), 200),
  usableCores: CORES,
  logicalCores: CORES,
  physicalCores: CORES,
  machine: closed({
    logicalCores: CORES,
    physicalCores: CORES,
    sockets: whole(0, 1024),
    performanceCores: nullable(CORES),
    quotaCores: nullable(CORES),
  }),
  numaNodes: whole(0, 1024),
  cacheBytes: closed({ l1d: nullable(BYTES), l2: nullable(BYTES), l3: nullable(BYTES) }),
  memoryLimitBytes: orSpecial(BYTES, 'Infinity'),
  memoryAvailableBytes: orSpecial(BYTES, 'Infinity'),
  virtualised: nullable(boolean()),
  gpus: list(closed(gpu, ['vendor', 'driverVersion', 'memoryUsedBytes', 'utilisation']), 256),
  runtimeVersion: plainText(60),
  nodeVersion: plainText(60),
  providers: list(plainText(60), 60),
  lackingProviders: list(plainText(60), 60),
  canFreeze: boolean(),
  disturbances: list(anyText(2000), 100),
};

const HOST = closed(host, ['machine', 'gpus', 'lackingProviders']);

/** ISO 8601 in UTC, as `Date` writes it: its order is that of the alphabet. */
const INSTANT =
  '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z';

const LENGTH = whole(1, 1e9);

const lengths: Members<LengthFacts> = {
  source: anyText(2000),
  axes: list(closed({ input: anyText(1000), axis: whole(0, 64) }), 10_000),
  batching: oneOf('padded', 'exact'),
  buckets: nullable({ anyOf: [oneOf('powers-of-two', 'none'), list(LENGTH, 10_000)] }),
  shortest: LENGTH,
  median: LENGTH,
  mean: within(1, 1e9),
  longest: LENGTH,
  padding: closed(
    {
      status: oneOf('harmless', 'harmful', 'not-padded'),
      maxRelativeDeviation: orSpecial(within(0, 1e300), 'Infinity', 'NaN'),
      reason: anyText(2000),
    },
    ['maxRelativeDeviation', 'reason'],
  ),
};

const RATE = within(0, 1e9);

const OFFERED: JsonRecord = {
  anyOf: [
    closed({ kind: oneOf('closed'), clients: whole(1, 1e9), text: plainText(200) }),
    closed({ kind: oneOf('poisson', 'constant'), ratePerS: RATE, text: plainText(200) }),
    closed({
      kind: oneOf('lognormal'),
      ratePerS: RATE,
      sigma: within(0, 1000),
      text: plainText(200),
    }),
    closed({
      kind: oneOf('trace'),
      ratePerS: RATE,
      text: anyText(2000),
      arrivals: whole(0, 1e9),
      spanMs: within(0, 1e15),
    }),
  ],
};

const load: Members<StudyLoad> = {
  offered: OFFERED,
  adaptiveBatching: { type: 'boolean' },
  deadlineMs: within(0, 1e10),
  price: closed({ cpu: within(0, 1e9), gpu: within(0, 1e9) }),
};

const header: Members<StudyHeader> = {
  studyId: STUDY_ID,
  startedAt: word(INSTANT, 40),
  toolVersion: plainText(60),
  model: MODEL,
  host: HOST,
  objective: oneOf('throughput', 'latency', 'efficiency', 'goodput', 'cost'),
  constraints: list(
    closed({
      metric: oneOf(...CONSTRAINT_METRICS),
      relation: oneOf('<=', '>='),
      bound: within(-1e18, 1e18),
      text: plainText(200),
    }),
    100,
  ),
  knobs: list(
    closed({
      name: oneOf(...Object.keys((CONFIGURATION['properties'] ?? {}) as JsonRecord)),
      values: list(
        { type: ['string', 'number', 'boolean'], maxLength: 60, minimum: 0, maximum: 2 ** 24 },
        100_000,
      ),
    }),
    20,
  ),
  spaceSize: whole(0, 1e9),
  reference: CONFIGURATION,
  strategy: plainText(60),
  seed: whole(0, 2 ** 53),
  budgetS: orSpecial(within(0, 1e9), 'Infinity'),
  maxProbes: nullable(whole(1, 1e9)),
  command: list(anyText(), 10_000),
  options: dictionary(list(anyText(), 10_000), 200),
  load: closed(load, ['deadlineMs']),
  lengths: closed(lengths),
};

const HEADER = closed(header, ['load', 'lengths']);

const DEVIATION: Members<OutputDeviation> = {
  output: anyText(),
  deviation: orSpecial(within(0, 1e300), 'Infinity', 'NaN'),
  tolerance: within(0, 1e300),
};

/** Absent in studies of before outputs were told apart. */
const COMPARED = { outputs: list(closed(DEVIATION), 100_000), toleranceReason: anyText() };

const EQUIVALENCE: JsonRecord = {
  anyOf: [
    closed(
      {
        status: oneOf('equal'),
        maxRelativeDeviation: orSpecial(within(0, 1e300), 'NaN'),
        ...COMPARED,
      },
      Object.keys(COMPARED),
    ),
    closed(
      {
        status: oneOf('different'),
        output: anyText(),
        maxRelativeDeviation: orSpecial(within(0, 1e300), 'Infinity', 'NaN'),
        message: anyText(),
        ...COMPARED,
      },
      Object.keys(COMPARED),
    ),
    closed({ status: oneOf('not-applicable'), reason: anyText() }),
    closed({ status: oneOf('failed'), failure: FAILURE }),
    { type: 'null' },
  ],
};

const STANDING = closed({
  provider: plainText(60),
  status: oneOf('measured'),
  configuration: CONFIGURATION,
  relative: estimate(0, 1e22),
  equivalence: EQUIVALENCE,
});

const FAILED_STANDING = closed({
  provider: plainText(60),
  status: oneOf('failed'),
  reason: anyText(),
});

const finalist = {
  configuration: CONFIGURATION,
  measurement: MEASUREMENT,
  relative: estimate(0, 1e22),
  equivalence: EQUIVALENCE,
};

const OPERATOR: Members<FallbackOperator> = {
  operator: anyText(),
  provider: anyText(),
  count: whole(0, 1e9),
  share: within(0, 1),
};

const PLACEMENT: Members<Placement> = {
  nodes: whole(0, 1e9),
  fallbackNodes: whole(0, 1e9),
  fallbackShare: within(0, 1),
  operators: list(closed(OPERATOR), 100_000),
};

const insight: Members<SearchStart['began']> = {
  sources: list(
    closed({
      name: plainText(300),
      similarity: within(0, 1),
      hostSimilarity: within(0, 1),
      origin: oneOf('own', 'shipped'),
      weight: within(0, 1.001),
    }),
    100_000,
  ),
  lawWeight: within(0, 1.001),
  lawTrials: whole(1, 1e9),
  confidence: nullable(within(0, 1)),
};

const result: Members<Omit<StudyResult, 'header' | 'trials'>> = {
  start: closed({ began: closed(insight, ['lawTrials']), ended: closed(insight, ['lawTrials']) }),
  reference: nullable(closed({ configuration: CONFIGURATION, measurement: MEASUREMENT })),
  recommendation: nullable(
    closed(
      {
        ...finalist,
        keepDefault: boolean(),
        confidence: orSpecial(within(0, 1), 'NaN'),
        reason: anyText(),
        placement: closed(PLACEMENT),
      },
      ['placement'],
    ),
  ),
  runnersUp: list(closed(finalist), 1000),
  rejections: list(closed({ configuration: CONFIGURATION, reason: anyText() }), 100_000),
  providers: list({ anyOf: [STANDING, FAILED_STANDING] }, 100),
  raceSessions: whole(0, 1e6),
  elapsedS: within(0, 1e9),
  stoppedBecause: oneOf(...STOP_REASONS),
  noise: closed({ sliceSpread: orSpecial(within(0, 1e6), 'NaN'), disturbance: DISTURBANCE }),
  warnings: list(anyText(), 10_000),
};

const RESULT = closed(result, ['start', 'providers']);

/** A line of a study. */
export const STUDY_LINE: JsonRecord = closed({
  type: oneOf('study'),
  header: HEADER,
  state: oneOf('finished', 'interrupted'),
  result: nullable(RESULT),
  trials: whole(0, 1e6),
});

/** A line of what a model is known by. */
export const MODEL_LINE: JsonRecord = closed({
  type: oneOf('model'),
  modelSha256: HASH,
  name: plainText(300),
  family: nullable(plainText(100)),
  baseBatch: whole(1, 2 ** 24),
  signature: closed({
    version: whole(1, 1e6),
    batch: whole(1, 2 ** 24),
    parts: dictionary(dictionary(within(0, 1e18), 1000), 100),
  }),
});

export const HEAD_LINE: JsonRecord = closed({
  type: oneOf('knowledge-base'),
  version: whole(1, 1e6),
});
