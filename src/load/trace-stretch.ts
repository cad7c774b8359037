import { createRandom } from '../core/random.ts';
import type { OpenLoad } from './load.ts';

type TraceLoad = Extract<OpenLoad, { kind: 'trace' }>;

/**
 * The part of a trace that is played for `spanMs`, from an arrival that `seed` chooses: blocks are shorter than most traces, and
 * would otherwise all play its beginning. It goes on with the start of the trace where it reaches the end. The rate stays that
 * of the whole trace.
 */
export function traceStretch(load: TraceLoad, spanMs: number, seed: string): TraceLoad {
  const { arrivalsMs, ratePerS } = load;
  const first = createRandom(`${seed}/trace`).integer(arrivalsMs.length);
  const turnMs = (arrivalsMs.at(-1) ?? 0) + 1000 / ratePerS;
  const origin = arrivalsMs[first] ?? 0;
  const stretch: number[] = [];
  for (let i = first; stretch.length < 2 || (stretch.at(-1) ?? 0) <= spanMs; i++) {
    const turn = Math.floor(i / arrivalsMs.length);
    const arrival = arrivalsMs[i % arrivalsMs.length] as number;
    stretch.push(turn * turnMs + arrival - origin);
  }
  return { ...load, arrivalsMs: stretch };
}
