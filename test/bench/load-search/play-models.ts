import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createRandom } from '../../../src/core/random.ts';
import { type KnownTask, NO_PRIOR, type SearchPrior } from '../../../src/knowledge/search-prior.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import { configurationKey } from '../../../src/space/configuration.ts';
import type { RecordedSurface } from '../search/recorded-surface.ts';
import { type ExpectationGap, expectationGaps } from './expectation-gaps.ts';
import { earlierTask, LOAD_PRIORS, type LoadPrior, priorOf } from './load-priors.ts';
import { loadSpace } from './load-space.ts';
import { type LoadObjective, type LoadSearchTask, loadTasks } from './load-task.ts';
import { type PlayedLoadSearch, playLoadSearch } from './play-load-search.ts';
import { CORES, type ServedModel, servedModels } from './served-model.ts';
import { trueGoodput } from './true-serving.ts';

export interface LoadProgramme {
  readonly strategies: readonly string[];
  readonly seeds: number;
  readonly mostProbes: number;
  /** Of the highest rate that any configuration holds. */
  readonly shares: readonly number[];
  /** Models, by name; all where it is empty. */
  readonly models: readonly string[];
}

/** One search, with what was looked for. */
export interface LoadSearchRun extends PlayedLoadSearch {
  readonly model: string;
  readonly strategy: string;
  readonly objective: LoadObjective;
  readonly shape: OpenLoad['kind'];
  readonly share: number | null;
  readonly seed: number;
}

/** A task as the tables speak of it. */
export interface LoadTaskFacts {
  readonly model: string;
  readonly objective: LoadObjective;
  readonly load: string;
  readonly configurations: number;
  /** Share of them that truly keep the bound. */
  readonly feasible: number;
  readonly defaultHolds: boolean;
}

export interface PlayedModels {
  readonly runs: readonly LoadSearchRun[];
  readonly tasks: readonly LoadTaskFacts[];
  readonly gaps: readonly ExpectationGap[];
  /** Time of `priorOf`, ms, by prior. */
  readonly priorMs: readonly {
    readonly prior: LoadPrior;
    readonly ms: number;
    readonly configurations: number;
  }[];
}

const SHAPES: readonly OpenLoad[] = [
  { kind: 'poisson', ratePerS: 100, text: 'poisson:100/s' },
  { kind: 'lognormal', ratePerS: 100, sigma: 2, text: 'lognormal:100/s,sigma=2' },
];

/** Strategies by the name under which they are shown; what has no prior in its name knows nothing. */
export const LOAD_STRATEGIES: readonly string[] = [
  ...LOAD_PRIORS.toReversed().map((prior) => `adaptive, ${prior}`),
  'gp',
  'hill-climb',
  'aimd',
  'recipe',
  'random',
  'grid',
];

function priorIn(name: string): LoadPrior {
  return LOAD_PRIORS.find((prior) => name === `adaptive, ${prior}`) ?? 'nothing';
}

function playModel(
  model: ServedModel,
  surfaces: readonly RecordedSurface[],
  programme: LoadProgramme,
): PlayedModels {
  const earlier = earlierTask(model, surfaces);
  const bare = loadSpace(model, null).configurations;
  return joined(
    SHAPES.flatMap((shape) => {
      const rates = bare.map((c) => [configurationKey(c), trueGoodput(model, c, shape)] as const);
      return loadTasks(model, shape, new Map(rates), programme.shares)
        .filter(isSoluble)
        .map((task) => playTask(task, shape.kind, earlier, programme));
    }),
  );
}

/** At a rate near the highest the longer simulation may find that none holds it after all. */
const isSoluble = ({ truth }: LoadSearchTask): boolean =>
  [...truth.values()].some((v) => v > -Infinity);

function playTask(
  task: LoadSearchTask,
  shape: OpenLoad['kind'],
  earlier: KnownTask,
  programme: LoadProgramme,
): PlayedModels {
  const priors = new Map<LoadPrior, SearchPrior>();
  const priorMs: PlayedModels['priorMs'][number][] = [];
  for (const prior of LOAD_PRIORS) {
    const began = performance.now();
    priors.set(prior, priorOf(prior, task, earlier));
    const ms = performance.now() - began;
    if (prior !== 'nothing') priorMs.push({ prior, ms, configurations: task.truth.size });
  }
  const seeds = Array.from({ length: programme.seeds }, (_, i) => i + 1);
  const { objective, share, model } = task;
  const runs = programme.strategies.flatMap((strategy) =>
    seeds.map((seed) => {
      const played = playSeed(task, strategy, priors, seed, programme.mostProbes);
      return { ...played, model: model.name, strategy, objective, shape, share, seed };
    }),
  );
  return { runs, tasks: [factsOf(task)], gaps: expectationGaps(task, priors), priorMs };
}

function playSeed(
  task: LoadSearchTask,
  strategy: string,
  priors: ReadonlyMap<LoadPrior, SearchPrior>,
  seed: number,
  mostProbes: number,
): PlayedLoadSearch {
  const { space, model, load, objective } = task;
  const random = createRandom(`${model.name}/${load.text}/${objective}/${seed}`);
  const player = createStrategy(strategy.split(',')[0] ?? '', {
    space,
    random: random.fork('strategy'),
    prior: priors.get(priorIn(strategy)) ?? NO_PRIOR,
    constraints: 1,
    defaultThreads: CORES,
  });
  return playLoadSearch(task, player, random.fork('host'), mostProbes);
}

function factsOf({ model, objective, load, truth, space }: LoadSearchTask): LoadTaskFacts {
  const held = [...truth.values()].filter((v) => v > -Infinity).length;
  return {
    model: model.name,
    objective,
    load: load.text,
    configurations: truth.size,
    feasible: held / truth.size,
    defaultHolds: (truth.get(configurationKey(space.reference)) ?? -Infinity) > -Infinity,
  };
}

interface Share {
  readonly share: number;
  readonly of: number;
  readonly programme: LoadProgramme;
}

async function playShare({ share, of, programme }: Share): Promise<PlayedModels> {
  const all = await servedModels();
  const surfaces = all.map((m) => m.surface);
  const asked = all.filter(
    (m) => programme.models.length === 0 || programme.models.includes(m.name),
  );
  return joined(
    asked.filter((_, i) => i % of === share).map((m) => playModel(m, surfaces, programme)),
  );
}

function joined(parts: readonly PlayedModels[]): PlayedModels {
  return {
    runs: parts.flatMap((p) => p.runs),
    tasks: parts.flatMap((p) => p.tasks),
    gaps: parts.flatMap((p) => p.gaps),
    priorMs: parts.flatMap((p) => p.priorMs),
  };
}

/** Plays the programme on every model, divided among processes; the result does not depend on how many but for times. */
export async function playModels(programme: LoadProgramme): Promise<PlayedModels> {
  const of = Math.max(1, Math.min(availableParallelism(), 8));
  const parts = Array.from({ length: of }, (_, share) => playInProcess({ share, of, programme }));
  return joined(await Promise.all(parts));
}

function playInProcess(data: Share): Promise<PlayedModels> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, { serialization: 'advanced' });
    child.once('message', (message) => {
      resolve(message as PlayedModels);
      child.disconnect();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a player ended with ${code}`)));
    child.send(data);
  });
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  process.once('message', (data) => {
    void playShare(data as Share).then((result) => process.send?.(result));
  });
}
