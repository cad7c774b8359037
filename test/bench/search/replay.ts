import type { Random } from '../../../src/core/random.ts';
import type { Observation, Strategy } from '../../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import { keeps, type Limits } from './limits.ts';
import { type RaceClaim, raceClaim, type SessionNoise } from './race-interval.ts';
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
  /**
   * Regret of who wins a final race of the three it would choose: as in a study, fresh sessions tell them apart to
   * about a percent.
   */
  readonly racedRegret: number;
  /** What the race would report of its winner's gain; null where nothing is claimed or replicates are missing. */
  readonly claim: RaceClaim | null;
  /** The same regret on the surface without the luck of its own measurement (see `shrunkTruths`). */
  readonly shrunkRegret: number;
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
  /** The same without the luck of its own measurement. */
  readonly shrunk: ReadonlyMap<string, Truth>;
  /** null where replicates are missing. */
  readonly sessionNoise: SessionNoise | null;
  readonly limits: Limits;
  readonly mostProbes: number;
  /** Luck of the final race. */
  readonly random: Random;
  /** Monotonic, ms. */
  readonly clock: () => number;
}

/** An incumbent that looked feasible and breaks a bound by no more than this is let pass: noise of the bound's own measurement. */
const SLACK = 0.02;

/**
 * Plays one search: the default first, then one probe after another. The incumbent is what the strategy ranks first or,
 * where it has no model, the best observed feasible configuration; its regret is by the truth; one that breaks a limit in truth counts as having found nothing.
 */
export function replay(game: Game): Played {
  const { strategy, host, truths, mostProbes, clock } = game;
  const judge = judgeOf(game);
  const seen: Observation[] = [];
  const regrets: number[] = [];
  const seconds: number[] = [];
  const askMs: number[] = [];
  let firstRegret: number | null = null;
  let next: Configuration | undefined = game.reference;
  while (next !== undefined) {
    const observation = host.probe(next);
    seconds.push((seconds.at(-1) ?? 0) + observation.costS);
    seen.push(observation);
    const started = clock();
    strategy.tell(observation);
    const tellMs = clock() - started;
    const [incumbent] = finalistsOf(strategy, seen);
    regrets.push(incumbent === undefined ? 1 : judge(incumbent));
    if (regrets.length >= mostProbes) break;
    const asked = clock();
    next = strategy.ask(1, [])[0]?.configuration;
    askMs.push(tellMs + clock() - asked);
    if (regrets.length === 1 && next !== undefined) firstRegret = judge(next);
  }
  const isExhausted = regrets.length >= truths.size;
  const ended = isExhausted ? 'exhausted' : next === undefined ? 'itself' : 'budget';
  const confidence = strategy.insight?.().confidence ?? null;
  const finalists = finalistsOf(strategy, seen).slice(0, FINALISTS);
  const racedRegret = raced(game, finalists, judge);
  const shrunkGame = { ...game, truths: game.shrunk };
  const shrunkRegret = raced(shrunkGame, finalists, judgeOf(shrunkGame));
  const claim = claimOf(game, finalists);
  return {
    regrets,
    seconds,
    firstRegret,
    ended,
    racedRegret,
    shrunkRegret,
    claim,
    confidence,
    askMs,
  };
}

/** Error of a final race, as a log-ratio: what the race of a study aims at (2 %, half a 95 % interval). */
const RACE_ERROR = 0.01;
const FINALISTS = 3;

/** Feasible configurations, best first. */
function finalistsOf(strategy: Strategy, seen: readonly Observation[]): readonly Configuration[] {
  const ranking = strategy.ranking?.();
  if (ranking !== undefined) return ranking;
  return seen
    .filter((o) => o.feasible && o.value !== null)
    .sort((a, b) => (b.value as number) - (a.value as number))
    .map((o) => o.configuration);
}

function raced(
  { truths, random }: Game,
  candidates: readonly Configuration[],
  judge: (c: Configuration) => number,
): number {
  const [winner] = candidates
    .map((c) => {
      const truth = truths.get(configurationKey(c))?.logRatio ?? -Infinity;
      return { c, seen: truth + RACE_ERROR * random.fork(configurationKey(c)).normal() };
    })
    .sort((a, b) => b.seen - a.seen);
  return winner === undefined ? 1 : judge(winner.c);
}

function claimOf(
  { truths, sessionNoise, reference, random }: Game,
  finalists: readonly Configuration[],
): RaceClaim | null {
  if (sessionNoise === null) return null;
  const standard = configurationKey(reference);
  const values = finalists.flatMap((c) => {
    const key = configurationKey(c);
    return key === standard ? [] : (truths.get(key)?.logRatio ?? []);
  });
  return values.length === 0 ? null : raceClaim(values, sessionNoise, random.fork('claim'));
}

function judgeOf({
  truths,
  limits,
}: Pick<Game, 'truths' | 'limits'>): (c: Configuration) => number {
  const best = bestOf(truths, (t) => keeps(limits, t));
  return (c) => {
    const truth = truths.get(configurationKey(c));
    const isKept = truth !== undefined && keeps(limits, truth, SLACK);
    return isKept ? regretOf(truths, best, c) : 1;
  };
}
