import { type ChildProcess, spawn } from 'node:child_process';

export interface CliRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ENTRY = new URL('../../bin/tune.js', import.meta.url).pathname;

/** Starts the built command through pipes. */
export function startCli(
  args: readonly string[],
  { cwd, env }: CliOptions = {},
): { child: ChildProcess; done: Promise<CliRun> } {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = new Promise<CliRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  return { child, done };
}

/** Runs the built command to its end. */
export function runCli(args: readonly string[], options?: CliOptions): Promise<CliRun> {
  return startCli(args, options).done;
}

/** Resolves once the child has said something on stderr from now on; rejects where it ends before. */
export function said(child: ChildProcess, what: RegExp): Promise<void> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (text: string) => {
      log += text;
      if (what.test(log)) resolve();
    });
    child.on('close', () => reject(new Error(`never said ${what}: ${log}`)));
  });
}
