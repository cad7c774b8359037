import { formatSignificant } from './format-significant.ts';

const UNITS = ['', ' k', ' M', ' G', ' T', ' P'];

/** A large count for people in powers of 1000: `950`, `12.3 k`, `25.6 M`, `8.18 G`; '?' where not known. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '?';
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? String(Math.round(value)) : formatSignificant(value)}${UNITS[unit]}`;
}
