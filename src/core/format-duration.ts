import { formatSignificant } from './format-significant.ts';

/** A duration in ms for people: `0.35 ms`, `9.6 ms`, `350 ms`, `1.2 s`, `58 s`, `2 min 5 s`, `1 h 3 min`; '?' where not known. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  if (ms < 999.5) return `${formatSignificant(ms, ms < 10 ? 2 : 3)} ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return s % 60 === 0 ? `${min} min` : `${min} min ${s % 60} s`;
  const wholeMin = Math.round(s / 60);
  const h = Math.floor(wholeMin / 60);
  return wholeMin % 60 === 0 ? `${h} h` : `${h} h ${wholeMin % 60} min`;
}
