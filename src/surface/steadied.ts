import { configurationKey } from '../space/configuration.ts';
import { median } from '../stats/median.ts';
import type { SurfacePoint } from './surface-point.ts';

/** Fewer pairs of replicates do not tell whose swings they are. */
const FEWEST_PAIRS = 8;

/**
 * A surface whose ratios are taken towards the reference's usual speed in each replicate instead of its speed in each heat, as far
 * as replicates then agree best; as it is, where there are no replicates.
 *
 * Ratios within a heat are free of what the machine does meanwhile, but they hold whatever the reference does: the
 * runtime's default on the 2-core host ran at half its usual speed in some heats (FastestDet: 134 to 336 samples a second),
 * which moved all ratios of those heats by up to 0.7. Its speed in a heat is what a member's throughput and ratio
 * tell together; it swings by what the reference does alone, which is an error of the ratio, and by what the machine does to all
 * members, which is none. Replicates tell the share of the first: the one that leaves least between them.
 */
export function steadied(points: readonly SurfacePoint[]): readonly SurfacePoint[] {
  const levels = referenceLevels(points);
  const share = ownShare(points, levels);
  return points.map((point, i) => {
    const off = levels[i] ?? null;
    return share === 0 || off === null || point.logRatio === null
      ? point
      : { ...point, logRatio: point.logRatio + share * off };
  });
}

/** Least squares over pairs of replicates of one configuration: 0 to 1. */
function ownShare(points: readonly SurfacePoint[], levels: readonly (number | null)[]): number {
  const seen = new Map<string, { readonly ratio: number; readonly level: number }[]>();
  points.forEach(({ configuration, logRatio }, i) => {
    const level = levels[i] ?? null;
    if (logRatio === null || level === null) return;
    const key = configurationKey(configuration);
    seen.set(key, [...(seen.get(key) ?? []), { ratio: logRatio, level }]);
  });
  let [pairs, together, squares] = [0, 0, 0];
  for (const [first, ...others] of seen.values()) {
    for (const other of others) {
      if (first === undefined) continue;
      const swing = first.level - other.level;
      pairs++;
      together -= (first.ratio - other.ratio) * swing;
      squares += swing ** 2;
    }
  }
  return pairs < FEWEST_PAIRS || squares === 0 ? 0 : Math.min(1, Math.max(0, together / squares));
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
