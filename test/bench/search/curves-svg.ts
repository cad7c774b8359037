import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { censoredQuantile } from './censored-quantile.ts';
import { regretAfterProbes, regretAfterSeconds, type SearchRun } from './search-run.ts';
import { COLOURS, INK, standAlone } from './stand-alone-svg.ts';

/** Seconds shown, logarithmic. */
const SECONDS = { least: 2, most: 200, steps: 60 } as const;
const LINE_HEIGHT = 17;

interface CurvesRequest {
  /** In the order of the legend. */
  readonly strategies: readonly string[];
  readonly against: 'probes' | 'seconds';
  readonly mostProbes: number;
}

interface Dot {
  readonly strategy: string;
  readonly panel: 'median' | '90th percentile';
  readonly at: number;
  /** Percent. */
  readonly regret: number;
}

/** Median and 90th percentile of regret against probes or seconds, a line per strategy, as a drawing that stands alone. */
export function curvesSvg(runs: readonly SearchRun[], request: CurvesRequest): string {
  const { strategies, against, mostProbes } = request;
  const marks = against === 'probes' ? probeMarks(mostProbes) : secondMarks();
  const dots = strategies.flatMap((name) =>
    curveOf(
      name,
      runs.filter((r) => r.strategy === name),
      marks,
      against,
    ),
  );
  const colour = (name: string): string =>
    COLOURS[strategies.indexOf(name) % COLOURS.length] ?? INK;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const height = Math.max(340, 90 + LINE_HEIGHT * strategies.length);
  const svg = Plot.plot({
    document,
    className: 'plot',
    width: 960,
    height,
    marginRight: 130,
    marginLeft: 48,
    marginBottom: 44,
    style: { color: INK },
    fx: { label: null, domain: ['median', '90th percentile'] },
    x: {
      type: against === 'probes' ? 'linear' : 'log',
      label: against === 'probes' ? 'probes, the default included' : 'seconds of probes',
      ticks: against === 'probes' ? 6 : [2, 5, 10, 20, 50, 100, 200],
      tickFormat: 'd',
    },
    y: {
      type: 'sqrt',
      label: 'regret, % of the best',
      grid: true,
      ticks: [0, 1, 2, 5, 10, 20, 40, 70],
    },
    color: { type: 'identity' },
    marks: [
      Plot.ruleY([2, 5], { stroke: INK, strokeDasharray: '3 3', strokeOpacity: 0.6 }),
      Plot.line(dots, {
        fx: 'panel',
        x: 'at',
        y: 'regret',
        z: 'strategy',
        stroke: (d: Dot) => colour(d.strategy),
        strokeWidth: (d: Dot) => (d.strategy === strategies[0] ? 3 : 1.6),
        curve: 'step-after',
      }),
      ...legend(strategies, colour),
    ],
  });
  const words = `Regret by ${against}, median and 90th percentile: ${strategies.join(', ')}`;
  return standAlone(svg, words);
}

/** Names in the colours of their lines, to the right of the second panel. */
function legend(
  strategies: readonly string[],
  colour: (name: string) => string,
): readonly Plot.Markish[] {
  return strategies.map((name, i) =>
    Plot.text([name], {
      fx: ['90th percentile'],
      text: (word: string) => `— ${word}`,
      frameAnchor: 'top-right',
      textAnchor: 'start',
      dx: 14,
      dy: 8 + LINE_HEIGHT * i,
      fill: colour(name),
      fontWeight: i === 0 ? 'bold' : 'normal',
    }),
  );
}

const probeMarks = (most: number): readonly number[] =>
  Array.from({ length: most }, (_, i) => i + 1);

function secondMarks(): readonly number[] {
  const { least, most, steps } = SECONDS;
  return Array.from({ length: steps + 1 }, (_, i) => least * (most / least) ** (i / steps));
}

function curveOf(
  strategy: string,
  runs: readonly SearchRun[],
  marks: readonly number[],
  against: CurvesRequest['against'],
): readonly Dot[] {
  const after = against === 'probes' ? regretAfterProbes : regretAfterSeconds;
  return marks.flatMap((at) => {
    const regrets = runs.map((run) => 100 * after(run, at));
    return [
      { strategy, panel: 'median', at, regret: censoredQuantile(regrets, 0.5) } as const,
      { strategy, panel: '90th percentile', at, regret: censoredQuantile(regrets, 0.9) } as const,
    ];
  });
}
