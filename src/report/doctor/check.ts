/** How a check came out: `warn` disturbs measuring, `fail` prevents it. */
export type CheckStatus = 'ok' | 'warn' | 'fail';

/** One thing that was looked at. */
export interface Check {
  /** Stable name for scripts. */
  readonly id: string;
  readonly status: CheckStatus;
  /** What was found, for people. */
  readonly found: string;
  /** What to do about it; null where nothing needs to be done. */
  readonly advice: string | null;
}

export const ok = (id: string, found: string): Check => ({ id, status: 'ok', found, advice: null });

export const warn = (id: string, found: string, advice: string): Check => ({
  id,
  status: 'warn',
  found,
  advice,
});

export const fail = (id: string, found: string, advice: string): Check => ({
  id,
  status: 'fail',
  found,
  advice,
});

/** The worst of several. */
export function worstOf(checks: readonly Check[]): CheckStatus {
  const has = (status: CheckStatus): boolean => checks.some((c) => c.status === status);
  if (has('fail')) return 'fail';
  return has('warn') ? 'warn' : 'ok';
}
