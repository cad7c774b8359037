import type { StudyEvent } from '../study/study-event.ts';
import type { JsonRecord } from './json-record.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  share,
  string,
} from './schema-parts.ts';
import { STOP_TEXT } from './stop-text.ts';

const estimate = object({ value: number(), low: number(), high: number() });
const ratio = object({ value: number(), standardError: number(), degreesOfFreedom: number() });
const configuration = object(
  {
    provider: string(),
    batchSize: integer(1),
    instances: integer(1),
    intraOpThreads: integer(0),
    interOpThreads: integer(0),
    executionMode: oneOf('sequential', 'parallel'),
    graphOptimization: oneOf('disabled', 'basic', 'extended', 'all'),
    spinning: boolean(),
    memoryArena: boolean(),
    maxQueueDelayMs: number(),
  },
  { optional: ['maxQueueDelayMs'] },
);
const standing = object({ configuration, relative: estimate });
const suggestion = object(
  { configuration, reason: string(), expected: object({ relative: estimate, costS: number() }) },
  { optional: ['expected'] },
);
const load = object(
  {
    offeredPerS: nullable(number()),
    servedPerS: number(),
    requests: number(),
    rejected: number(),
    expired: number(),
    meanBatch: number(),
    meanWaitMs: number(),
    meanServiceMs: number(),
    utilisation: number(),
    generatorLagMs: number(),
    generatorKeptUp: boolean(),
    cpuCores: number(),
    overloaded: boolean(),
    capacityPerS: nullable(number()),
    bounds: array(
      object({
        metric: string(),
        boundMs: number(),
        quantile: number(),
        violations: number(),
        clusterSize: number(),
      }),
    ),
    guardSteps: array(
      object({
        at: number(),
        from: number(),
        to: number(),
        reason: oneOf('within target', 'beyond target'),
        observedMs: number(),
      }),
    ),
    goodput: nullable(
      object({
        heldPerS: number(),
        brokenPerS: nullable(number()),
        tried: array(
          object({
            ratePerS: number(),
            verdict: oneOf('held', 'broken', 'overloaded', 'undecided'),
            requests: number(),
            p99Ms: nullable(number()),
          }),
        ),
      }),
    ),
  },
  { optional: ['guardSteps'] },
);
const measurement = object(
  {
    logRatio: object(
      { throughput: ratio, latency: ratio, efficiency: ratio, goodput: ratio, cost: ratio },
      { optional: ['goodput', 'cost'] },
    ),
    throughputIps: estimate,
    latencyMs: object({
      mean: number(),
      p50: nullable(number()),
      p90: nullable(number()),
      p95: nullable(number()),
      p99: nullable(number()),
    }),
    runs: number(),
    rounds: integer(0),
    peakRssBytes: number(),
    instancePeakRssBytes: array(number()),
    sessionCreateMs: number(),
    firstRunMs: number(),
    cpuMsPerInference: number(),
    disturbance: object({ stealShare: share(), backgroundShare: share() }),
    device: object({ peakBytes: nullable(number()), utilisation: nullable(share()) }),
    slices: array(
      object({
        round: number(),
        atMs: number(),
        windowMs: number(),
        runs: number(),
        runMs: number(),
        cpuMsPerRun: number(),
      }),
    ),
    runTimesMs: nullable(array(number())),
    stderr: string(),
    load,
    lengths: object({ paddingShare: share(), tokensPerSample: number(), shapes: integer(1) }),
  },
  { optional: ['device', 'load', 'lengths'] },
);
const failure = object({ kind: string(), message: string(), stderr: string() });
const violation = object(
  {
    constraint: string(),
    found: nullable(number()),
    verdict: oneOf('violated', 'unsupported'),
    requestsNeeded: number(),
  },
  { optional: ['requestsNeeded'] },
);
const trialBase = {
  number: integer(1),
  configuration,
  reason: string(),
  probeS: number(),
  finishedAtMs: number(),
};
const trial = {
  anyOf: [
    object({ ...trialBase, status: { const: 'failed' }, failure }),
    object({
      ...trialBase,
      status: oneOf('measured', 'pruned'),
      measurement,
      violations: array(violation),
    }),
  ],
};
const count = object({ operator: string(), count: integer(0) });
const header = object(
  {
    studyId: string(),
    model: object({
      path: string(),
      fileBytes: number(),
      weightBytes: number(),
      nodes: integer(0),
      operators: array(count),
      opset: integer(0),
      baseBatch: integer(1),
      batching: object(
        {
          status: oneOf('declared', 'rewritten', 'fixed'),
          verifiedBatch: number(),
          vacuous: boolean(),
          changes: number(),
          reason: string(),
          node: nullable(string()),
        },
        { required: ['status'] },
      ),
    }),
    host: object({
      usableCores: number(),
      cpuModel: string(),
      runtimeVersion: string(),
      disturbances: array(string()),
    }),
    objective: oneOf('throughput', 'latency', 'efficiency', 'goodput', 'cost'),
    constraints: array(object({ text: string() })),
    knobs: array(
      object({ name: string(), values: array({ type: ['string', 'number', 'boolean'] }) }),
    ),
    spaceSize: integer(1),
    reference: configuration,
    budgetS: number(),
    maxProbes: nullable(integer(1)),
    load: object(
      {
        offered: object(
          {
            kind: oneOf('closed', 'poisson', 'constant', 'lognormal', 'trace'),
            text: string(),
            clients: number(),
            ratePerS: number(),
            sigma: number(),
            arrivals: number(),
            spanMs: number(),
          },
          { required: ['kind', 'text'] },
        ),
        adaptiveBatching: boolean(),
        deadlineMs: number(),
        price: object({ cpu: number(), gpu: number() }),
      },
      { optional: ['deadlineMs'] },
    ),
    lengths: object({
      source: string(),
      batching: oneOf('padded', 'exact'),
      buckets: { anyOf: [string(), { type: 'null' }, array(integer(1))] },
      shortest: number(),
      median: number(),
      mean: number(),
      longest: number(),
      padding: object(
        {
          status: oneOf('harmless', 'harmful', 'not-padded'),
          maxRelativeDeviation: number(),
          reason: string(),
        },
        { optional: ['maxRelativeDeviation', 'reason'] },
      ),
    }),
  },
  { optional: ['lengths', 'load'] },
);
const compared = {
  outputs: array(object({ output: string(), deviation: number(), tolerance: number() })),
  toleranceReason: string(),
};
const equivalence = {
  anyOf: [
    { type: 'null' },
    object(
      { status: { const: 'equal' }, maxRelativeDeviation: number(), ...compared },
      { optional: Object.keys(compared) },
    ),
    object(
      { status: { const: 'different' }, message: string(), ...compared },
      { optional: Object.keys(compared) },
    ),
    object({ status: { const: 'not-applicable' }, reason: string() }),
    object({ status: { const: 'failed' }, failure }),
  ],
};
const finalist = { configuration, measurement, relative: estimate, equivalence };
const placement = object({
  nodes: integer(0),
  fallbackNodes: integer(0),
  fallbackShare: share(),
  operators: array(
    object({ operator: string(), provider: string(), count: integer(0), share: share() }),
  ),
});
const insight = object(
  {
    sources: array(
      object({
        name: string(),
        similarity: share(),
        hostSimilarity: share(),
        origin: oneOf('own', 'shipped'),
        weight: share(),
      }),
    ),
    lawWeight: share(),
    lawTrials: integer(1),
    confidence: nullable(share()),
  },
  { optional: ['lawTrials'] },
);
const result = object(
  {
    header,
    start: object({ began: insight, ended: insight }),
    trials: array(trial),
    reference: nullable(object({ configuration, measurement })),
    recommendation: nullable(
      object(
        { ...finalist, keepDefault: boolean(), confidence: number(), reason: string(), placement },
        { optional: ['placement'] },
      ),
    ),
    runnersUp: array(object(finalist)),
    rejections: array(object({ configuration, reason: string() })),
    providers: array(
      object(
        {
          provider: string(),
          status: oneOf('measured', 'failed'),
          configuration,
          relative: estimate,
          equivalence,
          reason: string(),
        },
        { required: ['provider', 'status'] },
      ),
    ),
    raceSessions: integer(0),
    elapsedS: number(),
    stoppedBecause: oneOf(...Object.keys(STOP_TEXT)),
    noise: object({
      sliceSpread: number(),
      disturbance: object({ stealShare: number(), backgroundShare: number() }),
    }),
    warnings: array(string()),
  },
  { optional: ['start', 'providers'] },
);

/** Members of each event, as the event log of `--events` writes them; infinite numbers are numbers here. */
export const EVENT_SCHEMAS: Readonly<Record<StudyEvent['type'], JsonRecord>> = {
  'study-started': object(
    { header, resumedTrials: integer(0), start: insight },
    { optional: ['start'] },
  ),
  'heat-started': object(
    {
      heat: integer(1),
      phase: oneOf('search', 'finish'),
      suggestions: array(suggestion),
      predictions: array(standing),
    },
    { optional: ['predictions'] },
  ),
  'round-finished': object({ heat: integer(1), round: integer(0), standings: array(standing) }),
  'trial-finished': object({ trial }),
  'incumbent-changed': object({ configuration, relative: estimate }),
  progress: object({ trials: integer(0), elapsedS: number(), etaS: nullable(number()) }),
  steered: object({ action: oneOf('paused', 'continued', 'skipped', 'finishing') }),
  warning: object({ message: string() }),
  'study-finished': object({ result }),
};
