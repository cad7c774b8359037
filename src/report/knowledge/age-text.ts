const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was, for people: `just now`, `5 min ago`, `7 h ago`, `12 days ago`, `3 years ago`. */
export function ageText(ms: number): string {
  if (!Number.isFinite(ms)) return 'at an unknown time';
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  const days = Math.floor(ms / DAY_MS);
  if (days < 2 * 365) return days === 1 ? '1 day ago' : `${days} days ago`;
  return `${Math.floor(days / 365)} years ago`;
}
