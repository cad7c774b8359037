import type { Observation, Strategy } from '../../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import { keeps, type Limits } from './limits.ts';
import type { ReplayHost } from './replay-host.ts';
import { bestOf, regretOf, type Truth } from './truth.ts';

/** One search that was played. */
export interface Played {
  /** Share of the best given away by the incumbent after each probe; 1 while there is none. */
  readonly regrets: readonly number[];
  /** Seconds that all probes so far took, after each probe. */
  readonly seconds: readonly number[];
  /** Regret of the first suggestion after the default, whether or not it would be chosen; null where there is none. */
  readonly firstRegret: number | null;
  /** `itself`: it had more to try and did not. */
  readonly ended: 'itself' | 'exhausted' | 'budget';
  /** What it thought of its own result at the end; null where it does not say. */
  readonly confidence: number | null;
  /** Time the strategy took for each suggestion, `tell` of the probe before included, ms. */
  readonly askMs: readonly number[];
}

export interface Game {
  readonly strategy: Strategy;
  readonly host: ReplayHost;
  readonly reference: Configuration;
  readonly truths: ReadonlyMap<string, Truth>;
  readonly limits: Limits;
  readonly mostProbes: number;
  /** Monotonic, ms. */
  readonly clock: () => number;
}

/** An incumbent that looked feasible and breaks a bound by no more than this is let pass: noise of the bound's own measurement. */
const SLACK = 0.02;

/**
 * Plays one search: the default first, then one probe after another. The incumbent is the best observed feasible
 * configuration, its regret is by the truth; one that breaks a limit in truth counts as having found nothing.
 */
export function replay(game: Game): Played {
  const { strategy, host, truths, mostProbes, clock } = game;
  const judge = judgeOf(game);
  const regrets: number[] = [];
  const seconds: number[] = [];
  const askMs: number[] = [];
  let firstRegret: number | null = null;
  let best: Observation | null = null;
  let next: Configuration | undefined = game.reference;
  while (next !== undefined) {
    const observation = host.probe(next);
    best = betterOf(best, observation);
    regrets.push(best === null ? 1 : judge(best.configuration));
    seconds.push((seconds.at(-1) ?? 0) + observation.costS);
    const started = clock();
    strategy.tell(observation);
    if (regrets.length >= mostProbes) break;
    next = strategy.ask(1, [])[0]?.configuration;
    askMs.push(clock() - started);
    if (regrets.length === 1 && next !== undefined) firstRegret = judge(next);
  }
  const isExhausted = regrets.length >= truths.size;
  const ended = isExhausted ? 'exhausted' : next === undefined ? 'itself' : 'budget';
  const confidence = strategy.insight?.().confidence ?? null;
  return { regrets, seconds, firstRegret, ended, confidence, askMs };
}

function betterOf(best: Observation | null, found: Observation): Observation | null {
  const isBetter = (found.value ?? -Infinity) > (best?.value ?? -Infinity);
  return found.feasible && isBetter ? found : best;
}

function judgeOf({ truths, limits }: Game): (c: Configuration) => number {
  const best = bestOf(truths, (t) => keeps(limits, t));
  return (c) => {
    const truth = truths.get(configurationKey(c));
    const isKept = truth !== undefined && keeps(limits, truth, SLACK);
    return isKept ? regretOf(truths, best, c) : 1;
  };
}
