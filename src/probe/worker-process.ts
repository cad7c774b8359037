import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type Hello, PROTOCOL_VERSION, type Reply, type Request } from './worker/protocol.ts';
import { failureOfExit, kindOfRuntimeError, WorkerFailure } from './worker-failure.ts';
import type { WorkerGuard } from './worker-guard.ts';

const STDERR_LIMIT = 4096;
const HELLO_TIMEOUT_MS = 30_000;

type ReplyTo<R extends Request> = Extract<
  Reply,
  {
    type: R['type'] extends 'load'
      ? 'loaded'
      : R['type'] extends 'warm-up'
        ? 'warm'
        : R['type'] extends 'forget'
          ? 'forgotten'
          : R['type'] extends 'join'
            ? 'joined'
            : R['type'] extends 'leave'
              ? 'left'
              : R['type'];
  }
>;

/** Watches a worker while it answers: returns a failure to end it with, or null while all is well. */
export type Watch = () => WorkerFailure | null;

/** A worker process as its parent sees it: one request at a time, frozen between them on demand. */
export interface WorkerProcess {
  readonly pid: number;
  readonly hello: Hello;
  /** Rejects with `WorkerFailure` if the runtime refuses, the process ends or `timeoutMs` passes (it is killed then). */
  request<R extends Request>(request: R, timeoutMs: number, watch?: Watch): Promise<ReplyTo<R>>;
  freeze(): void;
  thaw(): void;
  /** Kills it at once, frozen or not. Idempotent. */
  kill(): void;
  stderr(): string;
}

/** How often a watch looks, in ms. */
const WATCH_MS = 50;

/** Compiled code runs as it is; in development and tests the TypeScript source needs its loader. */
function workerEntry(): { path: URL; execArgv: string[] } {
  const typescript = import.meta.url.endsWith('.ts');
  return {
    path: new URL(`./worker/worker-main.${typescript ? 'ts' : 'js'}`, import.meta.url),
    execArgv: typescript ? ['--import', 'tsx'] : [],
  };
}

/** Starts a worker and waits for its first message. */
export async function startWorkerProcess(guard: WorkerGuard): Promise<WorkerProcess> {
  const { path, execArgv } = workerEntry();
  const child = fork(path, [], {
    detached: process.platform !== 'win32',
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined)
    throw new WorkerFailure('crash', 'the worker process could not be started');
  guard.add(pid);
  preferAsVictim(pid);
  const life = watchLife(child, () => guard.remove(pid));
  const hello = (await life.next(HELLO_TIMEOUT_MS, undefined)) as Hello;
  if (hello.type !== 'hello' || hello.protocol !== PROTOCOL_VERSION) {
    life.kill();
    throw new WorkerFailure(
      'crash',
      'the worker speaks another protocol version: the installation is mixed, run `npm ci` again',
    );
  }
  return {
    pid,
    hello,
    request: async <R extends Request>(request: R, timeoutMs: number, watch?: Watch) => {
      life.post(request);
      const reply = (await life.next(timeoutMs, watch)) as Reply;
      if (reply.type === 'error') {
        throw new WorkerFailure(kindOfRuntimeError(reply.message), reply.message, life.stderr());
      }
      return reply as ReplyTo<R>;
    },
    freeze: () => life.signal('SIGSTOP'),
    thaw: () => life.signal('SIGCONT'),
    kill: life.kill,
    stderr: life.stderr,
  };
}

/** Under memory pressure the kernel should end a probe, never the user's session (Linux only; elsewhere nothing happens). */
function preferAsVictim(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // No such file on this platform, or not allowed: the memory watch remains.
  }
}

interface Life {
  post(request: Request): void;
  next(timeoutMs: number, watch: Watch | undefined): Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  kill(): void;
  stderr(): string;
}

/** Someone waiting for the next message of a worker. */
interface Waiter {
  readonly resolve: (message: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Turns messages, exit and stderr of a child into one pending promise at a time. */
function watchLife(child: ChildProcess, onExit: () => void): Life {
  const inbox: unknown[] = [];
  let waiter: Waiter | null = null;
  let ended: WorkerFailure | null = null;
  let stderr = '';

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_LIMIT);
  });
  child.on('message', (message: unknown) => {
    const waiting = waiter;
    waiter = null;
    if (waiting === null) inbox.push(message);
    else waiting.resolve(message);
  });
  const end = (failure: WorkerFailure): void => {
    ended ??= failure;
    waiter?.reject(ended);
    waiter = null;
  };
  child.on('error', (error) =>
    end(new WorkerFailure('crash', `the worker process failed: ${error.message}`)),
  );
  child.on('exit', onExit);
  // 'close' comes after stderr is complete, so that a crash is reported with its last words.
  child.on('close', (code, signal) => end(failureOfExit(code, signal, stderr)));

  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  const giveUp = (failure: WorkerFailure): void => {
    signal('SIGKILL');
    end(failure);
  };
  return {
    post: (request) => {
      if (ended === null && child.connected) child.send(request, () => undefined);
    },
    next: (timeoutMs, watch) => {
      if (inbox.length > 0) return Promise.resolve(inbox.shift());
      if (ended !== null) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        waiter = timedWaiter(
          { resolve, reject },
          { timeoutMs, watch, giveUp, stderr: () => stderr },
        );
      });
    },
    signal,
    kill: () => signal('SIGKILL'),
    stderr: () => stderr,
  };
}

/** A waiter that gives the worker up when it takes too long or the watch says so. */
function timedWaiter(
  waiter: Waiter,
  limits: {
    readonly timeoutMs: number;
    readonly watch: Watch | undefined;
    readonly giveUp: (failure: WorkerFailure) => void;
    readonly stderr: () => string;
  },
): Waiter {
  const { timeoutMs, watch, giveUp } = limits;
  const tooLate = (): void => {
    const seconds = Math.round(timeoutMs / 100) / 10;
    giveUp(new WorkerFailure('timeout', `no answer within ${seconds} s`, limits.stderr()));
  };
  const look = (): void => {
    const failure = watch?.() ?? null;
    if (failure !== null) giveUp(failure);
  };
  const timer = setTimeout(tooLate, timeoutMs);
  const watcher = watch === undefined ? undefined : setInterval(look, WATCH_MS);
  const settle = (): void => {
    clearTimeout(timer);
    clearInterval(watcher);
  };
  return {
    resolve: (message) => {
      settle();
      // A last look: what was made quickly may have been too large between two looks.
      const failure = watch?.() ?? null;
      if (failure === null) {
        waiter.resolve(message);
      } else {
        giveUp(failure);
        waiter.reject(failure);
      }
    },
    reject: (error) => {
      settle();
      waiter.reject(error);
    },
  };
}
