import type { BlockPlan, BlockResult } from '../../load/load-block.ts';

/** Raised whenever a message or a frame changes; parent and front of different versions refuse each other. */
export const FRONT_PROTOCOL_VERSION = 1;

export type FrontRequest =
  /** Plays the plan once its instances are connected under this name; one at a time. */
  | { readonly type: 'play'; readonly room: string; readonly plan: BlockPlan }
  | { readonly type: 'abandon'; readonly room: string };

export type FrontReply =
  /** First message, once instances may connect. */
  | { readonly type: 'hello'; readonly protocol: number }
  | { readonly type: 'played'; readonly room: string; readonly result: BlockResult }
  | { readonly type: 'refused'; readonly room: string; readonly message: string };
