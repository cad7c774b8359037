import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { secretsOf, shownUrl } from './postgres-url.ts';

const WITHOUT = 'Or keep it in a file with --kb PATH, or in memory only with --no-kb.';

interface Problem {
  /** How the code of the error begins: a SQLSTATE, or the system's name of an error. */
  readonly codes: readonly string[];
  readonly what: string;
  readonly hint: string;
}

/** What went wrong, by SQLSTATE (PostgreSQL's appendix A) or the system's error. */
const PROBLEMS: readonly Problem[] = [
  {
    codes: ['28'],
    what: 'does not let this user in',
    hint: 'Check user and password; the password can come from PGPASSWORD or ~/.pgpass.',
  },
  {
    codes: ['3D000'],
    what: 'has no such database',
    hint: 'Make it first (createdb), or name another one in the URL.',
  },
  {
    codes: ['42501'],
    what: 'does not allow it: permission denied',
    hint: 'Grant the user CREATE on the database once, then use of the schema "tune".',
  },
  {
    codes: ['53'],
    what: 'is out of resources (connections, memory or disk)',
    hint: 'Look at the server.',
  },
  {
    codes: ['25006'],
    what: 'is read-only',
    hint: 'Name the primary server, not a replica.',
  },
  {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    what: 'cannot be found: its name is unknown',
    hint: 'Check the host in the URL.',
  },
  {
    codes: ['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
    what: 'cannot be reached',
    hint: 'Check host and port in the URL, and that the server runs.',
  },
  {
    codes: ['08', '57', 'ECONNRESET', 'EPIPE'],
    what: 'broke off the connection',
    hint: 'Look whether the server still runs.',
  },
  {
    codes: ['DEPTH_ZERO', 'SELF_SIGNED', 'UNABLE_TO_', 'CERT_', 'ERR_TLS'],
    what: 'shows a certificate that is not trusted',
    hint: 'Name its authority in the URL: ?sslmode=verify-full&sslrootcert=FILE.',
  },
];

/** Messages of pg that carry no code. */
const BROKEN_OFF =
  /connection (terminated|ended)|timeout (exceeded )?when trying to connect|not queryable|client (was closed|has encountered)/i;
const NO_TLS = /does not support SSL/i;
const NO_PASSWORD = /password must be a string/i;

/** SQLSTATE classes of rules that a statement broke: defects of this program. */
const RULES = /^(22|23|42(?!501)|P0)/;

/** What a failed operation on the server at `url` means to the user, without its password; a defect comes back as it was. */
export function postgresError(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || error instanceof TuneError) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  const problem = problemOf(error, code);
  if (problem === null) return RULES.test(code) || code === '' ? error : unknownProblem(error, url);
  return new TuneError(
    'environment',
    `The knowledge base ${printable(shownUrl(url), 300)} ${problem.what}.`,
    { hint: `${problem.hint} ${WITHOUT}`, cause: withoutSecrets(error, url) },
  );
}

function problemOf(error: Error, code: string): Pick<Problem, 'what' | 'hint'> | null {
  const { message } = error;
  if (NO_PASSWORD.test(message)) return PROBLEMS[0] ?? null;
  if (NO_TLS.test(message)) {
    return { what: 'does not offer TLS', hint: 'Leave sslmode out of the URL, or turn TLS on.' };
  }
  if (code === 'ERR_INVALID_URL')
    return { what: 'is no URL', hint: 'postgres://user@host/database' };
  if (BROKEN_OFF.test(message)) return { what: 'broke off the connection', hint: 'Try again.' };
  return PROBLEMS.find(({ codes }) => codes.some((begin) => code.startsWith(begin))) ?? null;
}

function unknownProblem(error: Error, url: string): TuneError {
  const { message } = withoutSecrets(error, url);
  return new TuneError(
    'environment',
    `The knowledge base ${printable(shownUrl(url), 300)} failed: ${printable(message, 300)}`,
    { hint: `Look at the server. ${WITHOUT}` },
  );
}

function withoutSecrets(error: Error, url: string): Error {
  const message = secretsOf(url).reduce(
    (text, secret) => text.replaceAll(secret, '***'),
    error.message,
  );
  return new Error(message);
}
