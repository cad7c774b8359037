import type { Look } from './look.ts';
import { fitLine, type Line, lineWidth, segment } from './segment.ts';

/** A rectangle of the screen: `lines` are exactly as many and as wide as it says. */
export interface Panel {
  readonly width: number;
  readonly lines: readonly Line[];
}

export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** Lines cut or filled to exactly the size. */
export function panelOf(lines: readonly Line[], { width, height }: PanelSize, look: Look): Panel {
  const shown = Array.from({ length: height }, (_, i) => lines[i] ?? []);
  return { width, lines: shown.map((line) => fitLine(line, width, look.glyphs.ellipsis)) };
}

/** A panel under a title in a rule; `aside` stands at the right end of the rule where there is room. */
export function titledPanel(
  title: string,
  aside: string,
  lines: readonly Line[],
  size: PanelSize,
  look: Look,
): Panel {
  const { rule } = look.marks;
  const head: Line = [segment(`${rule}${rule} `, 'faint'), segment(title, 'strong'), segment(' ')];
  const tail: Line = aside === '' ? [] : [segment(` ${aside} ${rule}${rule}`, 'faint')];
  const room = size.width - lineWidth(head) - lineWidth(tail);
  const ruled: Line =
    room < 1
      ? [...head, segment(rule.repeat(Math.max(0, size.width - lineWidth(head))), 'faint')]
      : [...head, segment(rule.repeat(room), 'faint'), ...tail];
  return panelOf([ruled, ...lines], size, look);
}
