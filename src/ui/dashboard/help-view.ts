import { KEY_BINDINGS } from './key-bindings.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { type Line, segment } from './segment.ts';

const KEY = 8;

/** Every key, then how to read the map. */
export function helpPanel(size: PanelSize, look: Look): Panel {
  const { marks, glyphs } = look;
  const keys = KEY_BINDINGS.filter((b) => b.long !== '').map(
    ({ shown, ascii, long }): Line => [
      segment(`  ${((glyphs.isAscii && ascii) || shown).padEnd(KEY)}`, 'accent'),
      segment(long),
    ],
  );
  const sign = (mark: string, text: string): Line => [
    segment(`  ${mark.padEnd(KEY)}`, 'accent'),
    segment(text),
  ];
  const legend: readonly Line[] = [
    sign(marks.best, 'the best so far'),
    sign(marks.running, 'being measured now'),
    sign(`${marks.predicted}1.2`, 'predicted, not measured'),
    sign(marks.failed, 'failed'),
    sign(marks.missed, 'misses a constraint'),
    sign(`2${glyphs.times}def`, 'two instances, threads as the runtime chooses'),
  ];
  const fits = keys.length + legend.length + 1 < size.height;
  const lines = fits ? [...keys, [], ...legend] : keys;
  return titledPanel('keys', 'esc: back', lines, size, look);
}
