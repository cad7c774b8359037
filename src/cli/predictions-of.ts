import type { LawPoint } from '../knowledge/search-prior.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import { normalInterval } from '../stats/normal-interval.ts';
import type { Prediction } from '../study/study-event.ts';

/** A picture of more configurations than this shows nobody anything. */
const MOST = 2000;
/** What the cost law expects of the configurations of a space, for people to see before they are measured; none where it expects nothing, or the space is too large. */
export function predictionsOf(
  { configurations }: SearchSpace,
  law: readonly LawPoint[] | null,
): readonly Prediction[] {
  if (law === null || configurations.length > MOST) return [];
  return configurations.flatMap((configuration, i): Prediction[] => {
    const point = law[i];
    if (point === undefined) return [];
    const relative = logEstimateToRatio(normalInterval(point.logRatio, point.deviation));
    return [{ configuration, relative }];
  });
}
