import { createRandom } from '../core/random.ts';
import type { KnownTask, LawPoint } from '../knowledge/search-prior.ts';
import { surfaceBelief } from '../search/adaptive/surface-belief.ts';
import type { Observation } from '../search/strategy.ts';
import { backToBack, backToBackSpace } from '../space/back-to-back-space.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** What is known of runs back to back of a model that is to be served under a load. */
export interface KnownRuns {
  /** Of a configuration: log-ratio of its throughput to the reference's, with its standard deviation. */
  ratioOf(configuration: Configuration): { readonly logRatio: number; readonly deviation: number };
  /** Samples per second of the reference as this host measured it; null where it did not. */
  readonly referenceIps: number | null;
  /** Trials of this model on this host that it rests on. */
  readonly trials: number;
}

export interface KnownRunsRequest {
  readonly space: SearchSpace;
  readonly defaultThreads: number;
  /** What the law expects of the throughput of a configuration that stands without a batcher. */
  readonly lawOf: (configuration: Configuration) => LawPoint;
  /** Earlier trials of the model on this host, back to back, their values those of throughput. */
  readonly own: readonly KnownTask[];
}

/** A model whose graph has the same signature runs as long as the model itself. */
export const isOwn = ({ similarity, hostSimilarity, origin }: KnownTask): boolean =>
  origin === 'own' && similarity === 1 && hostSimilarity === 1;

/**
 * The surface back to back as a search for throughput would believe it after the model's own trials: the law, weighed by
 * them, and a smooth deviation from it. Other models' tasks are left out: on simulated hosts a search under a load that
 * was told of them, too, was no better (regret after 3 probes 8.9 % instead of 8.0), and without own trials worse
 * than by the law alone (14.6 instead of 10.8; npm run bench:load-search, 13 models,
 * 4 seeds, 29 November 2026).
 */
export function knownRuns({ space, defaultThreads, lawOf, own }: KnownRunsRequest): KnownRuns {
  const bare = backToBackSpace(space, defaultThreads);
  const told = own.flatMap(({ points }) => points.map(observationOf));
  const context = {
    space: bare,
    random: createRandom('known runs'),
    prior: {
      law: bare.configurations.map(lawOf),
      tasks: [],
      operators: [],
    },
    constraints: 0,
    defaultThreads,
  };
  const beliefs = surfaceBelief(context, told);
  const byKey = new Map(bare.configurations.map((c, i) => [configurationKey(c), beliefs[i]]));
  return {
    ratioOf: (configuration) => {
      const known = byKey.get(configurationKey(backToBack(configuration)));
      // Only the reference may be missing: the space can leave it out.
      return known ?? { logRatio: 0, deviation: 0 };
    },
    referenceIps: own.find((task) => task.referenceIps != null)?.referenceIps ?? null,
    trials: told.length,
  };
}

function observationOf({
  configuration,
  value,
  standardError,
  costS,
}: KnownTask['points'][number]): Observation {
  const status = value === null ? 'failed' : 'measured';
  const feasible = value !== null;
  return { configuration, status, value, standardError, feasible, margins: [], costS };
}
