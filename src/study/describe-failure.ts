import type { Failure, FailureKind } from './trial.ts';

const WORDS: Readonly<Record<FailureKind, string>> = {
  crash: 'crashed',
  'out-of-memory': 'out of memory',
  timeout: 'timed out',
  unsupported: 'not supported',
  'runtime-error': 'runtime error',
  'wrong-output': 'wrong output',
  overloaded: 'overloaded',
};

/** A failure in one line for people. */
export function describeFailure({ kind, message }: Failure): string {
  return message === '' ? WORDS[kind] : `${WORDS[kind]}: ${message}`;
}
