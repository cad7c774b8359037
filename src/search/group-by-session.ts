import { type Configuration, sessionKey } from '../space/configuration.ts';

/**
 * Brings configurations that can share processes next to each other, because measuring another batch size on a warm
 * session is cheap. Sessions stay in the order of their first member, members in theirs.
 */
export function groupBySession(configurations: readonly Configuration[]): readonly Configuration[] {
  const sessions = new Map<string, Configuration[]>();
  for (const configuration of configurations) {
    const key = sessionKey(configuration);
    const members = sessions.get(key);
    if (members) members.push(configuration);
    else sessions.set(key, [configuration]);
  }
  return [...sessions.values()].flat();
}
