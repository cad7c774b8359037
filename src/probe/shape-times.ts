/** Runs at one length that a span of time saw, by their share where they straddle its edges. */
export interface ShapeTally {
  readonly runs: number;
  /** Time spent in them, ms. */
  readonly ms: number;
}

/** What a span of time saw: tallies by length. */
export type SpanTally = ReadonlyMap<number, ShapeTally>;

/** How long a run takes at each length, apart from how fast the machine was in each span. */
interface ShapeTimes {
  /** Time of a run at a length at the machine's usual pace, ms. */
  readonly timeAt: (length: number) => number;
  /** How much slower than usual each span was, 1 for usual; null for a span that saw nothing. */
  readonly slowness: readonly (number | null)[];
}

const MOST_ROUNDS = 50;
/** Largest relative change at which the fit is done. */
const SETTLED = 1e-6;

/**
 * Splits times of runs into a factor of the span and one of the length: ms_sk = slowness_s * time_k * runs_sk, fitted so that
 * each span's and each length's total time come out right (maximum likelihood of a multiplicative Poisson model, by
 * iterative proportional fitting: Deming & Stephan 1940; McCullagh & Nelder 1989, section 6.4). Neighbouring lengths then
 * steady each other, since a length may have been seen once; those that no span saw lie between their neighbours in
 * proportion, and beyond the ends time is proportional to length. At least one run is needed.
 */
export function fitShapeTimes(spans: readonly SpanTally[]): ShapeTimes {
  const time = pooledTimes(spans);
  const slowness: (number | null)[] = spans.map(() => null);
  for (let round = 0, change = Infinity; round < MOST_ROUNDS && change > SETTLED; round++) {
    spans.forEach((span, s) => {
      slowness[s] = slownessOf(span, time);
    });
    change = retime(time, spans, slowness);
  }
  const steadied = smoothed(time, runsByLength(spans));
  return { timeAt: interpolated(steadied), slowness: spans.map((s) => slownessOf(s, steadied)) };
}

/** Lengths this close steady each other, as a standard deviation of their logarithm: buckets stay apart. */
const BANDWIDTH = 0.12;

/** Local linear regression of the logarithm of time on that of length, weighted by runs (Fan & Gijbels 1996, eq. 3.4). */
function smoothed(
  time: ReadonlyMap<number, number>,
  runs: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const points = [...time].map(([length, ms]) => ({
    length,
    x: Math.log(length),
    y: Math.log(ms),
    weight: runs.get(length) ?? 0,
  }));
  return new Map(points.map(({ length, x }) => [length, Math.exp(localFit(points, x))]));
}

/** The value at `at` of the line fitted to the points around it. */
function localFit(
  points: readonly { readonly x: number; readonly y: number; readonly weight: number }[],
  at: number,
): number {
  let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
  for (const { x, y, weight } of points) {
    const d = x - at;
    const w = weight * Math.exp(-0.5 * (d / BANDWIDTH) ** 2);
    s0 += w;
    s1 += w * d;
    s2 += w * d * d;
    t0 += w * y;
    t1 += w * d * y;
  }
  const determinant = s0 * s2 - s1 * s1;
  // A point without neighbours is its own fit; a line through it alone has any slope.
  return determinant > 1e-6 * s0 * s0 * BANDWIDTH ** 2
    ? (s2 * t0 - s1 * t1) / determinant
    : t0 / s0;
}

function runsByLength(spans: readonly SpanTally[]): ReadonlyMap<number, number> {
  const runs = new Map<number, number>();
  for (const [length, tally] of spans.flatMap((span) => [...span])) {
    runs.set(length, (runs.get(length) ?? 0) + tally.runs);
  }
  return runs;
}

function pooledTimes(spans: readonly SpanTally[]): Map<number, number> {
  const totals = new Map<number, ShapeTally>();
  for (const [length, { runs, ms }] of spans.flatMap((span) => [...span])) {
    const before = totals.get(length) ?? { runs: 0, ms: 0 };
    totals.set(length, { runs: before.runs + runs, ms: before.ms + ms });
  }
  return new Map(
    [...totals].flatMap(([length, { runs, ms }]) =>
      runs > 0 && ms > 0 ? [[length, ms / runs]] : [],
    ),
  );
}

/** The factor with which a span's own time comes out right. */
function slownessOf(span: SpanTally, time: ReadonlyMap<number, number>): number | null {
  let expected = 0;
  let spent = 0;
  for (const [length, { runs, ms }] of span) {
    expected += runs * (time.get(length) ?? 0);
    spent += ms;
  }
  return expected > 0 && spent > 0 ? spent / expected : null;
}

/** Times with which every length's total comes out right; returns the largest relative change. */
function retime(
  time: Map<number, number>,
  spans: readonly SpanTally[],
  slowness: readonly (number | null)[],
): number {
  const totals = new Map<number, ShapeTally>();
  spans.forEach((span, s) => {
    const factor = slowness[s] ?? null;
    if (factor === null) return;
    for (const [length, { runs, ms }] of span) {
      const before = totals.get(length) ?? { runs: 0, ms: 0 };
      totals.set(length, { runs: before.runs + runs * factor, ms: before.ms + ms });
    }
  });
  let change = 0;
  for (const [length, { runs, ms }] of totals) {
    const before = time.get(length);
    if (before === undefined || !(runs > 0)) continue;
    time.set(length, ms / runs);
    change = Math.max(change, Math.abs(ms / runs / before - 1));
  }
  return change;
}

function interpolated(time: ReadonlyMap<number, number>): ShapeTimes['timeAt'] {
  const points = [...time].sort(([a], [b]) => a - b);
  return (length) => {
    const known = time.get(length);
    if (known !== undefined) return known;
    const after = points.findIndex(([at]) => at > length);
    const below = points.at(after === -1 ? -1 : after - 1);
    const above = points[after];
    if (after > 0 && below !== undefined && above !== undefined) {
      const share = (length - below[0]) / (above[0] - below[0]);
      return below[1] + share * (above[1] - below[1]);
    }
    const [at, ms] = above ?? below ?? [1, Number.NaN];
    return (ms * length) / at;
  };
}
