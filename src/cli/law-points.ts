import { affineWork } from '../cost/affine-work.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { loadTimes, type TimesOf } from '../cost/load-times.ts';
import { operatorResponses } from '../cost/operator-responses.ts';
import { type Prediction, predictSurface } from '../cost/predict-surface.ts';
import type { LawPoint, SearchPrior } from '../knowledge/search-prior.ts';
import { backToBack } from '../space/back-to-back-space.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import type { Objective } from '../study/objective.ts';
import { boundedOf, type Expected, type LawRequest, relativeDeviation } from './expected-run.ts';
import { type KnownRuns, knownRuns } from './known-runs.ts';
import { lawUnderLoad } from './law-under-load.ts';
import { predictedMargin } from './predicted-margin.ts';

/** What is added to the deviation of ratios of CPU time: how long threads spin is known roughly. */
const CPU_TIME_DEVIATION = 0.2;

/** What the cost law expects of a whole space; nothing where this host is not calibrated for the reference's provider. */
export function lawPrior(
  request: LawRequest,
): Pick<SearchPrior, 'law' | 'operators' | 'lawTrials'> {
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
  const operators = operatorResponses(space.configurations, space.reference, homeTimes);
  if (request.load === undefined) {
    const points = space.configurations.map((c) => lawPoint(request, expected.get(c), reference));
    return { law: points, operators };
  }
  const known = runsKnown(request, expected, reference);
  const law = lawUnderLoad(request, expected, reference, request.load, known);
  const lawTrials = known?.trials ?? 0;
  return { law, operators, ...(lawTrials > 0 && { lawTrials }) };
}

/** What is known of runs back to back besides the law; null where nothing is, so that the law stands alone. */
function runsKnown(
  request: LawRequest,
  expected: ReadonlyMap<Configuration, Expected>,
  reference: Expected,
): KnownRuns | null {
  const { space, defaultThreads, load } = request;
  const own = load?.own ?? [];
  if (own.length === 0) return null;
  const bare = new Map([...expected.values()].map((one) => [backToBackKey(one), one]));
  const asked: LawRequest = { ...request, objective: 'throughput', constraints: [] };
  const lawOf = (c: Configuration): LawPoint =>
    lawPoint(asked, bare.get(configurationKey(c)), reference);
  return knownRuns({ space, defaultThreads, lawOf, own });
}

const backToBackKey = ({ prediction }: Expected): string =>
  configurationKey(backToBack(prediction.configuration));

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
