import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { claimedQuantile } from '../../study/check-constraints.ts';
import type { Violation } from '../../study/trial.ts';
import type { ComparedBy, VariantStanding } from '../../variants/contest-result.ts';
import type { Bounds } from '../../variants/stored-candidates.ts';
import { fileName } from '../file-name.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';

const WIDTH = { accuracy: 9, throughput: 12, latency: 10, memory: 10, outcome: 14 };
const NAME = { least: 12, most: 40 };

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
  const quantile = quantileOf(constraints);
  const { columns, glyphs, palette } = style;
  const others = Object.values(WIDTH).reduce((sum, width) => sum + width, 0);
  const longest = Math.max(NAME.least, ...standings.map((s) => s.variant.name.length));
  const room = Math.max(NAME.least, Math.min(longest, NAME.most, columns - others - 2));
  const row = (name: string, cells: readonly string[]): string => {
    const widths = Object.values(WIDTH);
    return `  ${name.padEnd(room)}${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('')}`;
  };
  const head = row('variant', ['accuracy', 'throughput', quantile, 'memory', 'outcome']);
  const lines = standings.map((standing) => {
    const { best, variant, outcome } = standing;
    const m = best?.measurement;
    const latency = m?.latencyMs[quantile] ?? null;
    const cells = [
      variant.accuracy === null ? glyphs.none : plainNumber(variant.accuracy),
      m === undefined ? glyphs.none : formatRate(m.throughputIps.value),
      latency === null ? glyphs.none : formatDuration(latency),
      m === undefined ? glyphs.none : formatBytes(m.peakRssBytes),
      outcome.status === 'slower'
        ? formatRatio(outcome.speed.value, glyphs.times)
        : outcome.status.replace('-', ' '),
    ];
    const line = row(shortName(standing, style, room), cells);
    return outcome.status === 'winner' ? palette.strong(line) : line;
  });
  return [palette.faint(head), ...lines];
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
