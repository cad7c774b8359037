import type { Random } from '../core/random.ts';
import { type Configuration, configurationKey, sessionKey } from '../space/configuration.ts';

/**
 * The heats of one replicate, in random order: sessions are shuffled and cut into groups that run together, and
 * each group meets once at every batch size, in an order of its own. So a session is made once per replicate, and
 * neither batch size nor session goes with the time of measurement. `isDone` leaves out what an earlier run measured;
 * the order does not depend on it.
 */
export function recordingOrder(
  configurations: readonly Configuration[],
  random: Random,
  sessionsPerHeat: number,
  isDone: (configuration: Configuration) => boolean,
): readonly (readonly Configuration[])[] {
  const bySession = new Map<string, Configuration[]>();
  for (const c of configurations) {
    const members = bySession.get(sessionKey(c));
    if (members === undefined) bySession.set(sessionKey(c), [c]);
    else members.push(c);
  }
  const sessions = random.shuffle([...bySession.values()]);
  const heats: Configuration[][] = [];
  for (let at = 0; at < sessions.length; at += sessionsPerHeat) {
    const together = sessions.slice(at, at + sessionsPerHeat).flat();
    const batches = random.shuffle([...new Set(together.map((c) => c.batchSize))]);
    for (const batch of batches) heats.push(together.filter((c) => c.batchSize === batch));
  }
  return heats.map((heat) => heat.filter((c) => !isDone(c))).filter((heat) => heat.length > 0);
}

/** Identity of a row of a surface. */
export function rowKey(configuration: Configuration, replicate: number): string {
  return `${configurationKey(configuration)}#${replicate}`;
}
