import { type Configuration, sessionKey } from '../../space/configuration.ts';
import type { Observation } from '../strategy.ts';

/** Sessions that stay warm between probes. */
const WARM_SESSIONS = 6;
/** A probe of a warm session and the making of one process, before anything was measured, seconds. */
const FIRST_GUESS = { measureS: 1, createS: 0.6 };
/** How far one observation moves the guess. */
const LEARNING = 0.3;

/** Predicts what a probe will take, in seconds; only differences between candidates matter. */
export interface ProbeCost {
  /** By the session and its number of instances. */
  predictS(session: string, instances: number): number;
}

/**
 * Creating costs by the number of processes, and nothing where the session is warm: one of the last few measured, or
 * pending. Both parts are learnt from what probes took.
 */
export function probeCost(
  told: readonly Observation[],
  pending: readonly Configuration[],
): ProbeCost {
  let { measureS, createS } = FIRST_GUESS;
  const seen = new Set<string>();
  for (const { configuration, costS, status } of told) {
    const session = sessionKey(configuration);
    if (status !== 'failed') {
      if (seen.has(session)) measureS += LEARNING * (costS - measureS);
      else {
        const perProcess = Math.max(0.05, (costS - measureS) / configuration.instances);
        createS += LEARNING * (perProcess - createS);
      }
    }
    seen.delete(session);
    seen.add(session);
  }
  const warm = new Set([...[...seen].slice(-WARM_SESSIONS), ...pending.map(sessionKey)]);
  return {
    predictS: (session, instances) =>
      Math.max(0.05, measureS) + (warm.has(session) ? 0 : createS * instances),
  };
}
