import { type Configuration, configurationKey } from '../space/configuration.ts';
import { mean } from '../stats/mean.ts';
import { pooledDeviation } from '../stats/pooled-deviation.ts';
import { steadied } from './steadied.ts';
import type { SurfacePoint } from './surface-point.ts';

/** What all replicates of one configuration say together. */
export interface SurfaceRatios {
  readonly configuration: Configuration;
  /** Log-ratios to the surface's reference, higher is better; null where it failed or the surface does not tell. */
  readonly throughput: number | null;
  readonly latency: number | null;
  readonly efficiency: number | null;
  /** Of the throughput's; the others come from the same slices. */
  readonly standardError: number;
  /** Mean seconds of a probe. */
  readonly costS: number;
}

/**
 * One row per configuration that was tried, in the order of the surface. Only throughput is recorded as a ratio within a
 * heat; times are not, and machines drift by more than configurations differ. So ratios of times to the reference's are
 * corrected by how much faster the machine was in that heat, which throughput and its ratio tell together.
 */
export function surfaceRatios(recorded: readonly SurfacePoint[]): readonly SurfaceRatios[] {
  const points = steadied(recorded);
  const reference = points.find((p) => p.logRatio === 0 && p.logRatioSe === 0);
  const groups = new Map<string, SurfacePoint[]>();
  for (const point of points) {
    if (point.outcome === 'skipped') continue;
    const key = configurationKey(point.configuration);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  const between = deviationBetween([...groups.values()]);
  return [...groups.values()].flatMap((group): SurfaceRatios[] => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        configuration: first.configuration,
        throughput: meanOf(group, (p) => p.logRatio),
        latency: meanOf(group, (p) => timeRatio(p, reference, (q) => runMs(q))),
        efficiency: meanOf(group, (p) => timeRatio(p, reference, (q) => q.cpuMsPerInference)),
        standardError: first === reference ? 0 : errorOf(group, between),
        costS: meanOf(group, (p) => p.probeS) ?? 0,
      },
    ];
  });
}

/** Time of one run; from throughput where the surface has no column for it. */
function runMs({ latencyMeanMs, throughputIps, configuration: c }: SurfacePoint): number | null {
  if (latencyMeanMs !== null || throughputIps === null) return latencyMeanMs;
  return (1000 * c.batchSize * c.instances) / throughputIps;
}

function timeRatio(
  point: SurfacePoint,
  reference: SurfacePoint | undefined,
  timeOf: (point: SurfacePoint) => number | null,
): number | null {
  if (reference === undefined || point.logRatio === null) return null;
  if (point === reference) return timeOf(point) === null ? null : 0;
  const [mine, theirs] = [timeOf(point), timeOf(reference)];
  const [speed, standard] = [point.throughputIps, reference.throughputIps];
  if (mine === null || theirs === null || speed === null || standard === null) return null;
  const drift = Math.log(speed / standard) - point.logRatio;
  const ratio = Math.log(theirs / mine) - drift;
  return Number.isFinite(ratio) ? ratio : null;
}

/** Standard deviation of one replicate about another, pooled over all configurations; 0 where none was repeated. */
function deviationBetween(groups: readonly (readonly SurfacePoint[])[]): number {
  const values = groups.map((group) => group.map((p) => p.logRatio).filter((v) => v !== null));
  return pooledDeviation(values) ?? 0;
}

/** Of the mean over replicates: what a heat's rounds show, and no less than what sessions differ by. */
function errorOf(group: readonly SurfacePoint[], between: number): number {
  const measured = group.filter((p) => p.logRatio !== null);
  const within = meanOf(measured, (p) => p.logRatioSe) ?? 0;
  return Math.max(within, between) / Math.sqrt(Math.max(1, measured.length));
}

function meanOf(
  points: readonly SurfacePoint[],
  of: (point: SurfacePoint) => number | null,
): number | null {
  const values = points.map(of).filter((value) => value !== null);
  return values.length === 0 ? null : mean(values);
}
