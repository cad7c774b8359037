import xterm from '@xterm/headless';
import type { ProgressStream } from '../../src/ui/progress-stream.ts';

/** A terminal to write to, and what a person would see on it. */
export interface Screen extends ProgressStream {
  readonly written: readonly string[];
  /** The lines seen, scrolled ones included, without the empty ones at the end. */
  lines(): Promise<readonly string[]>;
}

export function createScreen(columns: number): Screen {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows: 10,
    scrollback: 1000,
    convertEol: true,
    allowProposedApi: true,
  });
  const written: string[] = [];
  return {
    isTTY: true,
    columns,
    written,
    write: (text) => {
      written.push(text);
    },
    lines: async () => {
      await new Promise<void>((resolve) => terminal.write(written.splice(0).join(''), resolve));
      const { active } = terminal.buffer;
      const lines = Array.from(
        { length: active.length },
        (_, y) => active.getLine(y)?.translateToString(true) ?? '',
      );
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
    },
  };
}
