import { formatBytes } from '../core/format-bytes.ts';
import { formatCount } from '../core/format-count.ts';
import { formatShare } from '../core/format-share.ts';
import { formatSignificant } from '../core/format-significant.ts';
import { fileName } from './file-name.ts';
import type { InspectedPort, Inspection } from './inspection.ts';
import { expectationLines, profileLines } from './inspection-time-text.ts';
import { bar, row } from './labelled-row.ts';
import { safeText } from './safe-text.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** Widths of the table of families: it fits 60 columns. */
const NAME = 17;
const BAR = 12;
const CELL = 9;
/** Families below this share of the time are summed up in one line. */
const SMALL = 0.01;
/** Parallel branches are worth a thread pool of their own from here on. */
const WORTHWHILE_WIDTH = 1.15;

/** What `tune inspect` prints. */
export function inspectionText(i: Inspection, style: TextStyle): string {
  const blocks = [
    head(i, style),
    portLines(i, style),
    costLines(i, style),
    familyLines(i, style),
    [...batchingLines(i, style), ...neighbourLines(i, style), ...expectationLines(i, style)],
    profileLines(i, style),
    noteLines(i, style),
  ];
  return `${blocks
    .filter((b) => b.length > 0)
    .map((b) => b.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

function head(i: Inspection, { palette, glyphs, columns }: TextStyle): string[] {
  const what = `${formatCount(i.parameters)} parameters, ${formatCount(i.flops / i.batch)} operations per sample`;
  const line = `${fileName(i.path, glyphs)}: ${what}`;
  return wrapText(line, { columns, indent: '  ', first: '' }).map(palette.strong);
}

function portLines(i: Inspection, style: TextStyle): string[] {
  const list = (label: string, ports: readonly InspectedPort[]): string[] =>
    ports.slice(0, 8).flatMap((p, k) => row(k === 0 ? label : '', portText(p, style), style));
  const more = Math.max(0, i.inputs.length - 8) + Math.max(0, i.outputs.length - 8);
  return [
    ...list('inputs', i.inputs),
    ...list('outputs', i.outputs),
    ...(more === 0 ? [] : row('', `and ${more} more`, style)),
  ];
}

function portText({ name, elementType, declared, sizes }: InspectedPort, style: TextStyle): string {
  const { glyphs } = style;
  const axes = declared?.map((d) => (d === null ? '?' : safeText(String(d), glyphs, 40)));
  const shape = axes === undefined ? 'of unknown rank' : `[${axes.join(', ')}]`;
  const asRun = sizes?.map((d) => d ?? '?').join(', ');
  const differs = asRun !== undefined && asRun !== axes?.join(', ');
  return `${safeText(name, glyphs, 60)} ${elementType} ${shape}${differs ? `, here [${asRun}]` : ''}`;
}

function costLines(i: Inspection, style: TextStyle): string[] {
  const { glyphs } = style;
  const per = i.batch === 1 ? 'one run' : `one run of ${i.batch} samples`;
  const intensity = i.bytesMoved === 0 ? 0 : i.flops / i.bytesMoved;
  const branches =
    i.width >= WORTHWHILE_WIDTH
      ? `the heaviest path has ${formatShare(1 / i.width)} of the arithmetic: --execution-mode parallel may pay`
      : `${formatShare(1 / i.width)} of the arithmetic lies on one path: nothing for inter-op threads to do`;
  const separator = ` ${glyphs.dot} `;
  return [
    ...row(
      'file',
      [
        `opset ${i.opset}`,
        `${formatCount(i.nodes)} nodes, ${formatCount(i.kernels)} kernels`,
        formatBytes(i.fileBytes),
      ].join(separator),
      style,
    ),
    ...row('weights', formatBytes(i.weightBytes), style),
    ...row(
      per,
      [
        `${formatCount(i.flops)} operations`,
        `${formatBytes(i.bytesMoved)} moved`,
        `${formatSignificant(intensity)} per byte`,
      ].join(separator),
      style,
    ),
    ...row('activations', `${formatBytes(i.activationPeakBytes)} at the peak`, style),
    ...row('branches', branches, style),
  ];
}

function familyLines(i: Inspection, style: TextStyle): string[] {
  const { palette } = style;
  const basis =
    i.timeBasis === 'this machine' ? 'predicted for this machine' : 'on a reference machine';
  const large = i.families.filter((f) => f.time >= SMALL);
  const small = i.families.filter((f) => f.time < SMALL);
  const rest = small.reduce((sum, f) => sum + f.time, 0);
  const cells = (...texts: readonly string[]): string =>
    texts.map((text) => text.padStart(CELL)).join('');
  return [
    palette.faint(`  time ${basis}`),
    palette.faint(`  ${' '.repeat(NAME + BAR + 1)}${cells('time', 'ops', 'bytes')}`),
    ...large.map((f) => {
      const shares = [f.time, f.flops, f.bytes].map(formatShare);
      return `  ${f.family.padEnd(NAME)} ${bar(f.time, style, BAR)}${cells(...shares)}`;
    }),
    ...(rest > 0
      ? [`  ${'others'.padEnd(NAME)} ${bar(rest, style, BAR)}${cells(formatShare(rest))}`]
      : []),
  ];
}

function batchingLines({ batching }: Inspection, style: TextStyle): string[] {
  const { status, baseBatch, changes, obstacle } = batching;
  const places = `${changes} ${changes === 1 ? 'place' : 'places'}`;
  const text = {
    declared: 'takes any batch as it is',
    rewritten: `made for a batch of ${baseBatch}; takes any after rewriting ${places} (tune does it, and proves it by running)`,
    fixed: `only a batch of ${baseBatch}: ${obstacleText(obstacle, style)}`,
  }[status];
  return row('batch', text, style);
}

function obstacleText(obstacle: Inspection['batching']['obstacle'], { glyphs }: TextStyle): string {
  if (obstacle === null) return 'nothing else was found to work';
  const reason = safeText(obstacle.reason, glyphs);
  if (obstacle.opType === '') return reason;
  return `${safeText(obstacle.opType, glyphs, 60)} ${safeText(obstacle.node, glyphs, 80)}: ${reason}`;
}

function neighbourLines({ neighbours }: Inspection, style: TextStyle): string[] {
  return neighbours.flatMap((n, k) => {
    const reasons = n.reasons.map((r) => safeText(r, style.glyphs)).join('; ');
    const name = safeText(n.name, style.glyphs, 60);
    return row(k === 0 ? 'like' : '', `${name}, ${formatShare(n.similarity)}: ${reasons}`, style);
  });
}

function noteLines(i: Inspection, style: TextStyle): string[] {
  const { glyphs, palette } = style;
  const unknown =
    i.unknownOperators.length === 0
      ? []
      : [
          `operators nobody has described, priced as moving their data: ${i.unknownOperators
            .slice(0, 6)
            .map((o) => safeText(o, glyphs, 60))
            .join(', ')}`,
        ];
  const open =
    i.unresolved.length === 0
      ? []
      : [
          `${i.unresolved.length} values have a size that depends on data (${i.unresolved
            .slice(0, 3)
            .map((v) => safeText(v, glyphs, 40))
            .join(', ')}): figures are lower bounds`,
        ];
  return [...i.notes.map((n) => safeText(n, glyphs)), ...unknown, ...open].flatMap((note) =>
    wrapText(`note: ${note}`, { columns: style.columns, indent: '      ', first: '' }).map(
      palette.caution,
    ),
  );
}
