import type { Load } from '../../src/load/load.ts';
import { loadFacts } from '../../src/load/load-facts.ts';
import { parseLoad } from '../../src/load/parse-load.ts';
import type { LoadSettings } from '../../src/probe/load-settings.ts';
import { createSimulatedLoadProber } from '../../src/probe/simulated-load-prober.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import type { Constraint, Objective } from '../../src/study/objective.ts';
import { createSmallSpace } from '../support/small-space.ts';
import { behaviourOf, type Scene } from './conduct.ts';

export const loadSpace = createSmallSpace({
  batches: [1, 4, 16],
  threads: [0, 1],
  instances: [1, 2],
  delays: [0, 5],
});

/** Time of a run, ms: two threads are faster than one, but not twice; four on two cores are in each other's way. */
export function runMsOf({ batchSize, instances, intraOpThreads }: Configuration): number {
  if (intraOpThreads === 1) return 4 + batchSize;
  return (3 + 0.6 * batchSize) * (instances > 1 ? 2.2 : 1);
}

export function p99(boundMs: number): Constraint {
  const text = `latency_p99_ms<=${boundMs}`;
  return { metric: 'latency_p99_ms', relation: '<=', bound: boundMs, text };
}

/** A study of two simulated cores under an open load. */
export function loadScene(
  load: string,
  objective: Objective,
  constraints: readonly Constraint[],
  changes: Partial<Scene> = {},
): Scene {
  const offered = parseLoad(load, '--load') as Load;
  const price = { cpu: 1, gpu: 1 };
  const settings: LoadSettings = {
    load: offered,
    objective,
    bounds: constraints.map(({ metric, bound }) => ({ metric, boundMs: bound, quantile: 0.99 })),
    price,
    adaptiveBatching: false,
    cores: 2,
    defaultThreads: 2,
  };
  return {
    space: loadSpace,
    behaviour: (c) => behaviourOf((1000 * c.batchSize * c.instances) / runMsOf(c)),
    prober: (machine) => createSimulatedLoadProber(machine, settings),
    ...changes,
    header: {
      objective,
      constraints,
      budgetS: 300,
      load: { offered: loadFacts(offered), adaptiveBatching: false, price },
      ...changes.header,
    },
  };
}
