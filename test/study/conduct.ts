import { createRandom } from '../../src/core/random.ts';
import type {
  SimulatedBehaviour,
  SimulatedHost,
  SimulatedNoise,
} from '../../src/probe/simulated-host.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime, type SimulatedTime } from '../../src/probe/simulated-time.ts';
import type { Observation, StrategyFactory } from '../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { KnowledgeStore } from '../../src/study/knowledge-store.ts';
import type { Placement } from '../../src/study/placement.ts';
import type { Equivalence, Prober } from '../../src/study/prober.ts';
import { runStudy } from '../../src/study/run-study.ts';
import type { StudyControl } from '../../src/study/study-control.ts';
import type { Prediction, StudyEvent } from '../../src/study/study-event.ts';
import type { StudyHeader } from '../../src/study/study-header.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import type { EarlierSitting } from '../../src/study/study-setup.ts';
import type { Failure } from '../../src/study/trial.ts';
import { headerOf, smallSpace } from './fixtures.ts';

export const QUIET: SimulatedNoise = {
  sessionSpread: 0,
  sliceSpread: 0,
  sliceCorrelation: 0,
  runSpread: 0,
};
export const USUAL: SimulatedNoise = {
  sessionSpread: 0.01,
  sliceSpread: 0.08,
  sliceCorrelation: 0.45,
  runSpread: 0.05,
};

/** Virtual time in which readers of events get their turn, as they do while real probes run. */
export function createYieldingTime(): SimulatedTime {
  const time = createVirtualTime();
  return {
    now: time.now,
    sleep: async (ms, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      await time.sleep(ms, signal);
    },
  };
}

/** Throughput with the optimum at two single-threaded instances and batch 4. */
export function usualThroughput(c: Configuration): number {
  const threads = c.intraOpThreads === 0 ? 2 : c.intraOpThreads;
  const busy = Math.min(2, threads * c.instances) ** (c.instances > 1 ? 1 : 0.6);
  const crowd = threads * c.instances > 2 ? 0.8 : 1;
  return 50 * busy * crowd * Math.exp(-0.05 * Math.log2(c.batchSize / 4) ** 2);
}

export function behaviourOf(
  throughputIps: number,
  changes: Partial<SimulatedBehaviour> = {},
): SimulatedBehaviour {
  const runMs = 1000 / throughputIps;
  return {
    throughputIps,
    cpuMsPerInference: runMs,
    peakRssBytes: 1e8,
    sessionCreateMs: 150,
    firstRunMs: 2 * runMs,
    ...changes,
  };
}

export const FAILED: Failure = { kind: 'crash', message: 'ended by SIGSEGV', stderr: '' };

/** Suggests what is left of the space in its order. */
export const listed: StrategyFactory = ({ space }) => {
  const done = new Set<string>();
  return {
    name: 'listed',
    ask: (count, pending) => {
      const taken = new Set(pending.map(configurationKey));
      return space.configurations
        .filter((c) => !done.has(configurationKey(c)) && !taken.has(configurationKey(c)))
        .slice(0, count)
        .map((configuration) => ({ configuration, reason: 'next in the list' }));
    },
    tell: ({ configuration }) => {
      done.add(configurationKey(configuration));
    },
  };
};

/** `listed`, with what it is told kept in `told`. */
export function listening(told: Observation[]): StrategyFactory {
  return (context) => {
    const strategy = listed(context);
    return {
      ...strategy,
      tell: (observation) => {
        told.push(observation);
        strategy.tell(observation);
      },
    };
  };
}

export interface Scene {
  readonly header?: Partial<StudyHeader>;
  readonly space?: SearchSpace;
  readonly behaviour?: (c: Configuration) => SimulatedBehaviour | Failure;
  readonly noise?: SimulatedNoise;
  readonly seed?: number;
  readonly equivalence?: (c: Configuration) => Equivalence;
  readonly placement?: (c: Configuration) => Placement;
  readonly strategy?: StrategyFactory;
  readonly store?: KnowledgeStore;
  readonly time?: SimulatedTime;
  readonly earlier?: EarlierSitting;
  readonly signal?: AbortSignal;
  readonly control?: StudyControl;
  readonly predictions?: readonly Prediction[];
  /** A prober of the machine at hand; back to back where absent. */
  readonly prober?: (machine: SimulatedHost) => Prober;
  readonly onEvent?: (event: StudyEvent) => unknown;
}

export interface Conducted {
  readonly result: StudyResult;
  readonly events: readonly StudyEvent[];
  readonly store: KnowledgeStore;
  /** Time that passed, s. */
  readonly tookS: number;
}

function machineOf(scene: Scene, time: SimulatedTime): SimulatedHost {
  return {
    behaviour: scene.behaviour ?? ((c) => behaviourOf(usualThroughput(c))),
    noise: scene.noise ?? QUIET,
    time,
    random: createRandom(`machine ${scene.seed ?? 1}`),
    ...(scene.placement ? { placement: scene.placement } : {}),
    ...(scene.equivalence ? { equivalence: scene.equivalence } : {}),
  };
}

/** Conducts a study on a simulated machine in virtual time. */
export async function conductScene(scene: Scene = {}): Promise<Conducted> {
  const space = scene.space ?? smallSpace;
  const time = scene.time ?? createVirtualTime();
  const store = scene.store ?? openMemoryStore();
  const prober = (scene.prober ?? createSimulatedProber)(machineOf(scene, time));
  const began = time.now();
  const study = runStudy(
    {
      header: headerOf(scene.header, space),
      space,
      strategy: scene.strategy ?? listed,
      keepRunTimes: false,
      ...(scene.earlier ? { earlier: scene.earlier } : {}),
      ...(scene.predictions ? { predictions: scene.predictions } : {}),
    },
    { clock: time, prober, store, ...(scene.control ? { control: scene.control } : {}) },
    scene.signal ?? new AbortController().signal,
  );
  const events: StudyEvent[] = [];
  for (let step = await study.next(); ; step = await study.next()) {
    if (step.done) {
      return { result: step.value, events, store, tookS: (time.now() - began) / 1000 };
    }
    events.push(step.value);
    await scene.onEvent?.(step.value);
  }
}
