import type { Configuration } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { reachOf } from './reach.ts';
import type { StrategyFactory } from './strategy.ts';
import { createWalk } from './walk.ts';

/** Length of the first step, in positions along the knobs, as in Model Analyzer. */
const RADIUS = 3;

interface Point {
  readonly configuration: Configuration;
  /** Position along each knob; a value that the space leaves out (the reference's) is -1. */
  readonly at: readonly number[];
}

interface Climb {
  readonly space: SearchSpace;
  readonly points: readonly Point[];
  readonly scoreOf: (c: Configuration) => number;
}

function pointAt(space: SearchSpace, configuration: Configuration): Point {
  return {
    configuration,
    at: space.knobs.map(({ name, values }) => values.indexOf(configuration[name])),
  };
}

/** Neighbours of `home` by knob, an upward step before a downward one (knobs name their values in natural order). */
function neighboursByKnob(space: SearchSpace, home: Configuration): readonly Configuration[][] {
  const neighbours = space.neighbours(home);
  return space.knobs
    .map(({ name, values }) => {
      const at = (c: Configuration): number => values.indexOf(c[name]);
      return neighbours.filter((c) => c[name] !== home[name]).sort((a, b) => at(b) - at(a));
    })
    .filter((steps) => steps.length > 0);
}

/** The configuration nearest to a place between configurations; equals in the space's order. */
function nearest(
  points: readonly Point[],
  place: readonly number[],
  home: Configuration,
): Configuration {
  let best = home;
  let least = Infinity;
  for (const { configuration, at } of points) {
    let gap = 0;
    for (let i = 0; i < at.length; i++) gap += ((at[i] as number) - (place[i] as number)) ** 2;
    if (gap < least) [best, least] = [configuration, gap];
  }
  return best;
}

/**
 * Slope of the score at `home` along each knob, from one measured step each. A step that failed or missed a constraint
 * pushes away as if it cost a factor e.
 */
function slopes(
  { space, scoreOf }: Climb,
  home: Configuration,
  probes: readonly Configuration[],
): readonly number[] {
  const origin = pointAt(space, home).at;
  const base = scoreOf(home);
  const rises = probes.map((c) => ({ at: pointAt(space, c).at, rise: scoreOf(c) - base }));
  return space.knobs.map((_, i) => {
    const along = rises.find(({ at }) => at[i] !== origin[i]);
    if (!along) return 0;
    const step = (along.at[i] as number) - (origin[i] as number);
    return Number.isNaN(along.rise) ? 0 : Math.min(1, Math.max(-1, along.rise)) / step;
  });
}

/** Where a step of this length along the slope leads; `home` itself where it is flat or nothing lies there. */
function stepTo(
  climb: Climb,
  home: Configuration,
  slope: readonly number[],
  length: number,
): Configuration {
  const steepness = Math.hypot(...slope);
  if (!(steepness > 0) || !Number.isFinite(steepness)) return home;
  const target = pointAt(climb.space, home).at.map(
    (x, i) => x + (length * (slope[i] as number)) / steepness,
  );
  return nearest(climb.points, target, home);
}

/** The runtime's default; where the space leaves its values out, so that nothing is one step away, what lies nearest. */
function startOf({ space, points }: Climb): Configuration {
  const { reference } = space;
  if (space.neighbours(reference).length > 0) return reference;
  const others = points.filter((p) => p.configuration !== reference);
  return nearest(others, pointAt(space, reference).at, reference);
}

/** What the walk has to know before it can go on; nothing once it stands on a peak. */
function* needed(climb: Climb): Generator<readonly Configuration[], void> {
  yield [climb.space.reference];
  let home = startOf(climb);
  yield [home];
  while (true) {
    const byKnob = neighboursByKnob(climb.space, home);
    const probes = byKnob.flatMap((steps) => steps.slice(0, 1));
    yield probes;
    const slope = slopes(climb, home, probes);
    let next = home;
    for (let length = RADIUS; length >= 0.5 && next === home; length /= 2) {
      const target = stepTo(climb, home, slope, length);
      yield [target];
      // A step that gains nothing, fails or misses a constraint is taken back, the next one is half as long.
      if (climb.scoreOf(target) > climb.scoreOf(home)) next = target;
    }
    if (next === home) {
      const all = reachOf(climb.space, home);
      yield all;
      next = all.reduce((best, c) => (climb.scoreOf(c) > climb.scoreOf(best) ? c : best), home);
    }
    if (next === home) return;
    home = next;
  }
}

/**
 * Steepest ascent from the runtime's default: one step along each knob gives the slope, then a step of radius 3 along it;
 * half as long where that gains nothing or violates a constraint; ends where no neighbour, diagonal trades of
 * instances for threads included, is better.
 * Source: the quick search of NVIDIA's Triton Model Analyzer (coordinate steps, radius 3, step back on a violation).
 */
export const createHillClimb: StrategyFactory = ({ space }) => {
  const points = space.configurations.map((c) => pointAt(space, c));
  return createWalk('hill-climb', 'uphill from the best', (scoreOf) =>
    needed({ space, points, scoreOf }),
  );
};
