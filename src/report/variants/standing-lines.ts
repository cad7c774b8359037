import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { claimedQuantile } from '../../study/check-constraints.ts';
import type { Measurement, Violation } from '../../study/trial.ts';
import type { ComparedBy, VariantStanding } from '../../variants/contest-result.ts';
import type { Bounds } from '../../variants/stored-candidates.ts';
import { fileName } from '../file-name.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';

/** A column of the table: its title and width, and what stands there. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (standing: VariantStanding) => string;
}

const NAME = { least: 12, most: 40 };
/** Columns go, from the memory on, before names are cut shorter than this. */
const READABLE = 20;

/** A name as a table can hold it: the end of a path counts. */
function shortName({ variant }: VariantStanding, { glyphs }: TextStyle, width: number): string {
  return variant.name.includes('/')
    ? fileName(variant.name.replaceAll('/', '\u2215'), glyphs, width).replaceAll('\u2215', '/')
    : fileName(variant.name, glyphs, width);
}

/** All variants, a line each: how accurate and fast they are by their best, and what became of them. */
export function standingTable(
  standings: readonly VariantStanding[],
  { constraints }: Pick<Bounds, 'constraints'>,
  style: TextStyle,
): readonly string[] {
  const { palette } = style;
  const longest = Math.max(NAME.least, ...standings.map((s) => s.variant.name.length));
  const columns = fittingColumns(columnsOf(quantileOf(constraints), style), longest, style);
  const room = Math.min(longest, NAME.most, Math.max(NAME.least, nameRoom(columns, style)));
  const row = (name: string, cell: (column: Column) => string): string =>
    `  ${name.padEnd(room)}${columns.map((c) => cell(c).padStart(c.width)).join('')}`;
  const lines = standings.map((standing) => {
    const line = row(shortName(standing, style, room), (column) => column.cell(standing));
    return standing.outcome.status === 'winner' ? palette.strong(line) : line;
  });
  return [palette.faint(row('variant', (column) => column.title)), ...lines];
}

/** The columns in the order in which they are given up where there is no room, the last first. */
function columnsOf(quantile: Quantile, { glyphs }: TextStyle): readonly Column[] {
  const measured = (format: (m: Measurement) => string | null) => {
    return ({ best }: VariantStanding): string =>
      (best === null ? null : format(best.measurement)) ?? glyphs.none;
  };
  return [
    {
      title: 'accuracy',
      width: 9,
      cell: ({ variant }) =>
        variant.accuracy === null ? glyphs.none : plainNumber(variant.accuracy),
    },
    {
      title: 'throughput',
      width: 12,
      cell: measured((m) => formatRate(m.throughputIps.value)),
    },
    {
      title: quantile,
      width: 10,
      cell: measured(({ latencyMs }) => {
        const latency = latencyMs[quantile];
        return latency === null ? null : formatDuration(latency);
      }),
    },
    { title: 'memory', width: 10, cell: measured((m) => formatBytes(m.peakRssBytes)) },
    {
      title: 'outcome',
      width: 14,
      cell: ({ outcome }) =>
        outcome.status === 'slower'
          ? formatRatio(outcome.speed.value, glyphs.times)
          : outcome.status.replace('-', ' '),
    },
  ];
}

function nameRoom(columns: readonly Column[], style: TextStyle): number {
  return style.columns - 2 - columns.reduce((sum, c) => sum + c.width, 0);
}

/** As many columns as leave room for names; memory and latency can be read elsewhere. */
function fittingColumns(
  columns: readonly Column[],
  longest: number,
  style: TextStyle,
): readonly Column[] {
  const wanted = Math.min(longest, READABLE);
  const withoutMemory = columns.filter((c) => c.title !== 'memory');
  const least = withoutMemory.filter((c) => c.width !== 10);
  return [columns, withoutMemory].find((shown) => nameRoom(shown, style) >= wanted) ?? least;
}

type Quantile = 'p50' | 'p90' | 'p95' | 'p99';

/** The quantile of the latency that people asked about; the median where they asked about none. */
function quantileOf(constraints: Bounds['constraints']): Quantile {
  const claimed = constraints.map(claimedQuantile).filter((share) => share !== null);
  const [highest] = claimed.toSorted((a, b) => b - a);
  return highest === undefined ? 'p50' : (`p${Math.round(100 * highest)}` as Quantile);
}

/** Four digits, as few as it takes. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(4)));

/** What kept each of the others from winning. */
export function reasonLines(
  standings: readonly VariantStanding[],
  style: TextStyle,
): readonly string[] {
  return standings
    .filter((s) => s.outcome.status !== 'winner')
    .flatMap((standing) => {
      const name = safeText(standing.variant.name, style.glyphs, 60);
      return wrapText(`${name}: ${reasonOf(standing, style)}`, {
        ...style,
        indent: '    ',
        first: '  ',
      });
    });
}

const COMPARED: Readonly<Record<ComparedBy, string>> = {
  final: 'side by side in the final',
  searches: 'by one heat of the defaults and its own search',
  figures: 'by figures of different times, which may mislead',
};

function reasonOf({ outcome }: VariantStanding, { glyphs }: TextStyle): string {
  switch (outcome.status) {
    case 'winner':
      return 'the one to take';
    case 'slower': {
      const { speed, comparedBy, givenUp } = outcome;
      const ratio = `${formatRatio(speed.value, glyphs.times)} as fast (${formatRatioInterval(speed, glyphs.times)}), ${COMPARED[comparedBy]}`;
      const isTie = speed.high >= 1;
      const words = isTie ? `not told apart by speed: ${ratio}` : `slower: ${ratio}`;
      return givenUp === null ? words : `${words}; ${givenUp}`;
    }
    case 'rejected': {
      const { violations, givenUp } = outcome;
      const words = violations.map((v) => violationText(v, glyphs)).join('; ');
      return givenUp === null ? words : `${words} (${givenUp})`;
    }
    case 'failed':
    case 'not-measured':
      return safeText(outcome.message, glyphs, 300);
  }
}

/** `found` with the unit that the constraint's metric has. */
function foundText({ constraint, found }: Violation): string | null {
  if (found === null) return null;
  if (constraint.startsWith('peak_rss_bytes')) return formatBytes(found);
  if (/^\w*_ms/.test(constraint)) return formatDuration(found);
  return plainNumber(found);
}

function violationText(violation: Violation, glyphs: TextStyle['glyphs']): string {
  const constraint = safeText(violation.constraint, glyphs, 80);
  const found = foundText(violation);
  if (constraint.startsWith('accuracy')) {
    return found === null
      ? `${constraint} asked for, and its accuracy is not known`
      : `misses ${constraint}: it has ${found}`;
  }
  if (violation.verdict === 'violated') {
    return `misses ${constraint}: ${found ?? 'not known'} at best`;
  }
  return `too few runs to claim ${constraint}${found === null ? '' : ` (found ${found})`}`;
}
