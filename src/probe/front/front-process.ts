import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TuneError } from '../../core/tune-error.ts';
import type { BlockPlan, BlockResult } from '../../load/load-block.ts';
import { FRONT_PROTOCOL_VERSION, type FrontReply, type FrontRequest } from './front-protocol.ts';

/** The process that offers loads to instances, as its parent sees it. It uses no CPU between blocks. */
export interface FrontProcess {
  readonly pid: number;
  /** Where instances connect to. */
  readonly path: string;
  /** Whether the process is gone; the source starts another one when next asked. */
  readonly hasEnded: boolean;
  /**
   * Plays a block once as many instances as the plan has are connected under the name `room`, and closes their connections.
   * Rejects with an environment `TuneError` where the front ends, refuses the plan, loses an instance or is not done within
   * `timeoutMs` (it is killed then). One block at a time.
   */
  play(room: string, plan: BlockPlan, timeoutMs: number): Promise<BlockResult>;
  /** Gives a block up: its instances are disconnected, and `play`, if it waits, rejects. */
  abandon(room: string): void;
}

/** Starts the front when it is first needed, and again where it has ended. */
export interface FrontSource {
  /** Rejects with an environment `TuneError` where it does not start, and once the source is closed. */
  readonly obtain: () => Promise<FrontProcess>;
  /** Ends the front, if there is one, for good. Idempotent. */
  close(): void;
}

const STDERR_LIMIT = 4096;
const HELLO_TIMEOUT_MS = 30_000;
/** What the system allows the address of a socket to be long, at least. */
const LONGEST_PATH = 100;

export function createFrontSource(): FrontSource {
  let running: {
    readonly child: ChildProcess;
    readonly path: string;
    readonly ready: Promise<FrontProcess>;
  } | null = null;
  let closed = false;
  return {
    obtain: async () => {
      if (closed) throw failureOf('is no longer needed', '');
      if (running !== null && isAlive(running.child)) return running.ready;
      const path = socketPath();
      const child = forkFront(path);
      running = { child, path, ready: connectFront(child, path) };
      return running.ready;
    },
    close: () => {
      closed = true;
      if (running === null) return;
      running.child.kill('SIGKILL');
      removeFolderOf(running.path);
      running = null;
    },
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** In a folder that nobody else may enter. */
function socketPath(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tune-${randomBytes(16).toString('hex')}`;
  const inside = (folder: string): string => join(folder, 'tune-front-XXXXXX', 's');
  const folder = inside(tmpdir()).length <= LONGEST_PATH ? tmpdir() : '/tmp';
  return join(mkdtempSync(join(folder, 'tune-front-')), 's');
}

/** The front does it when its parent ends; it cannot when it is killed itself. */
function removeFolderOf(path: string): void {
  if (process.platform !== 'win32') rmSync(dirname(path), { recursive: true, force: true });
}

function forkFront(path: string): ChildProcess {
  const typescript = import.meta.url.endsWith('.ts');
  const entry = new URL(`./front-main.${typescript ? 'ts' : 'js'}`, import.meta.url);
  return fork(entry, [path], {
    detached: process.platform !== 'win32',
    execArgv: typescript ? ['--import', 'tsx'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Someone waiting for a block to be played, or (under `HELLO`) for the first message. */
interface Waiter {
  readonly resolve: (reply: FrontReply) => void;
  readonly reject: (error: TuneError) => void;
}
const HELLO = 'hello';

async function connectFront(child: ChildProcess, path: string): Promise<FrontProcess> {
  const waiters = new Map<string, Waiter>();
  let ended: TuneError | null = null;
  let stderr = '';
  const end = (how: string): void => {
    ended ??= failureOf(how, stderr);
    for (const { reject } of waiters.values()) reject(ended);
    removeFolderOf(path);
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LIMIT);
  });
  child.on('message', (reply: FrontReply) => {
    waiters.get(reply.type === 'hello' ? HELLO : reply.room)?.resolve(reply);
  });
  child.on('error', (error) => end(`failed: ${error.message}`));
  // 'close' comes after stderr is complete, so that a crash is reported with its last words.
  child.on('close', (code, signal) =>
    end(`ended unexpectedly (${signal === null ? `exit code ${code}` : signal})`),
  );

  const replyTo = async (name: string, timeoutMs: number): Promise<FrontReply> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        if (ended !== null) throw ended;
        timer = setTimeout(() => {
          child.kill('SIGKILL');
          reject(failureOf(`gave no answer within ${Math.round(timeoutMs / 100) / 10} s`, stderr));
        }, timeoutMs);
        waiters.set(name, { resolve, reject });
      });
    } finally {
      clearTimeout(timer);
      waiters.delete(name);
    }
  };
  const post = (request: FrontRequest): void => {
    if (ended === null && child.connected) child.send(request, () => undefined);
  };

  const hello = await replyTo(HELLO, HELLO_TIMEOUT_MS);
  if (hello.type !== 'hello' || hello.protocol !== FRONT_PROTOCOL_VERSION) {
    child.kill('SIGKILL');
    throw failureOf(
      'speaks another protocol version',
      '',
      'the installation is mixed: run `npm ci` again',
    );
  }
  return {
    pid: child.pid as number,
    path,
    get hasEnded() {
      return ended !== null;
    },
    play: async (room, plan, timeoutMs) => {
      const replied = replyTo(room, timeoutMs);
      post({ type: 'play', room, plan });
      const reply = await replied;
      if (reply.type === 'played') return reply.result;
      throw failureOf(
        reply.type === 'refused' ? `gave a block up: ${reply.message}` : 'is confused',
        '',
      );
    },
    abandon: (room) => post({ type: 'abandon', room }),
  };
}

function failureOf(how: string, stderr: string, hint?: string): TuneError {
  const lastWords = stderr.trim().split('\n').at(-1) ?? '';
  return new TuneError(
    'environment',
    `the process that offers the load ${how}${lastWords === '' ? '' : `: ${lastWords}`}`,
    hint === undefined ? {} : { hint },
  );
}
