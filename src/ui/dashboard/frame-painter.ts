/** Draws frames over each other. */
export interface FramePainter {
  /** Draws the lines that differ from the frame before. */
  paint(frame: string): void;
  /** The screen was cleared: the next frame is drawn as a whole. */
  forget(): void;
}

/** Between these the terminal shows nothing half drawn, where it knows them (DEC private mode 2026). */
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const ERASE_REST = '\u001b[K';

/**
 * Writes each changed line at its place, in one piece: nothing flickers, scrolls or depends on where the cursor was.
 * Frames have at most as many lines as the screen has rows.
 */
export function createFramePainter(write: (text: string) => unknown): FramePainter {
  let shown: readonly string[] = [];
  return {
    paint: (frame) => {
      const lines = frame.split('\n');
      const count = Math.max(lines.length, shown.length);
      const changes = Array.from({ length: count }, (_, row) => {
        const line = lines[row] ?? '';
        return line === shown[row] ? '' : `\u001b[${row + 1};1H${line}${ERASE_REST}`;
      }).join('');
      shown = lines;
      if (changes !== '') write(BEGIN + changes + END);
    },
    forget: () => {
      shown = [];
    },
  };
}
