import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ENTRY = new URL('../../bin/tune.js', import.meta.url).pathname;

/** Runs the built command in a pseudo-terminal and returns what a person would see at the end. */
export async function runInPty(
  args: readonly string[],
  options: {
    readonly cols?: number;
    readonly rows?: number;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly onData?: (raw: string, write: (keys: string) => void) => void;
  } = {},
): Promise<{ exitCode: number; screen: string; raw: string }> {
  const { cols = 80, rows = 24 } = options;
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 2000, allowProposedApi: true });
  const child = pty.spawn(process.execPath, [ENTRY, ...args], {
    cols,
    rows,
    name: 'xterm-256color',
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, CI: '', TERM: 'xterm-256color', ...options.env },
  });
  let raw = '';
  child.onData((data) => {
    raw += data;
    options.onData?.(raw, (keys) => child.write(keys));
  });
  const exitCode = await new Promise<number>((resolve) => child.onExit((e) => resolve(e.exitCode)));
  await new Promise<void>((resolve) => terminal.write(raw, resolve));
  const buffer = terminal.buffer.active;
  const lines = Array.from(
    { length: buffer.length },
    (_, y) => buffer.getLine(y)?.translateToString(true) ?? '',
  );
  return { exitCode, screen: lines.join('\n').trimEnd(), raw };
}
