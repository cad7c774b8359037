import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ENTRY = new URL('../../bin/tune.js', import.meta.url).pathname;

/** What a person sees at one moment. */
export interface Seen {
  readonly lines: readonly string[];
  /** Whether the second screen is shown. */
  readonly isAlternate: boolean;
}

/** A command in a pseudo-terminal, and somebody who watches and types. */
export interface Watching {
  /** What is seen as soon as `condition` holds. Rejects when the command ends before. */
  until(condition: (seen: Seen) => boolean): Promise<Seen>;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** What is seen when everything is over, and everything that was written. */
  end(): Promise<Seen & { readonly exitCode: number; readonly raw: string }>;
}

export interface WatchOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a shell line in a pseudo-terminal; `tune` stands for the built command. The terminal model follows the output as
 * it comes, so that the screen of any moment can be looked at.
 */
export function watchInPty(line: string, options: WatchOptions = {}): Watching {
  const { columns: cols = 80, rows = 24 } = options;
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  const { CI: _ci, NO_COLOR: _no, ...inherited } = process.env;
  const child = pty.spawn('/bin/sh', ['-c', line], {
    cols,
    rows,
    name: 'xterm-256color',
    env: {
      ...(inherited as Record<string, string>),
      tune: `${process.execPath} ${ENTRY}`,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...options.env,
    },
  });
  let raw = '';
  const listeners = new Set<() => void>();
  const look = (): void => {
    for (const listener of [...listeners]) listener();
  };
  child.onData((data) => {
    raw += data;
    terminal.write(data, look);
  });
  const exit = new Promise<number>((resolve) => child.onExit((e) => resolve(e.exitCode)));
  const seen = (): Seen => {
    const { active } = terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString(true) ?? '',
    );
    return { lines, isAlternate: active.type === 'alternate' };
  };
  return {
    until: (condition) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const now = seen();
          if (!condition(now)) return;
          listeners.delete(check);
          resolve(now);
        };
        listeners.add(check);
        check();
        exit.then(
          () => reject(new Error(`ended before it was seen:\n${seen().lines.join('\n')}`)),
          reject,
        );
      }),
    type: (keys) => child.write(keys),
    resize: (columns, height) => {
      terminal.resize(columns, height);
      child.resize(columns, height);
    },
    end: async () => {
      const exitCode = await exit;
      await new Promise<void>((resolve) => terminal.write('', resolve));
      return { ...seen(), exitCode, raw };
    },
  };
}

/** Whether any line of the screen contains the text. */
export function shows(text: string): (seen: Seen) => boolean {
  return ({ lines }) => lines.some((line) => line.includes(text));
}
