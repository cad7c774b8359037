import type { Random } from '../../../src/core/random.ts';
import { affineWork } from '../../../src/cost/affine-work.ts';
import type { HostConstants } from '../../../src/cost/host-constants.ts';
import { predictSurface } from '../../../src/cost/predict-surface.ts';
import type { KnownTask } from '../../../src/knowledge/search-prior.ts';
import type { Observation } from '../../../src/search/strategy.ts';
import { similarity } from '../../../src/signature/signature-distance.ts';
import {
  type Configuration,
  configurationKey,
  sessionKey,
} from '../../../src/space/configuration.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SurfaceModel } from '../support/known-models.ts';
import { spaceModelOf } from './law-prior.ts';
import type { ReplayHost } from './replay-host.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import type { Truth } from './truth.ts';

/** Deviation of the logarithm of one probe. */
const NOISE = 0.03;
/** A heat of five rounds: slices of 120 ms, at least two runs each; the first run of a slice is not counted. */
const HEAT = { rounds: 5, sliceS: 0.12, leastRuns: 3 } as const;
/** Seconds to start a process and, per byte of weights, to create its session (130 MB/s: surfaces of the 2-core host). */
const SPAWN_S = 0.25;
const CREATE_S_PER_BYTE = 1 / 130e6;

/** A model on a simulated host: what a probe of each configuration would show but for noise. */
export interface SimulatedTask {
  readonly space: SearchSpace;
  readonly truths: ReadonlyMap<string, Truth>;
  readonly costS: (configuration: Configuration, isWarm: boolean) => number;
}

/** Runs the law with the machine's true constants over the space; `field` is what the law does not explain. */
export function simulateTask(
  machine: SimulatedMachine,
  ofModel: SurfaceModel,
  space: SearchSpace,
  host: HostConstants,
  field: (c: Configuration) => number,
): SimulatedTask {
  const model = machine.modelOn(ofModel);
  const configurations = [space.reference, ...space.configurations];
  const predictions = predictSurface(configurations.map(machine.asRun), {
    workAt: affineWork(model.workAt, model.baseBatch, largestBatch(space)),
    host,
    defaultThreads: host.cores,
    model: spaceModelOf(model.workAt, model.baseBatch),
  });
  const base = Math.log(predictions[0]?.throughputIps ?? 1) + field(space.reference);
  const truths = new Map<string, Truth>();
  const runS = new Map<string, number>();
  for (const [i, { throughputIps, runMs, memoryBytes }] of predictions.entries()) {
    const configuration = configurations[i] ?? space.reference;
    const key = configurationKey(configuration);
    const logRatio = Math.log(throughputIps) + field(configuration) - base;
    truths.set(key, {
      logRatio,
      standardError: 0,
      latencyMs: runMs,
      rssBytes: memoryBytes,
      isSound: true,
    });
    runS.set(key, runMs / 1000);
  }
  const { weightBytes } = model.workAt(model.baseBatch);
  const costS = (c: Configuration, isWarm: boolean): number => {
    const slice = Math.max(HEAT.sliceS, HEAT.leastRuns * (runS.get(configurationKey(c)) ?? 0));
    const create = SPAWN_S + CREATE_S_PER_BYTE * weightBytes;
    const turns = 1 + c.instances / machine.cores;
    return HEAT.rounds * slice + (isWarm ? 0 : create * turns);
  };
  return { space, truths, costS };
}

function largestBatch({ configurations, reference }: SearchSpace): number {
  return configurations.reduce((most, c) => Math.max(most, c.batchSize), reference.batchSize);
}

/** A host that answers probes with the truth and noise. */
export function simulatedHost({ space, truths, costS }: SimulatedTask, random: Random): ReplayHost {
  const warm = new Set<string>();
  const referenceKey = configurationKey(space.reference);
  return {
    probe: (configuration): Observation => {
      const key = configurationKey(configuration);
      const session = sessionKey(configuration);
      const isReference = key === referenceKey;
      const cost = costS(configuration, warm.has(session));
      warm.add(session);
      return {
        configuration,
        status: 'measured',
        value: isReference
          ? 0
          : (truths.get(key)?.logRatio ?? 0) + NOISE * random.fork(key).normal(),
        standardError: isReference ? 0 : NOISE,
        feasible: true,
        margins: [],
        costS: cost,
      };
    },
  };
}

/** What is known of another model that was measured all over its space on the same host, as the target sees it. */
export function knownTask(
  { space, truths, costS }: SimulatedTask,
  model: SurfaceModel,
  target: SurfaceModel,
  random: Random,
): KnownTask {
  return {
    name: model.name,
    similarity: similarity(model.signature, target.signature),
    hostSimilarity: 1,
    origin: 'own',
    points: space.configurations.map((c) => {
      const isReference = c === space.reference;
      const truth = truths.get(configurationKey(c))?.logRatio ?? 0;
      return {
        configuration: { ...c, batchSize: (c.batchSize / model.baseBatch) * target.baseBatch },
        value: isReference ? 0 : truth + NOISE * random.normal(),
        standardError: isReference ? 0 : NOISE,
        costS: costS(c, false),
      };
    }),
  };
}
