import type { Load } from './load.ts';

/** How long a block is. */
export interface BlockLengths {
  readonly rampMs: number;
  readonly windowMs: number;
  readonly drainMs: number;
}

/** Rounds of a heat over which the evidence for a bound is to come together. */
const ROUNDS = 3;
/** Requests that show a p99 with one or two violations among them, and clusters of two. */
const REQUESTS = 1500;
/** The machine's speed is correlated over about a second, so shorter windows say little; longer ones leave time for nobody else. */
const WINDOW_MS = { least: 1500, most: 6000 };
const RAMP_SHARE = 0.15;

/**
 * The lengths of the blocks of a load: long enough that a few of them show a p99 (459 requests and more), between 1.5 and
 * 6 s. A closed load has no rate; its blocks are of the shortest kind. After `looks` blocks that decided nothing, they are twice
 * as long each time, up to the same 6 s.
 */
export function blockLengths(load: Load, looks = 0): BlockLengths {
  const wishedMs = load.kind === 'closed' ? 0 : (1000 * REQUESTS) / ROUNDS / load.ratePerS;
  const windowMs = Math.min(WINDOW_MS.most, 2 ** looks * Math.max(WINDOW_MS.least, wishedMs));
  return { rampMs: RAMP_SHARE * windowMs, windowMs, drainMs: windowMs / 2 };
}

/** Share of the window that is counted before an overload or too many misses end it: what is served is then known well enough. */
export const LEAST_COUNTED: number = 1 / 3;

/** So many times as many misses as a bound allows to a whole window, and it is given up. */
const HOPELESS = 3;

/** When a block at this rate per second is given up: the bound is missed by then whatever the rest of its window brings. */
export function giveUpAt(
  ratePerS: number,
  { windowMs }: Pick<BlockLengths, 'windowMs'>,
  { boundMs, quantile }: { readonly boundMs: number; readonly quantile: number },
): { readonly boundMs: number; readonly misses: number } {
  const allowed = ((1 - quantile) * ratePerS * windowMs) / 1000;
  return { boundMs, misses: Math.ceil(HOPELESS * allowed) };
}
