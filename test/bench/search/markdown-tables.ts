import type { Comparison } from './compare-strategies.ts';
import type { ConfidenceCalibration } from './confidence-calibration.ts';
import type { SurfaceFacts } from './play-surface.ts';
import { PROBE_MARKS, SECOND_MARKS, type Spread, type Summary } from './summarise.ts';

const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)}` : '–';
const figure = (value: number): string =>
  value === Infinity ? '∞' : Number.isNaN(value) ? '–' : String(Number(value.toPrecision(3)));
const both = ({ median, p90 }: Spread, write: (value: number) => string): string =>
  `${write(median)} / ${write(p90)}`;

/** A table of Markdown with a line break at its end. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map((_, i) => (i === 0 ? '---' : '--:'))) + rows.map(line).join('');
}

export function surfacesTable(facts: readonly SurfaceFacts[]): string {
  return table(
    ['surface', 'family', 'configurations', 'replicates', 'noise floor, %', 'whole surface, s'],
    facts.map((f) => [
      f.name,
      f.family,
      String(f.configurations),
      String(f.replicates),
      percent(f.noiseFloor),
      f.wholeS.toFixed(0),
    ]),
  );
}

/** Regret in percent, median / 90th percentile. */
export function regretTables(summaries: readonly Summary[]): string {
  const rows = (spreads: (s: Summary) => readonly Spread[]): readonly (readonly string[])[] =>
    summaries.map((s) => [s.strategy, ...spreads(s).map((v) => both(v, percent))]);
  return (
    'Regret in % of the best after k probes (the default is the first), median / 90th percentile\n\n' +
    table(
      ['strategy', ...PROBE_MARKS.map(String)],
      rows((s) => s.regretAfterProbes),
    ) +
    '\nRegret in % after s seconds of probes, median / 90th percentile\n\n' +
    table(
      ['strategy', ...SECOND_MARKS.map(String)],
      rows((s) => s.regretAfterSeconds),
    )
  );
}

/** Probes and seconds to the best, how searches ended and what the strategy itself took. */
export function effortTable(summaries: readonly Summary[]): string {
  return table(
    [
      'strategy',
      'first suggestion, regret %',
      'probes to 5 %',
      'probes to 2 %',
      'seconds to 5 %',
      'seconds to 2 %',
      'after the final race, regret %',
      'ended itself, %',
      'of these within 2 %, %',
      'probes then',
      'ask ms, median / most',
    ],
    summaries.map((s) => [
      s.strategy,
      both(s.firstRegret, percent),
      both(s.within5.probes, figure),
      both(s.within2.probes, figure),
      both(s.within5.seconds, figure),
      both(s.within2.seconds, figure),
      both(s.racedRegret, percent),
      percent(s.endedItself),
      percent(s.endedRightly),
      figure(s.probesAtEnd),
      `${s.askMs.median.toFixed(2)} / ${s.askMs.most.toFixed(0)}`,
    ]),
  );
}

/** Differences of logarithms are written as factors. */
export function comparisonTable(comparisons: readonly Comparison[], base: string): string {
  const write = (by: Comparison['by'], value: number): string =>
    by === 'log seconds to 2 %' ? `×${figure(Math.exp(value))}` : `${percent(value)} points`;
  return table(
    ['strategy', `against ${base} by`, 'difference', '95 % interval', 'p (Holm)', 'surfaces'],
    comparisons.map((c) => [
      c.strategy,
      c.by.replace('log ', ''),
      write(c.by, c.difference),
      `${write(c.by, c.low)} to ${write(c.by, c.high)}`,
      c.pAdjusted < 0.001 ? '< 0.001' : c.pAdjusted.toFixed(3),
      String(c.surfaces),
    ]),
  );
}

export function confidenceTable(rows: readonly ConfidenceCalibration[]): string {
  return table(
    [
      'strategy',
      'runs that ended ≥ 95 % sure',
      'of these within 2 %, %',
      '95 % interval',
      'within 2 % and the noise floor, %',
      '95 % interval',
      'within 2 % of the shrunk surface, %',
      '95 % interval',
      'races with a claim',
      'of these the interval covers, %',
      '95 % interval',
    ],
    rows.map((r) => [
      r.strategy,
      String(r.sure),
      percent(r.strict.share),
      `${percent(r.strict.low)} to ${percent(r.strict.high)}`,
      percent(r.resolved.share),
      `${percent(r.resolved.low)} to ${percent(r.resolved.high)}`,
      percent(r.shrunk.share),
      `${percent(r.shrunk.low)} to ${percent(r.shrunk.high)}`,
      String(r.claims),
      percent(r.covered.share),
      `${percent(r.covered.low)} to ${percent(r.covered.high)}`,
    ]),
  );
}
