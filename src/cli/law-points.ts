import { affineWork } from '../cost/affine-work.ts';
import { type BusyTimes, expectUnderLoad, type LoadTask } from '../cost/expect-load.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { loadTimes, type TimesOf } from '../cost/load-times.ts';
import { operatorResponses } from '../cost/operator-responses.ts';
import { type Prediction, predictSurface } from '../cost/predict-surface.ts';
import type { LawPoint, SearchPrior } from '../knowledge/search-prior.ts';
import type { Configuration } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { SpaceModel } from '../space/space-request.ts';
import { claimedQuantile, isLatencyBound } from '../study/check-constraints.ts';
import type { Constraint, Objective } from '../study/objective.ts';
import type { GraphWork } from '../work/work-unit.ts';
import { ABSOLUTE_DEVIATION, type Bounded, predictedMargin } from './predicted-margin.ts';

/** What the cost law is asked for. */
export interface LawRequest {
  readonly space: SearchSpace;
  readonly model: SpaceModel;
  /** Work of one run at a batch size. */
  readonly workAt: (batch: number) => GraphWork;
  /** Constants of this host by execution provider, as far as it is calibrated. */
  readonly constants: ReadonlyMap<string, HostConstants>;
  readonly defaultThreads: number;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  /** What is served, and what it costs; absent where instances run back to back. */
  readonly load?: Pick<LoadTask, 'load' | 'price' | 'usableCores' | 'deadlineMs'>;
}

/** Deviation for a provider that was not calibrated: a factor of four either way is nothing unusual. */
const STRANGE_PROVIDER = 1.5;
/** What is added to the deviation of ratios of CPU time: how long threads spin is known roughly. */
const CPU_TIME_DEVIATION = 0.2;

/** What the law says of one configuration. */
interface Expected {
  readonly prediction: Prediction;
  /** CPU time per sample, ms. */
  readonly cpuMs: number;
}

/** What the cost law expects of a whole space; nothing where this host is not calibrated for the reference's provider. */
export function lawPrior(request: LawRequest): Pick<SearchPrior, 'law' | 'operators'> {
  const { space, constants, defaultThreads } = request;
  const home = constants.get(space.reference.provider);
  if (home === undefined) return { law: null, operators: [] };
  const workAt = workOfSpace(request);
  const homeTimes = loadTimes({ workAt, host: home, defaultThreads });
  const expected = new Map<Configuration, Expected>();
  for (const provider of new Set(space.configurations.map((c) => c.provider))) {
    const host = constants.get(provider) ?? home;
    const timesOf = host === home ? homeTimes : loadTimes({ workAt, host, defaultThreads });
    const members = space.configurations.filter((c) => c.provider === provider);
    expectAll({ ...request, workAt }, { members, host, timesOf }, expected);
  }
  const alone = { members: [], host: home, timesOf: homeTimes };
  const reference = expectAll({ ...request, workAt }, alone, expected);
  const law =
    request.load === undefined
      ? space.configurations.map((c) => lawPoint(request, expected.get(c), reference))
      : lawUnderLoad(request, expected, reference, request.load);
  return { law, operators: operatorResponses(space.configurations, space.reference, homeTimes) };
}

/** Two batch sizes are worked out, those between follow. */
function workOfSpace({ space, workAt }: LawRequest): LawRequest['workAt'] {
  const low = space.reference.batchSize;
  const high = space.configurations.reduce((most, c) => Math.max(most, c.batchSize), low);
  return affineWork(workAt, low, high);
}

interface Predicted {
  readonly members: readonly Configuration[];
  readonly host: HostConstants;
  readonly timesOf: TimesOf;
}

/** Predicts the members of one provider, and the reference as that provider would run it, which is returned. */
function expectAll(
  { space, model, workAt, defaultThreads }: LawRequest,
  { members, host, timesOf }: Predicted,
  into: Map<Configuration, Expected>,
): Expected {
  const request = { workAt, host, defaultThreads, model };
  const [first, ...others] = predictSurface([space.reference, ...members], request, timesOf);
  if (first === undefined) throw new Error('a surface with a reference has a first point');
  for (const prediction of others) {
    const cpuMs = cpuMsPerSample(prediction, host, timesOf);
    into.set(prediction.configuration, { prediction, cpuMs });
  }
  return { prediction: first, cpuMs: cpuMsPerSample(first, host, timesOf) };
}

function lawPoint(
  request: LawRequest,
  expected: Expected | undefined,
  reference: Expected,
): LawPoint {
  const { space, model, objective, constraints } = request;
  if (expected === undefined) throw new Error('the law leaves out a configuration');
  const { prediction } = expected;
  const { configuration, throughputIps, runMs } = prediction;
  const extra = objective === 'efficiency' ? CPU_TIME_DEVIATION : 0;
  const deviation = Math.hypot(relativeDeviation(request, expected, reference), extra);
  return {
    logRatio: logRatio(objective, expected, reference),
    deviation: configuration === space.reference ? 0 : deviation,
    throughputIps,
    runMs,
    margins: constraints.map((c) => predictedMargin(c, boundedOf(model, expected))),
  };
}

function boundedOf(model: SpaceModel, { prediction, cpuMs }: Expected): Bounded {
  const isSized = model.bytesPerSample !== null && model.sessionBytes !== null;
  return { prediction, memoryBytes: isSized ? prediction.memoryBytes : null, cpuMs };
}

/** Standard deviation of the logarithm of the ratio of a run's time to the reference's. */
function relativeDeviation(
  { space, constants }: LawRequest,
  { prediction }: Expected,
  reference: Expected,
): number {
  const { provider } = prediction.configuration;
  if (provider === space.reference.provider) return prediction.relativeLogDeviation;
  if (!constants.has(provider)) return STRANGE_PROVIDER;
  // Nothing cancels between the constants of two providers.
  const both = Math.hypot(prediction.logDeviation, reference.prediction.logDeviation);
  return Math.hypot(both, prediction.relativeLogDeviation);
}

/** What the law's run times come to behind a dynamic batcher. */
function lawUnderLoad(
  request: LawRequest,
  expected: ReadonlyMap<Configuration, Expected>,
  reference: Expected,
  load: Pick<LoadTask, 'load' | 'price' | 'usableCores' | 'deadlineMs'>,
): readonly LawPoint[] {
  const { space, model, defaultThreads, objective, constraints } = request;
  const all = space.configurations.map((c) => expected.get(c) as Expected);
  const timesOf = (one: Expected): BusyTimes => ({
    configuration: one.prediction.configuration,
    runMs: one.prediction.runMs,
    cpuMs: one.cpuMs,
    deviation: Math.hypot(one.prediction.logDeviation, ABSOLUTE_DEVIATION),
    relativeDeviation: relativeDeviation(request, one, reference),
  });
  const bounds = constraints.map((constraint) => {
    const quantile = isLatencyBound(constraint) ? claimedQuantile(constraint) : null;
    return quantile === null ? null : { quantile, boundMs: constraint.bound };
  });
  const task = { ...load, bounds, objective, defaultThreads };
  return expectUnderLoad(all.map(timesOf), timesOf(reference), task).map((found, i) => {
    const one = all[i] as Expected;
    const { throughputIps, runMs } = one.prediction;
    const margins = constraints.map(
      (c, k) => found.margins[k] ?? predictedMargin(c, boundedOf(model, one)),
    );
    return { ...found, throughputIps, runMs, margins };
  });
}

function logRatio(objective: Objective, a: Expected, b: Expected): number {
  switch (objective) {
    case 'throughput':
      return Math.log(a.prediction.throughputIps / b.prediction.throughputIps);
    case 'latency':
      return Math.log(b.prediction.runMs / a.prediction.runMs);
    case 'goodput':
    case 'cost':
      throw new Error('the law of runs back to back knows no load');
    case 'efficiency':
      return Math.log(b.cpuMs / a.cpuMs);
  }
}

/**
 * Threads that spin are busy as long as the run lasts, as far as there are cores for them; threads that sleep take the
 * time of the work alone, about that of one thread.
 */
function cpuMsPerSample(
  { configuration: c, runMs }: Prediction,
  { cores }: HostConstants,
  timesOf: TimesOf,
): number {
  const { load } = timesOf(c);
  const threads = c.spinning ? load.threads : 1;
  const ms = c.spinning ? runMs : timesOf({ ...c, intraOpThreads: 1 }).runMs;
  const onCpu = Math.min(1, cores / (c.instances * threads));
  return (ms * threads * onCpu) / c.batchSize;
}
