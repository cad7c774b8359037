import { configurationKey } from '../space/configuration.ts';
import { median } from '../stats/median.ts';
import { pooledDeviation } from '../stats/pooled-deviation.ts';
import type { SurfacePoint } from './surface-point.ts';

/**
 * A surface whose ratios are taken to the reference's usual speed in each replicate instead of its speed in each heat,
 * where replicates then agree better; as it is, where they do not or there is only one.
 *
 * Ratios within a heat are free of what the machine does meanwhile, but they hold whatever the reference does: the
 * runtime's default on the 2-core host ran at half its usual speed in some heats (FastestDet: 134 to 336 samples a second),
 * which moved all ratios of those heats by up to 0.7. Its speed in a heat is what a member's throughput and ratio
 * tell together. Replicates decide which of the two, an unsteady reference or a drifting machine, is the lesser evil.
 */
export function steadied(points: readonly SurfacePoint[]): readonly SurfacePoint[] {
  const levels = referenceLevels(points);
  const steady = points.map((point, i) => {
    const off = levels[i] ?? null;
    return off === null || point.logRatio === null
      ? point
      : { ...point, logRatio: point.logRatio + off };
  });
  const [before, after] = [points, steady].map(deviation);
  return after != null && before != null && after < before ? steady : points;
}

/**
 * How fast the reference was in the heat of each point, in their order: logarithm of its speed to its usual one (the median) in the
 * same replicate; null where the point does not tell.
 */
export function referenceLevels(points: readonly SurfacePoint[]): readonly (number | null)[] {
  const levels = new Map(
    [...new Set(points.map((p) => p.replicate))].flatMap((replicate) => {
      const seen = points
        .filter((p) => p.replicate === replicate)
        .map(logReference)
        .filter((v) => v !== null);
      return seen.length === 0 ? [] : [[replicate, median(seen)] as const];
    }),
  );
  return points.map((point) => {
    const own = logReference(point);
    const level = levels.get(point.replicate);
    return own === null || level === undefined ? null : own - level;
  });
}

/** Logarithm of the reference's throughput in the heat of a point; null where it does not tell, and for the reference itself. */
function logReference({ logRatio, logRatioSe, throughputIps }: SurfacePoint): number | null {
  if (logRatio === null || logRatioSe === 0 || throughputIps === null) return null;
  return Math.log(throughputIps) - logRatio;
}

/** How far replicates of one configuration are apart, the reference left out. */
function deviation(points: readonly SurfacePoint[]): number | null {
  const values = new Map<string, number[]>();
  for (const { configuration, logRatio, logRatioSe } of points) {
    if (logRatio === null || logRatioSe === 0) continue;
    const key = configurationKey(configuration);
    const group = values.get(key);
    if (group === undefined) values.set(key, [logRatio]);
    else group.push(logRatio);
  }
  return pooledDeviation([...values.values()]);
}
