/** A terminal to draw on. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** A keyboard: what Ink reads keys from. */
export type Keyboard = NodeJS.ReadStream;

/** Second screen on and cleared, no cursor on it; second screen off. */
const ENTER = '\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l';
const LEAVE = '\u001b[?1049l';
const SHOW_CURSOR = '\u001b[?25h';
/** A terminal that does not know its size. */
const USUAL = { columns: 80, rows: 24 };

/** The second screen of a terminal, which leaves the first one as it was. */
export interface AlternateScreen {
  size(): { readonly columns: number; readonly rows: number };
  isOpen(): boolean;
  clear(): void;
  /** Hands the text to the terminal's clipboard where it lets programs do that (OSC 52). */
  copy(text: string): void;
  /** Cursor shown, keyboard as it was, first screen back. Idempotent. */
  leave(): void;
}

/** Switches to the second screen. `beforeLeave` runs once, when it is left or when the process ends, however it ends. */
export function enterAlternateScreen(
  stream: TerminalStream,
  keyboard: Keyboard | null,
  beforeLeave: () => void,
): AlternateScreen {
  let isOpen = true;
  const leave = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', leave);
    try {
      beforeLeave();
    } finally {
      if (keyboard?.isRaw) keyboard.setRawMode(false);
      stream.write(SHOW_CURSOR + LEAVE);
    }
  };
  stream.write(ENTER);
  process.on('exit', leave);
  return {
    size: () => ({
      columns: stream.columns || USUAL.columns,
      rows: stream.rows || USUAL.rows,
    }),
    isOpen: () => isOpen,
    clear: () => void stream.write('\u001b[2J\u001b[H'),
    copy: (text) => void stream.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    leave,
  };
}
