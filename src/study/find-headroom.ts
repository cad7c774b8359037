import type { Goodput } from '../load/load-statistics.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Contender } from './contender.ts';
import { recommend } from './recommend.ts';
import type { Sitting } from './sitting.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Rates that a search for the headroom tries, and those below which it says nothing. */
const TRIES = { enough: 10, least: 3 };

/** Time to keep back for the headroom of what will be recommended, ms; 0 where none is looked for. */
export function headroomMs(sitting: Sitting, configuration: Configuration): number {
  const { blockMs, headroomShare } = sitting.pace;
  if (blockMs === null || sitting.ports.prober.headroom === undefined) return 0;
  const budgetMs = sitting.elapsedMs() + Math.max(0, sitting.remainingMs());
  const neededMs = TRIES.enough * blockMs + sitting.cost.compareMs(configuration, configuration);
  return Math.min(headroomShare * budgetMs, neededMs);
}

/**
 * The highest rate at which what is about to be recommended still meets its latency constraints, asked for once, in what time
 * is left; null where none is to be looked for, and where there is no time or no answer.
 */
export async function findHeadroom(
  sitting: Sitting,
  standard: Contender,
  fit: readonly Contender[],
): Promise<Goodput | null> {
  const { prober } = sitting.ports;
  const choice = recommend(standard, fit, sitting.setup.header.objective);
  if (choice === null || prober.headroom === undefined || sitting.signal.aborted) return null;
  const { configuration, measurement } = choice.chosen;
  const { load, latencyMs } = measurement;
  if (load === undefined || load.offeredPerS === null) return null;
  const { offeredPerS: ratePerS, requests } = load;
  // Who is recommended meets every constraint.
  const held = { ratePerS, verdict: 'held', requests, p99Ms: latencyMs.p99 } as const;
  const maxMs = Math.min(headroomMs(sitting, configuration), sitting.remainingMs());
  if (sitting.pace.headroomShare === 0) return null;
  if (maxMs < TRIES.least * (sitting.pace.blockMs ?? 0)) {
    sitting.warn(
      'There was no time to look how much more than its load the recommended one holds.',
    );
    return null;
  }
  const { headroom } = prober;
  return unlessAborted(sitting.signal, () => headroom(configuration, held, maxMs, sitting.signal));
}
