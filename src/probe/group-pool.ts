import { type Entrant, groupKey } from '../study/entrant.ts';
import type { GroupOptions, InstanceGroup } from './instance-group.ts';

/** Warm groups kept between heats, oldest use first; a new session costs far more than another batch on a warm one. */
export interface GroupPool {
  /** The warm group of this entrant, or a newly started one. Remembers the use. */
  obtain(
    entrant: Entrant,
    timeoutMs: number,
  ): Promise<{ readonly group: InstanceGroup; readonly started: boolean }>;
  /** Ends the group of this entrant, if there is one. */
  discard(entrant: Entrant): void;
  /** Ends least recently used groups, except `keep`, until at most `limit` processes are left. */
  shrink(limit: number, keep: readonly Entrant[]): void;
  pids(): readonly number[];
  clear(): void;
}

export type StartGroup = (
  options: Pick<GroupOptions, 'timeoutMs'> & { readonly configuration: Entrant },
) => Promise<InstanceGroup>;

/** A pool that starts groups with `start`. */
export function createGroupPool(start: StartGroup): GroupPool {
  const groups = new Map<string, InstanceGroup>();
  const discardKey = (key: string): void => {
    groups.get(key)?.kill();
    groups.delete(key);
  };
  const processes = (): number => [...groups.values()].reduce((n, g) => n + g.pids.length, 0);
  return {
    obtain: async (entrant, timeoutMs) => {
      const key = groupKey(entrant);
      const warm = groups.get(key);
      if (warm !== undefined) {
        groups.delete(key);
        groups.set(key, warm);
        return { group: warm, started: false };
      }
      const group = await start({ configuration: entrant, timeoutMs });
      groups.set(key, group);
      return { group, started: true };
    },
    discard: (entrant) => discardKey(groupKey(entrant)),
    shrink: (limit, keep) => {
      const kept = new Set(keep.map(groupKey));
      for (const key of [...groups.keys()]) {
        if (processes() <= limit) return;
        if (!kept.has(key)) discardKey(key);
      }
    },
    pids: () => [...groups.values()].flatMap((g) => g.pids),
    clear: () => {
      for (const key of [...groups.keys()]) discardKey(key);
    },
  };
}
