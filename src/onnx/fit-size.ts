import type { Assignment, SizeTerm, SymbolicSize } from './symbolic-size.ts';

/** A size observed at an assignment of the symbols. */
export interface ObservedSize {
  readonly at: Assignment;
  readonly size: number;
}

/**
 * The product of symbols and an affine form that has the observed sizes: at `base`, and at one assignment per symbol that
 * differs from it in that symbol alone. Null where there is none. Symbols the size is proportional to (or to a power of) are
 * factors; it must depend on the others affinely. That it does, and not only at these points, is for the caller to check.
 */
export function fitSize(
  base: ObservedSize,
  alone: ReadonlyMap<string, ObservedSize>,
): SymbolicSize {
  const factors: string[] = [];
  const summed: string[] = [];
  for (const [symbol, { at, size }] of alone) {
    if (size === base.size) continue;
    const power = powerOf(base.size, size, sizeIn(base.at, symbol), sizeIn(at, symbol));
    if (power === null) summed.push(symbol);
    else factors.push(...new Array<string>(power).fill(symbol));
  }
  if (factors.length === 0 && summed.length === 0) return base.size;
  const scale = factors.reduce((product, symbol) => product * sizeIn(base.at, symbol), 1);
  const slopes = summed.map((symbol) => {
    const other = alone.get(symbol) ?? base;
    const run = sizeIn(other.at, symbol) - sizeIn(base.at, symbol);
    return fraction(symbol, other.size - base.size, run * scale);
  });
  // c = base / scale - Σ slope · symbol, over one denominator.
  const denominator = slopes.reduce(
    (common, s) => common * (s.denominator / gcd(common, s.denominator)),
    scale,
  );
  const rest = slopes.reduce(
    (sum, s) => sum - s.numerator * (denominator / s.denominator) * sizeIn(base.at, s.symbol ?? ''),
    base.size * (denominator / scale),
  );
  const terms =
    rest === 0 && slopes.length > 0 ? slopes : [...slopes, fraction(null, rest, denominator)];
  const whole = terms.every(
    (t) => Number.isSafeInteger(t.numerator) && Number.isSafeInteger(t.denominator),
  );
  return whole ? { factors, terms } : null;
}

const sizeIn = (at: Assignment, symbol: string): number => at.get(symbol) ?? 1;

/** The power p of 1 and more for which size ∝ symbol^p; null where there is none. */
function powerOf(before: number, after: number, from: number, to: number): number | null {
  if (before <= 0 || after <= 0) return null;
  const power = Math.round(Math.log(after / before) / Math.log(to / from));
  return power >= 1 && after * from ** power === before * to ** power ? power : null;
}

function fraction(symbol: string | null, numerator: number, denominator: number): SizeTerm {
  const divisor = gcd(Math.abs(numerator), Math.abs(denominator)) * Math.sign(denominator);
  return { symbol, numerator: numerator / divisor, denominator: denominator / divisor };
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
