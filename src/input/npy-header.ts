import { printable } from '../core/printable.ts';
import { npyError } from './npy-error.ts';

/** What a .npy file says of its array. */
export interface NpyHeader {
  /** NumPy's type code, as `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

type Token =
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'flag'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string };

/** NumPy's own limit since version 2 (numpy.lib.format, NPY_MAXDIMS). */
const MAX_RANK = 64;

/** The tokens of NumPy's headers and no others; Python 2 wrote sizes as `10L`. */
const TOKEN =
  /[ \n\t]*(?:(?<mark>[{}()[\],:])|(?<quote>['"])(?<text>[^'"\\]*)\k<quote>|(?<flag>True|False)\b|(?<number>\d{1,16})L?\b)/gy;

/**
 * Parses the dictionary literal of a .npy header, nothing of which is evaluated: the keys `descr`, `fortran_order` and
 * `shape`, once each in any order, with a string, a boolean and a tuple of whole numbers. Throws a TuneError for anything
 * else. Source: numpy.lib.format, "Format Version 1.0".
 */
export function parseNpyHeader(text: string, label: string): NpyHeader {
  const tokens = tokenise(text, label);
  let at = 0;
  const fail = (): never => {
    throw npyError(label, `its header is malformed: ${printable(text.trimEnd())}`);
  };
  const take = (kind: Token['kind'], expected?: string): string => {
    const token = tokens[at];
    if (token?.kind !== kind || (expected ?? token.text) !== token.text) return fail();
    at++;
    return token.text;
  };
  const skip = (mark: string): boolean => {
    const token = tokens[at];
    const found = token?.kind === 'mark' && token.text === mark;
    if (found) at++;
    return found;
  };
  const readers = {
    descr: () => (skip('[') ? refuseRecords(label) : take('text')),
    fortran_order: () => take('flag') === 'True',
    shape: () => readTuple(take, skip),
  };
  const found: { descr?: string; fortran_order?: boolean; shape?: readonly number[] } = {};
  take('mark', '{');
  while (!skip('}')) {
    const key = take('text');
    if (!isKey(key) || found[key] !== undefined) return fail();
    take('mark', ':');
    Object.assign(found, { [key]: readers[key]() });
    if (!skip(',') && tokens[at]?.text !== '}') return fail();
  }
  const { descr, fortran_order: fortranOrder, shape } = found;
  if (at !== tokens.length || shape === undefined) return fail();
  if (descr === undefined || fortranOrder === undefined) return fail();
  checkShape(shape, label);
  return { descr, fortranOrder, shape };
}

function isKey(text: string): text is 'descr' | 'fortran_order' | 'shape' {
  return text === 'descr' || text === 'fortran_order' || text === 'shape';
}

function tokenise(text: string, label: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const groups = match.groups ?? {};
    for (const kind of ['mark', 'text', 'flag', 'number'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found });
    }
  }
  if (/[^ \n\t]/.test(text.slice(end)))
    throw npyError(label, `its header is malformed at byte ${end}: ${printable(text.slice(end))}`);
  return tokens;
}

/** A Python tuple of whole numbers: `()`, `(3,)`, `(3, 4)`; `(3)` is no tuple. */
function readTuple(
  take: (kind: Token['kind'], expected?: string) => string,
  skip: (mark: string) => boolean,
): readonly number[] {
  const sizes: number[] = [];
  take('mark', '(');
  while (!skip(')')) {
    sizes.push(Number(take('number')));
    if (skip(',')) continue;
    if (sizes.length === 1) take('mark', ',');
    take('mark', ')');
    break;
  }
  return sizes;
}

function checkShape(shape: readonly number[], label: string): void {
  if (shape.length > MAX_RANK)
    throw npyError(label, `its array has ${shape.length} axes; at most ${MAX_RANK} are possible`);
  const huge = shape.find((size) => !Number.isSafeInteger(size));
  if (huge !== undefined) throw npyError(label, `an axis of size ${huge} is not possible`);
}

function refuseRecords(label: string): never {
  throw npyError(
    label,
    'it holds records (a structured type), not plain numbers',
    'Save each field as an array of its own.',
  );
}
