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
