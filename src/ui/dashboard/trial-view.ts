import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { formatShare } from '../../core/format-share.ts';
import { formatSignificant } from '../../core/format-significant.ts';
import { describeConfiguration } from '../../report/describe-configuration.ts';
import { boundStanding, servedOfOffered } from '../../report/load-figures.ts';
import { safeText } from '../../report/safe-text.ts';
import { wrapText } from '../../report/wrap-text.ts';
import { runsToSupport } from '../../stats/supported-quantile.ts';
import { describeFailure } from '../../study/describe-failure.ts';
import { relativeOf } from '../../study/incumbent.ts';
import { type Measurement, ratioOf, type Trial } from '../../study/trial.ts';
import type { DashboardState } from './dashboard-state.ts';
import { histogram } from './histogram.ts';
import { GAP } from './layout.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { fitLine, type Line, segment } from './segment.ts';

/** Columns of the figures; the histogram takes what is left, where that is enough. */
const FIGURES = 40;
const LEAST_HISTOGRAM = 34;
const LABEL = 14;
/** A bar is long enough to compare at this many columns. */
const MOST_BAR = 60;
const QUANTILES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/** Everything about the trial under the cursor. */
export function trialPanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const trial = state.trials.find((t) => t.number === state.view.selected);
  if (trial === undefined) return titledPanel('trial', 'esc: back', [], size, look);
  const { glyphs } = look;
  const wrap = (text: string): readonly string[] =>
    wrapText(text, { columns: size.width, indent: '  ' });
  const reason = `tried because: ${safeText(trial.reason, glyphs, 200)}`;
  const head: readonly Line[] = [
    ...wrap(describeConfiguration(trial.configuration, glyphs)).map(
      (l): Line => [segment(l, 'strong')],
    ),
    ...wrap(reason).map((l): Line => [segment(l, 'faint')]),
  ];
  const body =
    trial.status === 'failed'
      ? failureLines(trial, wrap, look)
      : measuredLines(state, trial, size, look, head.length);
  return titledPanel(`trial ${trial.number}`, 'esc: back', [...head, ...body], size, look);
}

type Measured = Exclude<Trial, { readonly status: 'failed' }>;

function failureLines(
  { failure }: Extract<Trial, { readonly status: 'failed' }>,
  wrap: (text: string) => readonly string[],
  { glyphs }: Look,
): readonly Line[] {
  const said = failure.stderr.trim();
  return [
    ...wrap(safeText(describeFailure(failure), glyphs, 1000)).map((l): Line => [segment(l, 'bad')]),
    ...(said === ''
      ? []
      : wrap(safeText(said, glyphs, 2000)).map((l): Line => [segment(l, 'faint')])),
  ];
}

function measuredLines(
  state: DashboardState,
  trial: Measured,
  { width, height }: PanelSize,
  look: Look,
  above: number,
): readonly Line[] {
  const figures = figureLines(state, trial, look);
  const room = width - FIGURES - GAP;
  const rows = Math.min(16, height - 3 - above);
  const beside = room >= LEAST_HISTOGRAM;
  const bars = latencyLines(
    trial.measurement,
    beside ? room : width,
    beside ? rows : height - 3 - above - figures.length,
    look,
  );
  if (!beside) return [...figures, ...bars];
  return Array.from({ length: Math.max(figures.length, bars.length) }, (_, i) => [
    ...fitLine(figures[i] ?? [], FIGURES, look.glyphs.ellipsis),
    segment(' '.repeat(GAP)),
    ...(bars[i] ?? []),
  ]);
}

function figureLines(state: DashboardState, trial: Measured, look: Look): readonly Line[] {
  const { glyphs } = look;
  const m = trial.measurement;
  const relative = relativeOf(ratioOf(m.logRatio, state.header?.objective ?? 'throughput'));
  const row = (label: string, value: string): Line => [
    segment(`  ${label.padEnd(LABEL)}`, 'faint'),
    segment(value),
  ];
  const { load } = m;
  const [run, runs, within, rounds] =
    load === undefined
      ? ['run', 'runs', ' in', 'rounds']
      : ['request', 'requests', ',', m.rounds === 1 ? 'block' : 'blocks'];
  const tooFew = load === undefined ? 'too few runs' : 'too few';
  const broken = trial.violations.map(
    (v): Line => [
      segment(
        `  ${v.verdict === 'violated' ? 'misses' : `${tooFew} for`} ${safeText(v.constraint, glyphs, 60)}`,
        'caution',
      ),
    ],
  );
  return [
    row('gain', `${formatRatio(relative.value, glyphs.times)}`),
    row('', `(${formatRatioInterval(relative, glyphs.times)})`),
    ...(load === undefined
      ? [row('throughput', formatRate(m.throughputIps.value))]
      : loadRows(load, row)),
    row(`mean ${run}`, formatDuration(m.latencyMs.mean)),
    ...QUANTILES.map(([name, p]) => row(name, quantileText(m, name, p, look))),
    row('memory', formatBytes(m.peakRssBytes)),
    ...(typeof m.device?.peakBytes === 'number'
      ? [row('GPU memory', formatBytes(m.device.peakBytes))]
      : []),
    row('CPU per inf.', formatDuration(m.cpuMsPerInference)),
    row('start', formatDuration(m.sessionCreateMs + m.firstRunMs)),
    row('measured', `${load?.requests ?? m.runs} ${runs}${within} ${m.rounds} ${rounds}`),
    row(
      'disturbed',
      `${formatShare(m.disturbance.stealShare)} stolen, ${formatShare(m.disturbance.backgroundShare)} others`,
    ),
    ...broken,
    ...(trial.status === 'pruned'
      ? [[segment('  left the race: the best is faster', 'faint')]]
      : []),
  ];
}

/** What became of the requests, and what the batcher did. */
function loadRows(
  load: NonNullable<Measurement['load']>,
  row: (label: string, value: string) => Line,
): readonly Line[] {
  const standing = boundStanding(load);
  const { heldPerS = 0, brokenPerS = null } = load.goodput ?? {};
  return [
    row('served', `${servedOfOffered(load)} per second`),
    ...(standing === null ? [] : [row('bound', standing)]),
    ...(heldPerS > 0
      ? [
          row(
            'holds',
            `${formatRate(heldPerS)}${brokenPerS === null ? '' : `, not ${formatRate(brokenPerS)}`}`,
          ),
        ]
      : []),
    row('in a batch', formatSignificant(load.meanBatch)),
    row('waiting', formatDuration(load.meanWaitMs)),
    row('busy', `${formatShare(load.utilisation)} of the time`),
  ];
}

function quantileText(
  m: Measurement,
  name: 'p50' | 'p90' | 'p95' | 'p99',
  p: number,
  look: Look,
): string {
  const value = m.latencyMs[name];
  if (value !== null) return formatDuration(value);
  const needed = Math.ceil(runsToSupport(p) - (m.load?.requests ?? m.runs));
  // With enough requests it is one without an answer that it falls on.
  if (m.load !== undefined && needed <= 0) return `${look.glyphs.none}  never answered`;
  return `${look.glyphs.none}  needs ${Math.max(1, needed)} more ${m.load === undefined ? 'runs' : 'requests'}`;
}

/** Times of single runs where they were kept, else the mean of each slice. */
function latencyLines(m: Measurement, width: number, height: number, look: Look): readonly Line[] {
  const isSingle = m.runTimesMs !== null && m.runTimesMs.length > 0;
  const values = isSingle ? (m.runTimesMs ?? []) : m.slices.map((s) => s.runMs);
  const bins = histogram(values, Math.min(12, Math.max(0, height - 1)));
  const most = Math.max(1, ...bins.map((b) => b.count));
  const room = Math.min(MOST_BAR, width - 18);
  if (bins.length < 2 || room < 8) return [];
  const [one, part] = m.load === undefined ? ['run', 'slice'] : ['request', 'block'];
  const title = isSingle
    ? `time of a ${one}`
    : `mean time of a ${one} in each ${part} (--keep-run-times for all)`;
  return [
    fitLine([segment(title, 'faint')], width, look.glyphs.ellipsis),
    ...bins.map(
      ({ from, count }): Line => [
        segment(`${formatDuration(from).padStart(9)} `, 'faint'),
        segment(look.marks.bar.repeat(Math.round((count / most) * room)), 'accent'),
        segment(` ${count}`, 'faint'),
      ],
    ),
  ];
}
