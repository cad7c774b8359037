import type { Random } from '../../../src/core/random.ts';

/** A machine whose speed varies by `deviation` (of its logarithm), correlated over a second; its mean run time stays what it is. */
export function slowMoments(deviation: number, random: Random): (atMs: number) => number {
  if (deviation === 0) return () => 1;
  let pace = random.normal();
  let since = 0;
  return (at) => {
    // A block begins at 0 again, a while after the last one.
    const kept = Math.exp(-Math.max(0, at < since ? 2000 + at : at - since) / 1000);
    pace = kept * pace + Math.sqrt(1 - kept * kept) * random.normal();
    since = at;
    return Math.exp(deviation * pace - deviation ** 2 / 2);
  };
}
