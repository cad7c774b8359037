import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatRatio } from '../core/format-ratio.ts';
import { formatShare } from '../core/format-share.ts';
import { describeConfiguration } from './describe-configuration.ts';
import type { ExpectedConfiguration, InspectedProfile, Inspection } from './inspection.ts';
import { bar, row } from './labelled-row.ts';
import { safeText } from './safe-text.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

const NAME = 17;
const BAR = 10;
const CELL = 10;
/** Families below this share of the measured time are left out. */
const SMALL = 0.005;

/** What is expected of the default and of the best configuration, before anything was run. */
export function expectationLines({ expectation }: Inspection, style: TextStyle): string[] {
  if (expectation === null) {
    return row(
      'expected here',
      'unknown: `tune calibrate` measures once what this machine makes of each operator',
      style,
    );
  }
  const { best, configurations, ratio } = expectation;
  const isDefault = ratio <= 1;
  return [
    ...row('expected here', `${expectedText(expectation.default, style)} by default`, style),
    ...row(
      '',
      isDefault
        ? `the best of ${configurations} configurations, as far as can be told without running`
        : `${expectedText(best, style)} (${formatRatio(ratio, style.glyphs.times)}) with ${describeConfiguration(best.configuration, style.glyphs)}, the best expected of ${configurations}`,
      style,
    ),
  ];
}

function expectedText(e: ExpectedConfiguration, { glyphs }: TextStyle): string {
  const spread = formatShare(Math.expm1(1.96 * e.logDeviation));
  return `${formatRate(e.throughputIps)} ${glyphs.plusMinus}${spread}, ${formatBytes(e.memoryBytes)}`;
}

/** The measured profile beside the prediction. */
export function profileLines({ profile, batch }: Inspection, style: TextStyle): string[] {
  if (profile === null) return [];
  const { palette } = style;
  const rows = profile.families.filter((f) => f.measuredShare >= SMALL);
  return [
    ...wrapText(
      `profiled: ${formatDuration(profile.runMs)} per run of ${batch}, ${formatDuration(profile.kernelMs)} of it in kernels${predictedText(profile)}`,
      { columns: style.columns, indent: '  ', first: '' },
    ).map(palette.strong),
    palette.faint(
      `  ${' '.repeat(NAME + BAR + 1)}${['measured', 'share', 'predicted'].map((h) => h.padStart(CELL)).join('')}`,
    ),
    ...rows.map((f) => {
      const cells = [
        formatDuration(f.measuredMs),
        formatShare(f.measuredShare),
        f.predictedShare === null ? style.glyphs.none : formatShare(f.predictedShare),
      ];
      return `  ${f.family.padEnd(NAME)} ${bar(f.measuredShare, style, BAR)}${cells.map((c) => c.padStart(CELL)).join('')}`;
    }),
    ...slowestLines(profile, style),
    ...fallbackLines(profile, style),
  ];
}

function predictedText({ predictedRunMs, runMs }: InspectedProfile): string {
  if (predictedRunMs === null) return '';
  const error = formatShare(Math.abs(predictedRunMs / runMs - 1));
  const side = predictedRunMs < runMs ? 'less' : 'more';
  return ` (predicted ${formatDuration(predictedRunMs)}, ${error} ${side})`;
}

function slowestLines({ slowest, kernelMs }: InspectedProfile, style: TextStyle): string[] {
  return slowest.flatMap((k, i) =>
    row(
      i === 0 ? 'slowest' : '',
      `${formatDuration(k.ms)}, ${formatShare(k.ms / kernelMs)}: ${safeText(k.opType, style.glyphs, 40)} ${safeText(k.node, style.glyphs, 60)}`,
      style,
    ),
  );
}

function fallbackLines({ fallbacks }: InspectedProfile, style: TextStyle): string[] {
  if (fallbacks.length === 0) return [];
  const list = fallbacks
    .map(
      (f) =>
        `${f.count} ${safeText(f.opType, style.glyphs, 40)} on ${safeText(f.provider, style.glyphs, 40)}`,
    )
    .join(', ');
  return row('fell back', list, style).map(style.palette.caution);
}
