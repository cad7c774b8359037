import type { BlockPlan } from '../../../src/load/load-block.ts';
import type { ServiceTime } from '../../../src/load/simulate-serving.ts';
import {
  type InstanceRun,
  type PlayedBlock,
  playBlock,
} from '../../../src/probe/front/play-block.ts';

/** Plays a block event by event with exact times and instances whose runs take `serviceMs`; the marks with their times too. */
export function playOnFakeClock(
  plan: BlockPlan,
  serviceMs: ServiceTime,
): PlayedBlock & { readonly marks: readonly (readonly [string, number])[] } {
  const marks: [string, number][] = [];
  const running = new Map<number, InstanceRun>();
  let now = 0;
  const player = playBlock(plan, {
    run: (instance, batch) => {
      const tookMs = serviceMs(batch, running.size + 1, now);
      running.set(instance, { instance, startedAt: now, endedAt: now + tookMs });
    },
    mark: (edge) => void marks.push([edge, now]),
  });
  while (player.result === null) {
    const ends = [...running.values()].map((run) => run.endedAt);
    now = Math.min(player.nextDueAt(), ...ends);
    const ended = [...running.values()].filter((run) => run.endedAt <= now);
    for (const { instance } of ended) running.delete(instance);
    player.step(now, ended);
  }
  return { ...player.result, marks };
}
