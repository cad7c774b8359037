import { formatBytes } from '../core/format-bytes.ts';
import { independentSum, negated } from '../stats/independent-sum.ts';
import { tInterval } from '../stats/interval.ts';
import type { ContestSetup } from './contest-setup.ts';
import { type Lane, strengthOfBest } from './contest-state.ts';
import type { Finalist } from './final.ts';

/** More in one heat leave each too few slices. */
const MOST = 5;
/** A variant that is slower than half the speed of the best beyond doubt need not meet it again. */
const FAR_BEHIND = Math.log(2);

/**
 * Who meets in the final, the strongest first: every feasible variant that may still win, the strongest two in any case, as far
 * as they fit in memory together. A variant of unknown strength may win.
 */
export function pickFinalists(
  lanes: readonly Lane[],
  setup: ContestSetup,
  warnings: Set<string>,
): readonly Finalist[] {
  const known = lanes
    .flatMap((lane) =>
      lane.best === null ? [] : [{ lane, best: lane.best, strength: strengthOfBest(lane, setup) }],
    )
    .toSorted((a, b) => (b.strength?.mean ?? 0) - (a.strength?.mean ?? 0));
  const leader = known.find((k) => k.strength !== null)?.strength ?? null;
  const mayWin = ({ strength }: (typeof known)[number]): boolean => {
    if (strength === null || leader === null) return true;
    const { mean, standardError, degreesOfFreedom } = independentSum(strength, negated(leader));
    return tInterval(mean, standardError, degreesOfFreedom).high > -FAR_BEHIND;
  };
  const wanted = known.filter((k, i) => i < 2 || mayWin(k)).slice(0, MOST);
  const room = setup.memoryLimitBytes;
  const finalists: Finalist[] = [];
  let bytes = 0;
  for (const { lane, best } of wanted) {
    bytes += best.measurement.peakRssBytes;
    if (bytes > room && finalists.length > 0) {
      warnings.add(
        `Not all variants fit in memory together (${formatBytes(bytes)} of ${formatBytes(room)}): ${lane.contestant.variant.name} did not take part in the final.`,
      );
      bytes -= best.measurement.peakRssBytes;
      continue;
    }
    finalists.push({ contestant: lane.contestant, configuration: best.configuration });
  }
  return finalists;
}
