import type { Configuration } from '../space/configuration.ts';
import type { Knob } from '../space/search-space.ts';
import { twoMeans } from '../surrogate/two-means.ts';

/** Splits of a curve, one inside the other, and the number of cells at which splitting ends, as in Falcon. */
const MOST_SPLITS = 4;
const FEWEST_CELLS = 5;

/** How fast an operator family runs along one or two knobs, all others averaged away. */
export interface ResourceCurve {
  readonly knobs: readonly Knob[];
  /** Mean value by cell (one combination of the knobs' values, see `cellOf`); absent where no configuration lies. */
  readonly cells: ReadonlyMap<number, number>;
}

/** Number of the cell in which a configuration lies, in mixed radix; -1 where one of its values is none of the knobs'. */
export function cellOf(knobs: readonly Knob[], configuration: Configuration): number {
  let cell = 0;
  for (const { name, values } of knobs) {
    const at = values.indexOf(configuration[name]);
    if (at < 0) return -1;
    cell = cell * values.length + at;
  }
  return cell;
}

/** The curve of `values` (one for each configuration) along `knobs`. */
export function resourceCurve(
  knobs: readonly Knob[],
  configurations: readonly Configuration[],
  values: readonly number[],
): ResourceCurve {
  const sums = new Map<number, { sum: number; count: number }>();
  configurations.forEach((configuration, i) => {
    const cell = cellOf(knobs, configuration);
    if (cell < 0) return;
    const found = sums.get(cell) ?? { sum: 0, count: 0 };
    found.sum += values[i] ?? 0;
    found.count++;
    sums.set(cell, found);
  });
  const cells = new Map([...sums].map(([cell, { sum, count }]) => [cell, sum / count]));
  return { knobs, cells };
}

/** The good cells of a curve: 2-means of the values, the better cluster kept, and again within it. */
export function goodCells({ cells }: ResourceCurve): readonly number[] {
  let good = [...cells];
  for (let split = 0; split < MOST_SPLITS && good.length > FEWEST_CELLS; split++) {
    const cut = twoMeans(good.map(([, value]) => value));
    if (cut === null) break;
    good = good.filter(([, value]) => value >= cut);
  }
  return good.map(([cell]) => cell);
}

/** Position of a cell along each knob of its curve. */
export function positionsOf(knobs: readonly Knob[], cell: number): readonly number[] {
  let rest = cell;
  return knobs
    .toReversed()
    .map(({ values }) => {
      const at = rest % values.length;
      rest = (rest - at) / values.length;
      return at;
    })
    .reverse();
}
