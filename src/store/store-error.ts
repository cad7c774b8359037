import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

const ELSEWHERE = 'keep it in another place with --kb PATH, or in memory only with --no-kb';

/** What went wrong with the medium, by the beginning of SQLite's result code (https://sqlite.org/rescode.html). */
const PROBLEMS: readonly { readonly code: string; readonly what: string; readonly hint: string }[] =
  [
    {
      code: 'SQLITE_NOTADB',
      what: 'is not a knowledge base (not an SQLite file)',
      hint: `Check the path, move the file away, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_CORRUPT',
      what: 'is damaged',
      hint: `See what is wrong with "tune kb verify". Move the file away (a new one is made) and import a backup ("tune kb import"); "sqlite3 FILE .recover" may save more. Or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_FULL',
      what: 'cannot grow: the disk is full',
      hint: `Free some space, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_READONLY',
      what: 'cannot be written: it or its folder is read-only',
      hint: `Give yourself write permission to the file and its folder, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_PERM',
      what: 'cannot be accessed: permission denied',
      hint: `Give yourself permission to the file and its folder, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_CANTOPEN',
      what: 'cannot be opened',
      hint: `Check that the folder exists and is writable, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_BUSY',
      what: 'is locked by another process',
      hint: `Wait for the other process or end it, or ${ELSEWHERE}.`,
    },
    {
      code: 'SQLITE_IOERR',
      what: 'cannot be read or written: the disk reports an error',
      hint: `Check the disk, or ${ELSEWHERE}.`,
    },
  ];

/** Codes in which the file system says no before SQLite is asked. */
const OF_ERRNO: Readonly<Record<string, string>> = {
  ENOSPC: 'SQLITE_FULL',
  EDQUOT: 'SQLITE_FULL',
  EROFS: 'SQLITE_READONLY',
  EACCES: 'SQLITE_PERM',
  EPERM: 'SQLITE_PERM',
  ENOTDIR: 'SQLITE_CANTOPEN',
  EEXIST: 'SQLITE_CANTOPEN',
  ENOENT: 'SQLITE_CANTOPEN',
  EISDIR: 'SQLITE_CANTOPEN',
  EIO: 'SQLITE_IOERR',
};

/** libsql's own errors of opening carry no code, only SQLite's number at the end: 14 is SQLITE_CANTOPEN. */
const CONNECTION_FAILED = /^ConnectionFailed/;

/** What a failed operation on the file at `path` means to the user; a defect (a broken rule) comes back as it was. */
export function storeError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof TuneError) return error;
  const given = String((error as { code?: unknown }).code ?? '');
  const code = CONNECTION_FAILED.test(error.message)
    ? 'SQLITE_CANTOPEN'
    : (OF_ERRNO[given] ?? given);
  const problem = PROBLEMS.find((p) => code.startsWith(p.code));
  if (!problem) return error;
  return new TuneError(
    'environment',
    `The knowledge base ${printable(path, 300)} ${problem.what}.`,
    { hint: problem.hint, cause: error },
  );
}
