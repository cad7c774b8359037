import type { Calibration } from '../calibration/calibration.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatShare } from '../core/format-share.ts';
import { formatSignificant } from '../core/format-significant.ts';
import type { Constant, FamilyConstants, LevelConstants } from '../cost/host-constants.ts';
import type { TextStyle } from './text-style.ts';

const LABEL = 18;
const CELL = 11;
/** A constant that is known no better than this was not measured: what is shown is the belief it started from. */
const UNKNOWN = 0.65;

/** What `tune calibrate` prints: how fast each family runs here, what memory gives, what sharing costs. */
export function calibrationText(c: Calibration, style: TextStyle): string {
  const { palette } = style;
  const { families, memory, sharing } = c.constants;
  const rows = Object.entries(families)
    .sort(([, a], [, b]) => b.flopsPerMs.value - a.flopsPerMs.value)
    .map(([family, f]) => familyRow(family, f, style));
  return [
    `calibrated in ${formatDuration(1000 * c.elapsedS)}: ${c.samples.kernels} kernels, ${c.samples.runs} loads, onnxruntime ${c.runtimeVersion}, ${c.provider}`,
    '',
    palette.faint(
      `  ${'family'.padEnd(LABEL)}${['per core', 'overhead', 'serial', 'law fits'].map((h) => h.padStart(CELL)).join('')}`,
    ),
    ...rows,
    '',
    ...(['l2', 'l3', 'dram'] as const).map((name) => levelRow(name, memory[name], style)),
    '',
    row('between kernels', formatDuration(sharing.gapMs.value)),
    row('dividing work', formatDuration(sharing.syncMs.value)),
    row('waking threads', known(sharing.wakeMs, formatDuration, style)),
    row('all cores busy', `+${formatShare(sharing.busy.value)}`),
    row('taking turns', `${known(sharing.turns, more, style)} for single threads`),
    row('', `${known(sharing.barriers, more, style)} for threads that wait for each other`),
    '',
    palette.faint(`  ${style.glyphs.none}: the measurements leave it open`),
    palette.faint(
      `Predictions for this machine (${c.hostFingerprint}) use these constants until the machine or the runtime changes.`,
    ),
    '',
  ].join('\n');
}

const more = (share: number): string => `+${formatShare(share)}`;

function familyRow(family: string, f: FamilyConstants, style: TextStyle): string {
  const { none, plusMinus } = style.glyphs;
  const isMeasured = f.overheadMs.logDeviation <= UNKNOWN;
  const cells = [
    known(f.flopsPerMs, (v) => `${formatSignificant(v / 1e6)} Gop/s`, style),
    known(f.overheadMs, formatDuration, style),
    known(f.serialShare, formatShare, style),
    isMeasured ? `${plusMinus}${formatShare(f.residual)}` : none,
  ];
  return `  ${family.padEnd(LABEL)}${cells.map((cell) => cell.padStart(CELL)).join('')}`;
}

function levelRow(name: string, level: LevelConstants, style: TextStyle): string {
  const rate = (c: Constant): string =>
    known(c, (v) => `${formatSignificant(v / 1e6)} GB/s`, style);
  const scaling = formatSignificant(level.scaling.value, 2);
  return row(
    name === 'dram' ? 'memory' : `${name.toUpperCase()} cache`,
    `${rate(level.bytesPerMs)} for one thread, threads^${scaling} for more`,
  );
}

function known(c: Constant, format: (value: number) => string, { glyphs }: TextStyle): string {
  return c.logDeviation > UNKNOWN ? glyphs.none : format(c.value);
}

function row(label: string, value: string): string {
  return `  ${label.padEnd(LABEL)}${value}`;
}
