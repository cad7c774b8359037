import type { Clock } from '../core/clock.ts';
import type { GoodputTrial } from '../load/load-statistics.ts';
import { createBlockDiscipline } from './block-discipline.ts';
import type { BlockLane } from './block-lane.ts';
import { createGoodputMemory } from './goodput-memory.ts';
import type { HeatDiscipline } from './heat-discipline.ts';
import type { LoadSettings } from './load-settings.ts';

/** The disciplines of one prober: each heat gets arrivals of its own, and all share what was found of goodputs. */
export interface BlockDisciplines {
  ofHeat(fresh: boolean): HeatDiscipline<BlockLane>;
  /** Of a search for the headroom, where the rate of `held` is known to hold. */
  ofHeadroom(held: GoodputTrial): HeatDiscipline<BlockLane>;
}

/** `nextSeed` seeds the arrivals of one heat, the same for all its members. */
export function createBlockDisciplines(
  settings: LoadSettings,
  nextSeed: () => string,
  clock: Clock,
): BlockDisciplines {
  const memory = createGoodputMemory();
  return {
    // What is measured in fresh processes is what will be recommended: that has to be shown.
    ofHeat: (fresh) =>
      createBlockDiscipline(settings, nextSeed(), clock, { memory, claims: fresh }),
    ofHeadroom: (held) => {
      const asked = { ...settings, objective: 'goodput' } as const;
      const search = { memory, known: [held], claims: true };
      return createBlockDiscipline(asked, nextSeed(), clock, search);
    },
  };
}
