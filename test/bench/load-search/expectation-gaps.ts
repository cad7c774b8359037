import type { LawPoint, SearchPrior } from '../../../src/knowledge/search-prior.ts';
import {
  estimateGoodput,
  estimateQueue,
  type QueuedServer,
} from '../../../src/load/queue-estimate.ts';
import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import type { LoadPrior } from './load-priors.ts';
import type { LoadObjective, LoadSearchTask } from './load-task.ts';
import type { ServedModel } from './served-model.ts';

/** How far an expectation is from the long-run truth of one configuration. */
export interface ExpectationGap {
  /** `right times`: what the queue's estimate makes of the true times of runs back to back. */
  readonly from: LoadPrior | 'right times';
  readonly objective: LoadObjective;
  /** Log of the true p99 over the expected one; for a goodput of the true one over the expected. */
  readonly gap: number;
  /** The same of the ratio to the default; null where the default has none. */
  readonly relative: number | null;
  /** Log of the bound over the true p99: configurations far beyond it decide nothing. */
  readonly margin: number;
}

type Gap = Omit<ExpectationGap, 'relative'>;

/** The gaps of every configuration that carries the load. */
export function expectationGaps(
  task: LoadSearchTask,
  priors: ReadonlyMap<LoadPrior, SearchPrior>,
): readonly ExpectationGap[] {
  const { objective, space } = task;
  if (objective === 'cost') return [];
  const right = objective === 'goodput' ? rightGoodput : rightP99;
  const sources: (readonly (Gap | null)[])[] = [
    space.configurations.map((c) => right(task, c)),
    ...[...priors].map(([from, prior]) =>
      space.configurations.map((c, i) => priorGap(task, c, from, prior.law?.[i])),
    ),
  ];
  const reference = space.configurations.indexOf(space.reference);
  return sources.flatMap((gaps) => {
    const base = gaps[reference]?.gap ?? null;
    return gaps.flatMap((gap, i) =>
      gap === null || i === reference
        ? []
        : [{ ...gap, relative: base === null ? null : gap.gap - base }],
    );
  });
}

function priorGap(
  { objective, model, p99Ms, truth, space }: LoadSearchTask,
  configuration: Configuration,
  from: LoadPrior,
  point: LawPoint | undefined,
): Gap | null {
  const key = configurationKey(configuration);
  if (point === undefined) return null;
  if (objective === 'goodput') {
    const truly = (truth.get(key) ?? 0) - (truth.get(configurationKey(space.reference)) ?? 0);
    if (!Number.isFinite(truly)) return null;
    return { from, objective, gap: truly - point.logRatio, margin: 0 };
  }
  const truly = Math.log(model.boundMs / (p99Ms.get(key) ?? Infinity));
  const expected = point.margins[0]?.value ?? Number.NaN;
  if (!Number.isFinite(truly) || Number.isNaN(expected)) return null;
  return { from, objective, gap: expected - truly, margin: truly };
}

function serverOf(model: ServedModel, c: Configuration): QueuedServer {
  const { batchSize: maxBatch, instances, maxQueueDelayMs: maxDelayMs = 0 } = c;
  const limits = { maxBatch, maxDelayMs, queueLimit: 1e4, deadlineMs: null, instances };
  return { limits, times: model.timesOf(c) };
}

function rightP99({ model, load, p99Ms, objective }: LoadSearchTask, c: Configuration): Gap | null {
  const truly = p99Ms.get(configurationKey(c)) ?? Infinity;
  const { stable, p99Ms: expected } = estimateQueue(load, serverOf(model, c));
  if (!stable || truly === Infinity) return null;
  const margin = Math.log(model.boundMs / truly);
  return { from: 'right times', objective, gap: Math.log(truly / expected), margin };
}

function rightGoodput(
  { model, load, truth, objective }: LoadSearchTask,
  c: Configuration,
): Gap | null {
  const truly = truth.get(configurationKey(c)) ?? -Infinity;
  const bound = { quantile: 0.99, boundMs: model.boundMs };
  const expected = estimateGoodput(load, serverOf(model, c), bound);
  if (truly === -Infinity || expected === 0) return null;
  return { from: 'right times', objective, gap: truly - Math.log(expected), margin: 0 };
}
