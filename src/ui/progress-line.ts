import { formatRatio } from '../core/format-ratio.ts';
import { describeConfiguration } from '../report/describe-configuration.ts';
import type { Palette, TextStyle } from '../report/text-style.ts';
import type { ProgressPhase, ProgressState } from './progress-state.ts';
import { timeLeft, timeLeftText } from './time-left.ts';

const PHASE: Readonly<Record<ProgressPhase, string>> = {
  starting: 'starting',
  reference: 'measuring the default',
  search: 'searching',
  finish: 'final race',
  done: 'done',
};

const BAR = { full: 20, short: 10 };

/** A piece of the line before it is painted, so that its width is known. */
interface Piece {
  readonly text: string;
  readonly paint?: keyof Palette;
}

/**
 * The state in one line that fits the width, at study time `nowS` (seconds): phase, how far, time left, probes, the best
 * so far and its gain. What does not fit is left out, least important first.
 */
export function progressLine(state: ProgressState, nowS: number, style: TextStyle): string {
  const lines = variants(state, nowS, style).map((pieces) => pieces.filter((p) => p.text !== ''));
  const fitting = lines.find((pieces) => widthOf(pieces) <= style.columns);
  const pieces = fitting ?? [{ text: PHASE[state.phase].slice(0, Math.max(0, style.columns)) }];
  return pieces.map(({ text, paint }) => (paint ? style.palette[paint](text) : text)).join('  ');
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + [...text].length + 2, -2);
}

/** The same facts from the longest form to the shortest. */
function variants(state: ProgressState, nowS: number, style: TextStyle): Piece[][] {
  const remaining = timeLeft(state, nowS);
  const { share } = remaining;
  const left: Piece = { text: timeLeftText(remaining) };
  const phase: Piece = { text: PHASE[state.phase], paint: 'strong' };
  const bar = (width: number): Piece => ({ text: barText(share, width, style), paint: 'faint' });
  const percent = `${Math.floor(100 * share)} %`.padStart(5);
  const probes = probesText(state);
  const [best, gain] = bestTexts(state, style);
  return [
    [phase, bar(BAR.full), { text: percent }, left, { text: probes }, best],
    [phase, bar(BAR.short), { text: percent }, left, { text: probes }, best],
    [phase, { text: percent }, left, { text: probes }, best],
    [phase, bar(BAR.short), { text: percent }, left, { text: probes }, gain],
    [phase, bar(BAR.short), { text: percent }, left, gain],
    [phase, { text: percent }, left, gain],
    [phase, { text: percent }, gain],
    [phase, { text: percent }],
  ];
}

function barText(share: number, width: number, { glyphs }: TextStyle): string {
  const full = Math.round(share * width);
  return glyphs.full.repeat(full) + glyphs.empty.repeat(width - full);
}

function probesText({ trials, failed, maxProbes }: ProgressState): string {
  if (trials === 0) return '';
  const of = maxProbes === null ? '' : ` of ${maxProbes}`;
  const lost = failed === 0 ? '' : `, ${failed} failed`;
  return `${trials}${of} ${trials === 1 && of === '' ? 'probe' : 'probes'}${lost}`;
}

/** The best so far with its configuration, and its gain alone. */
function bestTexts({ incumbent }: ProgressState, { glyphs }: TextStyle): [Piece, Piece] {
  if (incumbent === null) return [{ text: '' }, { text: '' }];
  const { configuration, relative } = incumbent;
  const paint = relative.low > 1 ? ({ paint: 'good' } as const) : {};
  const gain = `best ${formatRatio(relative.value, glyphs.times)}`;
  return [
    { text: `${gain}: ${describeConfiguration(configuration, glyphs)}`, ...paint },
    { text: gain, ...paint },
  ];
}
