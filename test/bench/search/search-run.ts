import type { KnowledgeMode } from './knowledge-modes.ts';
import type { Played } from './replay.ts';

/** A search that was played, with what it was played on. */
export interface SearchRun extends Played {
  readonly surface: string;
  readonly strategy: string;
  readonly mode: KnowledgeMode;
  readonly seed: number;
}

/** Regret of the incumbent after so many probes; a search that ended keeps its last. */
export function regretAfterProbes(run: Played, probes: number): number {
  return run.regrets[Math.min(probes, run.regrets.length) - 1] ?? 1;
}

/** Regret of the incumbent after so many seconds; before the first probe ends, that of the default which it measures. */
export function regretAfterSeconds(run: Played, seconds: number): number {
  const done = run.seconds.findLastIndex((s) => s <= seconds);
  return run.regrets[Math.max(0, done)] ?? 1;
}

/** The first probe after which the incumbent was within a regret, and the seconds spent by then; infinite if never. */
export function reached(run: Played, regret: number): { probes: number; seconds: number } {
  const at = run.regrets.findIndex((r) => r <= regret);
  return at < 0
    ? { probes: Infinity, seconds: Infinity }
    : { probes: at + 1, seconds: run.seconds[at] ?? Infinity };
}
