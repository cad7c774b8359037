import { formatSignificant } from './format-significant.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** An amount of memory for people in powers of 1024: `512 B`, `1.5 GiB`, `120 MiB`; '?' where not known. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '?';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const text = unit === 0 || value >= 100 ? String(Math.round(value)) : formatSignificant(value, 2);
  return `${text} ${UNITS[unit]}`;
}
