/**
 * A number for people with `digits` significant digits and no exponent: 0.0123, 1.23, 201, 1042 (whole digits are
 * never rounded away). '?' where it is not finite.
 */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '?';
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(9, Math.max(0, digits - 1 - magnitude));
  // Rounding may carry into the next magnitude: 9.996 is 10.0, not 10.00.
  const rounded = Number(value.toFixed(decimals));
  const carried = rounded !== 0 && Math.floor(Math.log10(Math.abs(rounded))) > magnitude;
  return value.toFixed(carried ? Math.max(0, decimals - 1) : decimals);
}
