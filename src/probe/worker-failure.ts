import { printable } from '../core/printable.ts';
import type { Failure, FailureKind } from '../study/trial.ts';

/** Thrown inside the probe when an instance fails; becomes the `Failure` of every member that needs it. */
export class WorkerFailure extends Error {
  readonly failure: Failure;

  constructor(kind: FailureKind, message: string, stderr = '') {
    super(message);
    this.name = 'WorkerFailure';
    this.failure = { kind, message: printable(message.replace(/\s*\n\s*/g, ' '), 400), stderr };
  }
}

const OUT_OF_MEMORY =
  /bad_alloc|out of memory|failed to allocate|cannot allocate|not enough memory|array length|allocation failed/i;
const UNSUPPORTED =
  /not implemented|could not find an implementation|unsupported|not supported|does not support|no available backend|backend not found/i;

/** Kind of an error that the runtime reported by message. */
export function kindOfRuntimeError(message: string): FailureKind {
  if (OUT_OF_MEMORY.test(message)) return 'out-of-memory';
  if (UNSUPPORTED.test(message)) return 'unsupported';
  return 'runtime-error';
}

/** What an unexpected end of a worker means. */
export function failureOfExit(
  code: number | null,
  signal: NodeJS.Signals | null,
  stderr: string,
): WorkerFailure {
  if (signal === 'SIGKILL') {
    return new WorkerFailure(
      'out-of-memory',
      'the process was killed from outside (SIGKILL), as the kernel does when memory runs out',
      stderr,
    );
  }
  if (OUT_OF_MEMORY.test(stderr)) {
    return new WorkerFailure('out-of-memory', 'the process ran out of memory', stderr);
  }
  const how = signal === null ? `exit code ${code}` : signal;
  return new WorkerFailure('crash', `the runtime crashed (${how})`, stderr);
}
