import type { BlockPlan, BlockResult } from '../../load/load-block.ts';

/** The process that offers loads to instances, as its parent sees it. It uses no CPU between blocks. */
export interface FrontProcess {
  readonly pid: number;
  /** Where instances connect to. */
  readonly path: string;
  /**
   * Plays a block once as many instances as the plan has are connected under the name `room`, and closes their connections.
   * Rejects with an environment `TuneError` where the front ends, refuses the plan, loses an instance or is not done within
   * `timeoutMs` (it is killed then).
   */
  play(room: string, plan: BlockPlan, timeoutMs: number): Promise<BlockResult>;
  /** Gives a block up: its instances are disconnected, and `play`, if it waits, rejects. */
  abandon(room: string): void;
}

/** Starts the front when it is first needed, and again where it has ended. */
export interface FrontSource {
  readonly obtain: () => Promise<FrontProcess>;
  /** Ends the front, if there is one. Idempotent. */
  close(): void;
}

export function createFrontSource(): FrontSource {
  return { obtain: () => Promise.reject(new Error('not yet')), close: () => undefined };
}
