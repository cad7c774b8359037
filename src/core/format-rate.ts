import { formatSignificant } from './format-significant.ts';

/** Inferences per second for people: `0.42/s`, `9.6/s`, `201/s`, `12400/s`; '?' where not known. */
export function formatRate(perSecond: number): string {
  return Number.isFinite(perSecond) ? `${formatSignificant(perSecond)}/s` : '?';
}
