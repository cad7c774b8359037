import { lawPrior } from '../../../src/cli/law-points.ts';
import { createRandom } from '../../../src/core/random.ts';
import { type KnownTask, NO_PRIOR, type SearchPrior } from '../../../src/knowledge/search-prior.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import { knowledgeOf } from '../search/knowledge-modes.ts';
import { spaceModelOf } from '../search/law-prior.ts';
import { recordedSpace } from '../search/recorded-space.ts';
import type { RecordedSurface } from '../search/recorded-surface.ts';
import { createReplayHost } from '../search/replay-host.ts';
import type { LoadSearchTask } from './load-task.ts';
import { CORES, type ServedModel } from './served-model.ts';

/**
 * What a search under a load starts from. `law`: run times of the cost law. `own trials`: those of the law and of a search
 * back to back of the model itself.
 */
export const LOAD_PRIORS = ['nothing', 'law', 'own trials'] as const;
export type LoadPrior = (typeof LOAD_PRIORS)[number];

/** Probes of the search back to back that came before; it may end by itself. */
const MOST_TRIALS = 14;
/** How far the machine's speed was from today's then, as a deviation of the log. */
const DRIFT = 0.1;

/** A search for throughput of the model itself, back to back, which knew other families; by its trials. */
export function earlierTask(model: ServedModel, surfaces: readonly RecordedSurface[]): KnownTask {
  const { surface, calibration, bare } = model;
  const usual = new Set(bare);
  const target = { ...surface, points: surface.points.filter((p) => usual.has(p.configuration)) };
  const space = recordedSpace(bare, surface.reference, CORES);
  const prior = knowledgeOf('left-out', { target, space, surfaces, calibration, limits: [] });
  const random = createRandom(`earlier ${model.name}`);
  const host = createReplayHost(target, [], random.fork('host'));
  const strategy = createStrategy('adaptive', {
    space,
    random: random.fork('strategy'),
    prior,
    constraints: 0,
    defaultThreads: CORES,
  });
  const points: KnownTask['points'][number][] = [];
  while (points.length < MOST_TRIALS) {
    const [next] = strategy.ask(1, []);
    if (next === undefined) break;
    const seen = host.probe(next.configuration);
    strategy.tell(seen);
    points.push(seen);
  }
  const referenceMs = model.runMs(surface.reference, null)(surface.baseBatch, 1);
  return {
    name: model.name,
    similarity: 1,
    hostSimilarity: 1,
    origin: 'own',
    points,
    referenceIps: (1000 / referenceMs) * Math.exp(DRIFT * random.normal()),
  };
}

/** The prior of a task as `searchPriorFor` puts it together. */
export function priorOf(kind: LoadPrior, task: LoadSearchTask, earlier: KnownTask): SearchPrior {
  if (kind === 'nothing') return NO_PRIOR;
  const { model, space, load, objective } = task;
  const { surface, calibration, boundMs } = model;
  if (surface.workAt === null) throw new Error(`nobody knows the graph of ${model.name}`);
  const own = kind === 'own trials' ? [earlier] : [];
  const law = lawPrior({
    space,
    model: spaceModelOf(surface.workAt, surface.baseBatch),
    workAt: surface.workAt,
    constants: new Map([[space.reference.provider, calibration.constants]]),
    defaultThreads: CORES,
    objective,
    constraints: [{ metric: 'latency_p99_ms', relation: '<=', bound: boundMs, text: '' }],
    load: { load, price: { cpu: 1, gpu: 0 }, usableCores: CORES, own },
  });
  return { ...law, tasks: [] };
}
