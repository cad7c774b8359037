import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { ScaleRow } from './scale-table.ts';
import { COLOURS, INK, standAlone } from './stand-alone-svg.ts';

/** What is asked for and shown in its own row. */
const GOALS = ['within5', 'within2'] as const;
const LABELS = { within5: 'to 5 %', within2: 'to 2 %' } as const;
const LINE_HEIGHT = 17;

interface Dot {
  readonly machine: string;
  readonly goal: string;
  readonly strategy: string;
  readonly configurations: number;
  readonly probes: number;
}

/**
 * Median probes against the size of the space, a panel for each machine and goal, as a drawing that stands alone. Sizes
 * at which most runs never got there are left out.
 */
export function scaleSvg(rows: readonly ScaleRow[]): string {
  const strategies = [...new Set(rows.map((r) => r.summary.strategy))];
  const machines = [...new Set(rows.map((r) => r.machine))];
  const dots = rows.flatMap(({ machine, configurations, summary }): readonly Dot[] =>
    GOALS.flatMap((goal) => {
      const probes = summary[goal].probes.median;
      const { strategy } = summary;
      return Number.isFinite(probes)
        ? [{ machine, goal: LABELS[goal], strategy, configurations, probes }]
        : [];
    }),
  );
  const colour = ({ strategy }: Dot): string =>
    COLOURS[strategies.indexOf(strategy) % COLOURS.length] ?? INK;
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({
    document,
    className: 'plot',
    width: 960,
    height: 460,
    marginRight: 130,
    marginLeft: 48,
    marginBottom: 44,
    style: { color: INK },
    fx: { label: null, domain: machines },
    fy: { label: null, domain: GOALS.map((goal) => LABELS[goal]) },
    x: {
      type: 'log',
      label: 'configurations',
      ticks: [100, 1000, 10_000, 100_000],
      tickFormat: 's',
    },
    y: {
      type: 'log',
      label: 'median probes',
      grid: true,
      ticks: [1, 2, 5, 10, 20, 40],
      tickFormat: 'd',
    },
    color: { type: 'identity' },
    marks: [
      Plot.line(dots, {
        fx: 'machine',
        fy: 'goal',
        x: 'configurations',
        y: 'probes',
        z: 'strategy',
        stroke: colour,
        strokeWidth: (d: Dot) => (d.strategy === strategies[0] ? 3 : 1.6),
        marker: 'dot',
      }),
      ...legend(strategies, machines.at(-1) ?? ''),
    ],
  });
  const words = `Median probes by size of the space on simulated machines: ${strategies.join(', ')}`;
  return standAlone(svg, words);
}

/** Names in the colours of their lines, to the right of the last panel. */
function legend(strategies: readonly string[], machine: string): readonly Plot.Markish[] {
  return strategies.map((name, i) =>
    Plot.text([name], {
      fx: [machine],
      fy: [LABELS.within5],
      text: (word: string) => `— ${word}`,
      frameAnchor: 'top-right',
      textAnchor: 'start',
      dx: 44,
      dy: 8 + LINE_HEIGHT * i,
      fill: COLOURS[i % COLOURS.length] ?? INK,
      fontWeight: i === 0 ? 'bold' : 'normal',
    }),
  );
}
