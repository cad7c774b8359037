import { isAccelerator } from '../space/accelerators.ts';
import { type Configuration, configurationKey, runtimeDefault } from '../space/configuration.ts';
import type { HostParts } from './host-similarity.ts';
import { type CountValues, scaleCounts } from './scale-counts.ts';
import type { KnownPoint } from './search-prior.ts';
import type { TaskPoint } from './task-store.ts';

/** What is made best, as tasks keep it. */
export type KnownObjective = keyof TaskPoint['logRatio'];

/** What a point must tell to be translated. */
export type StoredPoint = Pick<TaskPoint, 'configuration' | 'logRatio' | 'costS'>;

/** The task whose knowledge is asked for, and the one it is translated to. */
export interface Translation {
  readonly from: { readonly baseBatch: number; readonly hostParts: HostParts };
  readonly to: {
    readonly baseBatch: number;
    readonly hostParts: HostParts;
    /** Counts of the target's space, onto which those of a host of another size are rounded. */
    readonly counts: CountValues;
  };
  readonly objective: KnownObjective;
}

/** A point in the target's terms, and whether its counts are those that were measured. */
interface Moved {
  readonly point: KnownPoint;
  readonly isPrecise: boolean;
}

/**
 * What a task's points say in the terms of another one: batch sizes in batches of its own file, values as log-ratios of
 * the objective to the task's own default, higher is better. Counts of instances and threads stay on a host with as many
 * cores; on another they are scaled (`scaleCounts`), and what has no counterpart is left out. Failures count only from
 * hosts with as many cores and as much memory: what another machine could not hold says nothing of this one. Empty where
 * the task's default was not measured: its values then stand in relation to something else.
 */
export function translateTask(
  points: readonly StoredPoint[],
  { from, to, objective }: Translation,
): readonly KnownPoint[] {
  const standard = defaultValue(points, from.baseBatch, objective);
  if (standard === null) return [];
  const factor = coresOf(to.hostParts) / coresOf(from.hostParts);
  const failsAlike =
    factor === 1 && from.hostParts['memory_class_bytes'] === to.hostParts['memory_class_bytes'];
  const moved = new Map<string, Moved>();
  for (const { configuration, logRatio, costS } of points) {
    const ratio = logRatio[objective];
    if (ratio === null && !failsAlike) continue;
    const image = translated(configuration, { from, to, factor });
    if (image === null) continue;
    const value = ratio === null ? null : ratio.value - standard;
    const standardError = ratio?.standardError ?? null;
    const point = { configuration: image, value, standardError, costS };
    settle(moved, { point, isPrecise: hasCountsOf(configuration, image) });
  }
  return [...moved.values()].map(({ point }) => point);
}

function hasCountsOf(a: Configuration, b: Configuration): boolean {
  return a.instances === b.instances && a.intraOpThreads === b.intraOpThreads;
}

/** Of several that come to stand at one place, the one that was there already says most, then the first. */
function settle(moved: Map<string, Moved>, next: Moved): void {
  const key = configurationKey(next.point.configuration);
  const before = moved.get(key);
  if (before === undefined || (next.isPrecise && !before.isPrecise)) moved.set(key, next);
}

function defaultValue(
  points: readonly StoredPoint[],
  baseBatch: number,
  objective: KnownObjective,
): number | null {
  const providers = new Set(points.map((p) => p.configuration.provider));
  const keys = ['cpu', ...providers].map((p) => configurationKey(runtimeDefault(baseBatch, p)));
  for (const key of keys) {
    const found = points.find((p) => configurationKey(p.configuration) === key);
    const ratio = found?.logRatio[objective] ?? null;
    if (ratio !== null) return ratio.value;
  }
  return null;
}

function translated(
  c: Configuration,
  { from, to, factor }: Pick<Translation, 'from' | 'to'> & { readonly factor: number },
): Configuration | null {
  const batchSize = (c.batchSize / from.baseBatch) * to.baseBatch;
  if (!Number.isInteger(batchSize)) return null;
  // What a device takes does not follow the cores beside it.
  if (factor === 1 || isAccelerator(c.provider)) return { ...c, batchSize };
  // Threads across operators follow the branches of the graph, not the cores.
  const counts = scaleCounts(c, factor, to.counts);
  return counts === null ? null : { ...c, batchSize, ...counts };
}

/** Cores a host's configurations are made for; 1 where it does not tell. */
function coresOf({ usable_cores: cores }: HostParts): number {
  return typeof cores === 'number' && cores > 0 ? Math.max(1, Math.ceil(cores)) : 1;
}
