import type { Summary } from './summarise.ts';

/** What all runs of one strategy come to on one machine in spaces of one size. */
export interface ScaleRow {
  readonly machine: string;
  /** As asked for: 100, 1,000, … */
  readonly size: number;
  /** Mean over the models. */
  readonly configurations: number;
  readonly summary: Summary;
}

const HEAD = [
  'simulated machine',
  'configurations',
  'strategy',
  'probes to 5 %, median / 90th',
  'to 2 %',
  'seconds to 5 %',
  'to 2 %',
  'ended itself, rightly',
  'ask ms, median / most',
] as const;

/** Rows of the table, in Markdown. */
export function scaleTable(rows: readonly ScaleRow[]): string {
  return table(HEAD, rows.map(cellsOf));
}

function cellsOf({ machine, configurations, summary: s }: ScaleRow): readonly string[] {
  const spreads = [s.within5.probes, s.within2.probes, s.within5.seconds, s.within2.seconds];
  const ended = s.endedItself === 0 ? '—' : `${percent(s.endedItself)}, ${percent(s.endedRightly)}`;
  return [
    machine,
    `${configurations}`,
    s.strategy,
    ...spreads.map(({ median, p90 }) => `${figure(median)} / ${figure(p90)}`),
    ended,
    `${s.askMs.median.toFixed(1)} / ${s.askMs.most.toFixed(0)}`,
  ];
}

/** How many times the median probes and seconds grow from the smallest spaces to the largest, by machine and strategy. */
export function growthTable(rows: readonly ScaleRow[]): string {
  const head = [
    'simulated machine',
    'strategy',
    'space',
    'probes to 5 %',
    'to 2 %',
    'seconds to 5 %',
    'to 2 %',
  ];
  const pairs = rows.flatMap((first) => {
    const isSame = (r: ScaleRow): boolean =>
      r.machine === first.machine && r.summary.strategy === first.summary.strategy;
    const sizes = rows.filter(isSame).map((r) => r.size);
    if (first.size !== Math.min(...sizes)) return [];
    const last = rows.find((r) => isSame(r) && r.size === Math.max(...sizes));
    return last === undefined || last === first ? [] : [{ first, last }];
  });
  return table(
    head,
    pairs.map(({ first, last }) => {
      const [a, b] = [first.summary, last.summary];
      const times = (from: number, to: number): string =>
        Number.isFinite(from) && Number.isFinite(to) ? `×${figure(to / from)}` : '—';
      return [
        first.machine,
        a.strategy,
        times(first.configurations, last.configurations),
        times(a.within5.probes.median, b.within5.probes.median),
        times(a.within2.probes.median, b.within2.probes.median),
        times(a.within5.seconds.median, b.within5.seconds.median),
        times(a.within2.seconds.median, b.within2.seconds.median),
      ];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

const figure = (value: number): string =>
  Number.isFinite(value) ? `${Number(value.toPrecision(3))}` : '∞';
const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : '—';
