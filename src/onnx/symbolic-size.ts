/** A rational multiple of one symbol, or of 1. */
export interface SizeTerm {
  readonly symbol: string | null;
  readonly numerator: number;
  /** At least 1, without common divisor. */
  readonly denominator: number;
}

/**
 * The size of an axis in terms of the symbols of the inputs: a number, unknown (`null`), or the product of `factors` (symbols,
 * as often as they are multiplied) and the sum of `terms`. Divisions are exact: `height/32` speaks of multiples of 32.
 */
export type SymbolicSize =
  | number
  | null
  | { readonly factors: readonly string[]; readonly terms: readonly SizeTerm[] };

/** A size of every symbol. */
export type Assignment = ReadonlyMap<string, number>;

/**
 * The value of a size at an assignment of whole sizes, exactly where it is whole itself; null for unknown ones and for symbols
 * the assignment does not name.
 */
export function sizeAt(size: SymbolicSize, at: Assignment): number | null {
  if (size === null || typeof size === 'number') return size;
  const symbols = [...size.factors, ...size.terms.flatMap(({ symbol }) => symbol ?? [])];
  if (!symbols.every((symbol) => at.has(symbol))) return null;
  const sizeOf = (symbol: string | null): bigint =>
    symbol === null ? 1n : BigInt(at.get(symbol) ?? 0);
  // Over one denominator: 7/3 - 4/3 is 1, which a sum of rounded thirds misses.
  const over = size.terms.reduce((product, { denominator }) => product * BigInt(denominator), 1n);
  const sum = size.terms.reduce(
    (total, { symbol, numerator, denominator }) =>
      total + BigInt(numerator) * sizeOf(symbol) * (over / BigInt(denominator)),
    0n,
  );
  const value = size.factors.reduce((product, symbol) => product * sizeOf(symbol), sum);
  return value % over === 0n ? Number(value / over) : Number(value) / Number(over);
}

/** A size as people write it: `12`, `N*heads`, `3*N + 1`, `height/32`, `N*(past + 1)`; `?` where it is unknown. */
export function formatSize(size: SymbolicSize): string {
  if (size === null) return '?';
  if (typeof size === 'number') return String(size);
  const { factors, terms } = size;
  const [only] = terms;
  if (terms.length === 1 && only !== undefined)
    return formatProduct([...factors, ...(only.symbol === null ? [] : [only.symbol])], only);
  const sum = terms
    .map((term, i) => {
      const sign = term.numerator < 0 ? '-' : '+';
      const text = formatProduct(term.symbol === null ? [] : [term.symbol], {
        ...term,
        numerator: Math.abs(term.numerator),
      });
      if (i === 0) return sign === '-' ? `-${text}` : text;
      return ` ${sign} ${text}`;
    })
    .join('');
  return factors.length === 0 ? sum : `${factors.join('*')}*(${sum})`;
}

function formatProduct(symbols: readonly string[], { numerator, denominator }: SizeTerm): string {
  const number = numerator === 1 && symbols.length > 0 ? [] : [String(numerator)];
  const over = denominator === 1 ? '' : `/${denominator}`;
  return `${[...number, ...symbols].join('*')}${over}`;
}
