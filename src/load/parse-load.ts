import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { Load } from './load.ts';

/** A load as the user wrote it: the arrivals of a trace are still in the file at `path`. */
export type ParsedLoad =
  | Exclude<Load, { kind: 'trace' }>
  | { readonly kind: 'trace'; readonly path: string; readonly text: string };

type Kind = ParsedLoad['kind'];

/** Bounds are far above any machine and only keep slips out. Wider lognormal gaps have no mean that a probe could see. */
const MOST_CLIENTS = 100_000;
const RATES_PER_S = { lowest: 1e-4, highest: 1e7 };
const SIGMAS = { lowest: 0.01, highest: 4 };

const EXAMPLE: Readonly<Record<Kind, string>> = {
  closed: 'closed:8',
  poisson: 'poisson:200/s',
  constant: 'constant:200/s',
  lognormal: 'lognormal:200/s,sigma=2',
  trace: 'trace:arrivals.csv',
};
const KINDS = Object.keys(EXAMPLE) as Kind[];

const PER_S: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3600],
]);

/**
 * Reads a load: `closed:8`, `poisson:200/s`, `constant:12/min`, `lognormal:200/s,sigma=2` or `trace:FILE`. Rates are
 * per `s`, `min` or `h`, from 0.0001/s to 10000000/s; clients from 1 to 100000; sigma from 0.01 to 4. `label` is the flag
 * or key the text came from. Throws a `TuneError` (usage) that names what it cannot read and how to write it.
 */
export function parseLoad(text: string, label: string): ParsedLoad {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const word = (colon < 0 ? trimmed : trimmed.slice(0, colon)).trim();
  const kind = KINDS.find((known) => known === word);
  if (kind === undefined) throw unknownKind(trimmed, word, label);
  const rest = colon < 0 ? '' : trimmed.slice(colon + 1).trim();
  if (kind === 'trace') {
    if (rest === '')
      throw unreadable(trimmed, label, `Name the file with the arrivals: ${EXAMPLE.trace}.`);
    return { kind, path: rest, text: `trace:${rest}` };
  }
  return parseParts(kind, rest.replace(/\s+/g, ''), trimmed, label);
}

function parseParts(
  kind: Exclude<Kind, 'trace'>,
  parts: string,
  typed: string,
  label: string,
): ParsedLoad {
  const text = `${kind}:${parts}`;
  if (kind === 'closed') {
    const clients = /^\d{1,9}$/.test(parts) ? Number(parts) : Number.NaN;
    if (clients >= 1 && clients <= MOST_CLIENTS) return { kind, clients, text };
    const hint = `Write how many clients ask at once, from 1 to ${MOST_CLIENTS}: ${EXAMPLE.closed}.`;
    throw unreadable(typed, label, hint);
  }
  if (kind !== 'lognormal') return { kind, ratePerS: parseRate(parts, kind, typed, label), text };
  const [rate = '', spread = ''] = parts.split(/,(.*)/);
  const ratePerS = parseRate(rate, kind, typed, label);
  const sigma = Number(/^sigma=(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})$/.exec(spread)?.[1]);
  if (sigma >= SIGMAS.lowest && sigma <= SIGMAS.highest) return { kind, ratePerS, sigma, text };
  const range = `from ${SIGMAS.lowest} to ${SIGMAS.highest}`;
  throw unreadable(
    typed,
    label,
    `Write the spread of the gaps' logarithm, ${range}: ${EXAMPLE.lognormal}.`,
  );
}

function parseRate(part: string, kind: Kind, typed: string, label: string): number {
  const [, number, unit = ''] = /^(\d{1,12}(?:\.\d{1,9})?|\.\d{1,9})\/([a-z]+)$/.exec(part) ?? [];
  const ratePerS = Number(number) / (PER_S.get(unit) ?? Number.NaN);
  if (ratePerS >= RATES_PER_S.lowest && ratePerS <= RATES_PER_S.highest) return ratePerS;
  if (/^[\d.]+$/.test(part)) {
    throw unreadable(
      typed,
      label,
      `Write the unit of the rate: ${part}/s, ${part}/min or ${part}/h.`,
    );
  }
  const range = 'from 0.0001/s to 10000000/s, such as 200/s, 12/min or 1200/h';
  throw unreadable(typed, label, `Write a rate ${range}: ${EXAMPLE[kind]}.`);
}

function unknownKind(text: string, word: string, label: string): TuneError {
  const meant = nearestName(word, KINDS);
  const examples = `Loads: ${KINDS.map((kind) => EXAMPLE[kind]).join(' · ')}.`;
  const hint = meant === null ? examples : `Did you mean ${meant}? ${examples}`;
  return unreadable(text, label, hint);
}

function unreadable(text: string, label: string, hint: string): TuneError {
  const found = text === '' ? 'an empty value' : `"${printable(text, 60)}"`;
  return new TuneError('usage', `${label} does not take ${found}.`, { hint });
}
