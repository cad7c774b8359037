import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { formatSignificant } from '../../core/format-significant.ts';
import { boundedTail, boundStanding, servedOfOffered, tailMs } from '../../report/load-figures.ts';
import { safeText } from '../../report/safe-text.ts';
import { configurationKey } from '../../space/configuration.ts';
import { describeFailure } from '../../study/describe-failure.ts';
import { measuredTrials, relativeOf } from '../../study/incumbent.ts';
import type { Objective } from '../../study/objective.ts';
import { type Measurement, ratioOf, type Trial } from '../../study/trial.ts';
import { bestConfiguration } from './best-configuration.ts';
import { columnConfiguration } from './configuration-label.ts';
import type { DashboardState, SortOrder } from './dashboard-state.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { fitText, type Line, segment, textWidth } from './segment.ts';
import { sortTrials } from './sort-trials.ts';
import type { Tone } from './tone.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (m: Measurement) => string;
}

const NUMBER = 5;
const CONFIGURATION = { least: 15, most: 44 };
const SORT_WORDS: Readonly<Record<SortOrder, string>> = {
  newest: 'newest first',
  best: 'best first',
  latency: 'by latency',
  memory: 'by memory',
};

/** The finished trials as a table that fits, scrolled so that the cursor is seen. */
export function trialTablePanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const objective = state.header?.objective ?? 'throughput';
  const trials = sortTrials(state.trials, state.view.sort, objective);
  const underLoad = state.header?.load !== undefined;
  const columns = fittingColumns(size.width, wantedColumns(state, objective, look));
  const used = columns.reduce((sum, c) => sum + c.width, NUMBER);
  const room = size.width - used;
  const label = Math.min(CONFIGURATION.most, room);
  const height = Math.max(0, size.height - 2);
  const first = scrollTo(trials, state.view.selected, height);
  const head = segment(
    [
      '  #  ',
      fitText(
        `inst${look.glyphs.times}thr, batch${underLoad ? ', delay' : ''}`,
        label,
        look.glyphs.ellipsis,
      ),
      ...columns.map((c) => c.title.padStart(c.width)),
    ].join(''),
    'faint',
  );
  const chosen = bestConfiguration(state);
  const best = chosen && configurationKey(chosen);
  const rows = trials.slice(first, first + height).map((trial): Line => {
    const isSelected = trial.number === state.view.selected;
    const isBest = configurationKey(trial.configuration) === best;
    const text = rowText(trial, columns, { label, room: size.width - 1 }, look);
    const tone = isSelected && look.colour ? 'cursor' : toneOf(trial, isBest);
    const mark = isSelected ? look.marks.cursor : isBest ? look.marks.best : ' ';
    return [segment(fitText(`${mark}${text}`, size.width, look.glyphs.ellipsis), tone)];
  });
  const { length } = trials;
  const shown =
    length > height && height > 0 ? `${first + 1}-${Math.min(length, first + height)} of ` : '';
  const aside = `${shown}${length}, ${SORT_WORDS[state.view.sort]}`;
  const empty: Line = [segment('  none finished yet', 'faint')];
  return titledPanel('trials', aside, [[head], ...(length === 0 ? [empty] : rows)], size, look);
}

/** Index of the first row, so that the selected one is in view, in the middle where possible. */
function scrollTo(trials: readonly Trial[], selected: number | null, height: number): number {
  const at = trials.findIndex((t) => t.number === selected);
  const furthest = Math.max(0, trials.length - height);
  return Math.min(furthest, Math.max(0, at - Math.floor(height / 2)));
}

/** Columns in order of importance. Under a load the bound on latency comes first, and whether the load is served. */
function wantedColumns(
  { header, trials }: DashboardState,
  objective: Objective,
  { glyphs }: Look,
): readonly Column[] {
  const { times, none } = glyphs;
  const quantile = (value: number | null): string =>
    value === null ? none : formatDuration(value);
  const gain: Column = {
    title: 'gain',
    width: 8,
    text: (m) => formatRatio(relativeOf(ratioOf(m.logRatio, objective)).value, times),
  };
  const memory: Column = { title: 'memory', width: 9, text: (m) => formatBytes(m.peakRssBytes) };
  const interval: Column = {
    title: '95 % interval',
    width: 16,
    text: (m) => intervalText(m, objective, times),
  };
  const cpu: Column = {
    title: 'CPU/inf.',
    width: 10,
    text: (m) => formatDuration(m.cpuMsPerInference),
  };
  if (header?.load === undefined) {
    return [
      gain,
      { title: 'inf/s', width: 9, text: (m) => formatRate(m.throughputIps.value) },
      { title: 'mean run', width: 10, text: (m) => formatDuration(m.latencyMs.mean) },
      memory,
      interval,
      { title: 'p90', width: 9, text: (m) => quantile(m.latencyMs.p90) },
      { title: 'p99', width: 9, text: (m) => quantile(m.latencyMs.p99) },
      cpu,
      { title: 'runs', width: 7, text: (m) => String(m.runs) },
    ];
  }
  const tail = boundedTail(boundedQuantiles(trials));
  const ofLoad =
    (text: (load: NonNullable<Measurement['load']>) => string) =>
    ({ load }: Measurement): string =>
      load === undefined ? none : text(load);
  const holds: Column = {
    title: 'holds',
    width: 9,
    text: ofLoad(({ goodput }) => (goodput?.heldPerS ? formatRate(goodput.heldPerS) : none)),
  };
  return [
    gain,
    ...(objective === 'goodput' ? [holds] : []),
    { title: tail, width: 9, text: (m) => quantile(tailMs(m, tail)) },
    { title: 'bound', width: 10, text: ofLoad((load) => boundStanding(load) ?? none) },
    { title: 'served/s', width: 13, text: ofLoad(servedOfOffered) },
    { title: 'in batch', width: 9, text: ofLoad((load) => formatSignificant(load.meanBatch)) },
    { title: 'waiting', width: 9, text: ofLoad((load) => formatDuration(load.meanWaitMs)) },
    memory,
    { title: 'p50', width: 9, text: (m) => quantile(m.latencyMs.p50) },
    interval,
    cpu,
    { title: 'requests', width: 10, text: ofLoad((load) => String(load.requests)) },
  ];
}

function boundedQuantiles(trials: readonly Trial[]): readonly number[] {
  return measuredTrials(trials).flatMap(
    ({ measurement: { load } }) => load?.bounds.map((b) => b.quantile) ?? [],
  );
}

/** As many as leave room for the configuration. */
function fittingColumns(width: number, wanted: readonly Column[]): readonly Column[] {
  const fitting: Column[] = [];
  let room = width - NUMBER - CONFIGURATION.least;
  for (const column of wanted) {
    if (column.width > room) break;
    fitting.push(column);
    room -= column.width;
  }
  return fitting;
}

function intervalText(m: Measurement, objective: Objective, times: string): string {
  const ratio = ratioOf(m.logRatio, objective);
  if (ratio.standardError === 0) return '';
  const { low, high } = relativeOf(ratio);
  const isKnown = Number.isFinite(high) && low > 0;
  return isKnown
    ? `${formatRatio(low, '')} to ${formatRatio(high, '')}`
    : formatRatioInterval({ value: 1, low, high }, times).replace('interval ', '');
}

interface RowSize {
  /** Columns of the configuration. */
  readonly label: number;
  readonly room: number;
}

function rowText(
  trial: Trial,
  columns: readonly Column[],
  { label, room }: RowSize,
  look: Look,
): string {
  const number = String(trial.number).padStart(3);
  const configuration = fitText(
    columnConfiguration(trial.configuration, look),
    label - 1,
    look.glyphs.ellipsis,
  );
  const head = `${number} ${configuration} `;
  if (trial.status === 'failed') {
    return `${head} ${safeText(describeFailure(trial.failure), look.glyphs, 160)}`;
  }
  const cells = columns.map((c) => c.text(trial.measurement).padStart(c.width)).join('');
  const remarked = `${head}${cells}${remark(trial, look)}`;
  // A remark cut off says less than none: colours and the trial's own page tell it too.
  return textWidth(remarked) <= room ? remarked : `${head}${cells}`;
}

/** What else is to be said of it, where there is room. */
function remark(trial: Exclude<Trial, { status: 'failed' }>, { glyphs }: Look): string {
  const violations = trial.violations.map(({ constraint, verdict }) =>
    verdict === 'violated'
      ? `misses ${safeText(constraint, glyphs, 60)}`
      : `too few ${trial.measurement.load === undefined ? 'runs' : 'requests'} for ${safeText(constraint, glyphs, 60)}`,
  );
  const words = [...(trial.status === 'pruned' ? ['left the race'] : []), ...violations];
  return words.length === 0 ? '' : `  ${words.join(', ')}`;
}

function toneOf(trial: Trial, isBest: boolean): Tone {
  if (trial.status === 'failed') return 'bad';
  if (trial.violations.some((v) => v.verdict === 'violated')) return 'caution';
  if (isBest) return 'good';
  return trial.status === 'pruned' ? 'faint' : 'plain';
}
