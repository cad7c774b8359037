import type { Calibration } from '../../../src/calibration/calibration.ts';
import { createRandom } from '../../../src/core/random.ts';
import { NO_PRIOR } from '../../../src/knowledge/search-prior.ts';
import { type KnowledgeMode, knowledgeOf } from './knowledge-modes.ts';
import { type LimitKind, limitsOf } from './limits.ts';
import { sessionNoiseOf } from './race-interval.ts';
import { recordedSpace } from './recorded-space.ts';
import type { RecordedSurface } from './recorded-surface.ts';
import { replay } from './replay.ts';
import { createReplayHost } from './replay-host.ts';
import type { SearchRun } from './search-run.ts';
import { shrunkTruths } from './shrunk-truth.ts';
import { strategyOf } from './strategy-of.ts';
import { noiseFloorOf, truthsOf } from './truth.ts';

/** What is played on each surface. */
export interface Programme {
  readonly strategies: readonly string[];
  readonly modes: readonly KnowledgeMode[];
  readonly limits: LimitKind;
  readonly seeds: number;
  readonly mostProbes: number;
}

/** A surface as the tables speak of it. */
export interface SurfaceFacts {
  readonly name: string;
  readonly family: string;
  readonly host: string;
  readonly configurations: number;
  readonly replicates: number;
  /** Typical standard error of the truth near the top. */
  readonly noiseFloor: number;
  /** Seconds to measure all of it once, each session created once: what a search can at most save. */
  readonly wholeS: number;
}

export interface PlayedSurface {
  readonly facts: SurfaceFacts;
  readonly runs: readonly SearchRun[];
}

/** Threads behind the runtime's default where no calibration says how many cores there are. */
const USUAL_THREADS = 2;

/** Plays all strategies with all seeds on one surface; what is known is put together once per mode. */
export function playSurface(
  target: RecordedSurface,
  surfaces: readonly RecordedSurface[],
  calibration: Calibration | null,
  programme: Programme,
  clock: () => number,
): PlayedSurface {
  const defaultThreads = calibration?.constants.cores ?? USUAL_THREADS;
  const configurations = target.points.map((p) => p.configuration);
  const space = recordedSpace(configurations, target.reference, defaultThreads);
  const truths = truthsOf(target);
  const limits = limitsOf(programme.limits, target, truths);
  const context = {
    space,
    random: createRandom(target.name),
    prior: NO_PRIOR,
    constraints: 0,
    defaultThreads,
  };
  const shrunk = shrunkTruths(target, truths, context);
  const sessionNoise = sessionNoiseOf(target);
  const runs: SearchRun[] = [];
  for (const mode of programme.modes) {
    const prior = knowledgeOf(mode, { target, space, surfaces, calibration, limits });
    for (const name of programme.strategies) {
      for (let seed = 1; seed <= programme.seeds; seed++) {
        const random = createRandom(`${target.host}/${target.name}/${seed}`);
        const strategy = strategyOf(name, {
          space,
          random: random.fork('strategy'),
          prior,
          constraints: limits.length,
          defaultThreads,
        });
        const host = createReplayHost(target, limits, random.fork('host'));
        const { reference } = target;
        const { mostProbes } = programme;
        const game = {
          strategy,
          host,
          reference,
          truths,
          shrunk,
          sessionNoise,
          limits,
          mostProbes,
          random: random.fork('race'),
          clock,
        };
        runs.push({ ...replay(game), surface: target.name, strategy: name, mode, seed });
      }
    }
  }
  return { facts: factsOf(target), runs };
}

function factsOf(surface: RecordedSurface): SurfaceFacts {
  const sessions = new Map<string, number>();
  let wholeS = 0;
  for (const { configuration: c, replicates } of surface.points) {
    const [first] = replicates;
    wholeS += first?.measureS ?? 0;
    sessions.set(JSON.stringify({ ...c, batchSize: 0 }), first?.createS ?? 0);
  }
  for (const createS of sessions.values()) wholeS += createS;
  return {
    name: surface.name,
    family: surface.family,
    host: surface.host,
    configurations: surface.points.length,
    replicates: Math.max(...surface.points.map((p) => p.replicates.length)),
    noiseFloor: noiseFloorOf(truthsOf(surface)),
    wholeS,
  };
}
