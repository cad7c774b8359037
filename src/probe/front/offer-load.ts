import type { BlockPlan, BlockResult } from '../../load/load-block.ts';
import { monotonicMs } from '../monotonic-clock.ts';
import type { Alarm } from './alarm.ts';
import type { Answer } from './frames.ts';
import type { InstanceConnection } from './instance-connection.ts';
import { type InstanceRun, playBlock } from './play-block.ts';

/** Someone who waits for a block that is being offered. */
export interface BlockListener {
  readonly onDone: (result: BlockResult) => void;
  readonly onLost: (instance: number) => void;
}

/** Time until the block begins, ms: its first request is not late already. */
const LEAD_MS = 2;

/**
 * Begins a block with instances 0, 1, … in order, and returns what to call when the alarm rings. Throws a `RangeError` for a
 * plan that makes no sense.
 */
export function offerLoad(
  plan: BlockPlan,
  connections: readonly InstanceConnection[],
  alarm: Alarm,
  { onDone, onLost }: BlockListener,
): () => void {
  const beganAt = monotonicMs() + LEAD_MS;
  const ownCpu = createOwnCpu();
  /** CPU times of each instance: at the beginning of the window, then at its end. */
  const cpuMs = connections.map((): number[] => []);
  let isDone = false;

  const player = playBlock(plan, {
    run: (instance, batch) => connections[instance]?.send(batch),
    mark: (edge) => {
      ownCpu[edge]();
      for (const connection of connections) connection.send(0);
    },
  });
  const settle = (): void => {
    const { result } = player;
    // The CPU time of an instance arrives once it has ended the run it is in.
    if (result === null || isDone || cpuMs.some((times) => times.length < 2)) return;
    isDone = true;
    const used = cpuMs.map(([begin = 0, end = 0]) => end - begin);
    onDone({
      ...result,
      instancesCpuMs: used.reduce((sum, ms) => sum + ms, 0),
      frontCpuMs: ownCpu.usedMs(),
    });
  };
  const step = (ended: readonly InstanceRun[]): void => {
    let runs = ended;
    // What falls due while the last step was made is not worth an alarm.
    for (let at = monotonicMs() - beganAt; ; at = monotonicMs() - beganAt) {
      player.step(Math.max(0, at), runs);
      runs = [];
      if (player.nextDueAt() > monotonicMs() - beganAt) break;
    }
    alarm.set(beganAt + player.nextDueAt());
    settle();
  };
  const answered = (instance: number, answer: Answer): void => {
    if (answer.type === 'cpu') {
      cpuMs[instance]?.push(answer.cpuMs);
      settle();
      return;
    }
    const { startedAt, endedAt } = answer;
    step([{ instance, startedAt: startedAt - beganAt, endedAt: endedAt - beganAt }]);
  };

  for (const [instance, connection] of connections.entries()) {
    connection.listen({
      onAnswer: (answer) => answered(instance, answer),
      onLost: () => {
        if (!isDone) onLost(instance);
      },
    });
  }
  alarm.set(beganAt);
  return () => {
    if (monotonicMs() >= beganAt) step([]);
    else alarm.set(beganAt);
  };
}

/** CPU time of this process between the edges of the window, its alarm thread included. */
function createOwnCpu(): Record<'begin' | 'end', () => void> & { usedMs(): number } {
  let since: NodeJS.CpuUsage | undefined;
  let usedMs = 0;
  return {
    begin: () => {
      since = process.cpuUsage();
    },
    end: () => {
      const used = process.cpuUsage(since);
      usedMs = (used.user + used.system) / 1000;
    },
    usedMs: () => usedMs,
  };
}
