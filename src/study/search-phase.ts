import type { Suggestion } from '../search/strategy.ts';
import type { Configuration } from '../space/configuration.ts';
import { planRace } from './final-race.ts';
import { headroomMs } from './find-headroom.ts';
import { rankedTrials } from './incumbent.ts';
import { providerOpeners } from './provider-openers.ts';
import { createRace } from './race.ts';
import { besideFailure, recordOutcomes } from './record-outcomes.ts';
import { type HeatReport, runHeat } from './run-heat.ts';
import { measureSupport } from './run-support.ts';
import type { Reference, Sitting } from './sitting.ts';
import type { StopReason } from './study-result.ts';

/** Challengers of a heat: enough to share the reference's time, few enough for the next ones to learn from them. */
const MOST_CHALLENGERS = 4;
/** Share of the time for searching that a heat may take for precision, so that a budget holds several. */
const HEAT_SHARE = 1 / 8;
/** The finish may keep back at most this share of the whole budget. */
const FINISH_SHARE = 0.45;
/** How often a strategy is asked for something cheaper before the search ends. */
const MOST_ASKS = 16;

/** Where nobody meets the constraints so far, the reference included, nobody is worse than the best. */
const NOBODY = { value: -Infinity, standardError: 0 };

interface Search {
  readonly sitting: Sitting;
  readonly reference: Reference;
  /** Time the search has in all, as seen when it began, ms. */
  readonly searchMs: number;
  /** Configurations whose heat would not fit in what time is left. */
  readonly tooDear: Configuration[];
  /** Challengers of a heat in which the reference failed: measured again one by one. */
  readonly suspects: Suggestion[];
  /** First configurations of providers that nothing was measured of. */
  readonly openers: Suggestion[];
}

/** Time to keep back for the finish, ms: the race that the budget can hold, a comparison of outputs, and the headroom. */
function reserveMs({ sitting, reference }: Search): number {
  const { objective } = sitting.setup.header;
  const standard = reference.configuration;
  const best = rankedTrials(sitting.trials(), objective).map((t) => t.configuration);
  const finalists = [...best.filter((c) => c !== standard), standard, standard, standard].slice(
    0,
    3,
  );
  const compareMs = sitting.cost.compareMs(finalists[0] ?? standard, standard);
  const allowedMs = FINISH_SHARE * (sitting.elapsedMs() + Math.max(0, sitting.remainingMs()));
  const otherMs = compareMs + headroomMs(sitting, standard);
  const plan = planRace(sitting, standard, finalists, allowedMs - otherMs);
  return plan === null ? Math.min(otherMs, allowedMs) : plan.costMs + otherMs;
}

interface PlannedSearchHeat {
  readonly suggestions: readonly Suggestion[];
  readonly maxMs: number;
}

/** The largest group from the front that fits in the time, with the time it may take; null where not even one fits. */
function largestGroup(
  search: Search,
  suggestions: readonly Suggestion[],
  leftMs: number,
): PlannedSearchHeat | null {
  const { sitting, reference, searchMs } = search;
  const { race } = sitting.pace;
  const predictMs = (group: readonly Suggestion[], rounds: number): number =>
    sitting.cost.predictMs({
      reference: reference.configuration,
      challengers: group.map((s) => s.configuration),
      rounds,
      fresh: false,
    });
  const mostMs = Math.min(leftMs, race.share * searchMs);
  for (let count = suggestions.length; count > 0; count--) {
    const group = suggestions.slice(0, count);
    const costMs = predictMs(group, race.planned);
    // A single challenger may take more than a heat's share, if there is time at all.
    const fits = count === 1 ? predictMs(group, race.fewest) <= leftMs : costMs <= mostMs;
    if (!fits) continue;
    const wishedMs = Math.max(HEAT_SHARE * searchMs, 1.3 * costMs);
    return { suggestions: group, maxMs: Math.min(leftMs, wishedMs) };
  }
  return null;
}

function spaceLeft({ sitting }: Search): number {
  return sitting.setup.space.configurations.length - sitting.trials().length;
}

/** The next provider's first heat that fits; null where all have had theirs. */
function openingHeat(search: Search, leftMs: number): PlannedSearchHeat | null {
  const { openers, tooDear } = search;
  for (let opener = openers.shift(); opener !== undefined; opener = openers.shift()) {
    const heat = largestGroup(search, [opener], leftMs);
    if (heat !== null) return heat;
    tooDear.push(opener.configuration);
  }
  return null;
}

/** The next heat, or why there is none. */
function planHeat(search: Search, count: number): PlannedSearchHeat | StopReason {
  const { sitting, tooDear, suspects } = search;
  const leftMs = sitting.remainingMs() - reserveMs(search);
  if (leftMs <= 0) return 'budget';
  const suspect = suspects.shift();
  if (suspect) return largestGroup(search, [suspect], leftMs) ?? 'budget';
  const opening = openingHeat(search, leftMs);
  if (opening !== null) return opening;
  for (let asked = 0; asked < MOST_ASKS; asked++) {
    const suggestions = sitting.strategy.ask(count, tooDear);
    const [first] = suggestions;
    if (first === undefined) {
      if (tooDear.length > 0) return 'budget';
      return spaceLeft(search) > 0 ? 'converged' : 'space-exhausted';
    }
    const heat = largestGroup(search, suggestions, leftMs);
    if (heat !== null) return heat;
    const unfit = suggestions.filter((s) => largestGroup(search, [s], leftMs) === null);
    tooDear.push(...unfit.map((s) => s.configuration));
  }
  return 'budget';
}

async function race(
  search: Search,
  { suggestions, maxMs }: PlannedSearchHeat,
): Promise<HeatReport> {
  const { sitting, reference } = search;
  const { objective } = sitting.setup.header;
  const best = rankedTrials(sitting.trials(), objective)[0]?.measurement.logRatio[objective];
  const { targetStandardError, least, most } = sitting.pace.race;
  const rule = createRace({
    objective,
    incumbent: best ?? NOBODY,
    targetStandardError,
    minRounds: least,
    maxRounds: most,
  });
  const members = suggestions.map((s) => s.configuration);
  return runHeat(sitting, {
    phase: 'search',
    reference: reference.configuration,
    suggestions,
    fresh: false,
    maxMs,
    keepRunTimes: sitting.setup.keepRunTimes,
    rule: measureSupport(sitting, rule, members, maxMs),
  });
}

/** Records what the heat found; a reference that failed puts its challengers under suspicion. */
async function settle(
  search: Search,
  { suggestions }: PlannedSearchHeat,
  { result, left }: HeatReport,
): Promise<void> {
  const { sitting, suspects, tooDear } = search;
  const reference = result.reference;
  const entrants = suggestions.flatMap((suggestion, i) => {
    const outcome = result.challengers[i];
    return outcome === undefined ? [] : [{ suggestion, outcome, pruned: left.has(i) }];
  });
  if (reference.status === 'failed') {
    const [only] = suggestions;
    if (suggestions.length > 1) suspects.push(...suggestions);
    else if (only) {
      const failure = besideFailure(reference.failure);
      const outcome = { status: 'failed', failure, costMs: result.elapsedMs } as const;
      await recordOutcomes(
        sitting,
        [{ suggestion: only, outcome, pruned: false }],
        result.elapsedMs,
      );
    }
    return;
  }
  await recordOutcomes(sitting, entrants, result.elapsedMs);
  for (const { suggestion, outcome } of entrants) {
    if (outcome.status === 'skipped') tooDear.push(suggestion.configuration);
  }
}

/** Seconds until the study ends if the search goes on as it has, the finish included. */
function etaS(search: Search): number {
  const { sitting } = search;
  const { maxProbes } = sitting.setup.header;
  const trials = sitting.trials();
  const perTrialS = trials.reduce((sum, t) => sum + t.probeS, 0) / Math.max(1, trials.length);
  const probes = Math.min(spaceLeft(search), (maxProbes ?? Infinity) - trials.length);
  return Math.max(0, probes) * perTrialS + reserveMs(search) / 1000;
}

function warnOfTooDear({ sitting, tooDear }: Search): void {
  const { length } = tooDear;
  if (length === 0) return;
  sitting.warn(
    `${length} configuration${length > 1 ? 's were' : ' was'} not measured: one probe would not fit in the time left.`,
  );
}

/** Measures what the strategy suggests, in heats against the reference, until something ends the search. */
export async function searchPhase(sitting: Sitting, reference: Reference): Promise<StopReason> {
  const openers = [...providerOpeners(sitting.setup.space, sitting.trials())];
  const fresh = { sitting, reference, searchMs: 0, tooDear: [], suspects: [], openers };
  const searchMs = sitting.remainingMs() - reserveMs(fresh);
  const search: Search = { ...fresh, searchMs };
  const { maxProbes } = sitting.setup.header;
  while (true) {
    await sitting.rest();
    if (sitting.signal.aborted) return 'interrupted';
    if (sitting.isFinishing()) return 'asked-to-finish';
    const probesLeft = (maxProbes ?? Infinity) - sitting.trials().length;
    if (probesLeft <= 0) return 'max-probes';
    sitting.progress(etaS(search));
    const heat = planHeat(search, Math.min(MOST_CHALLENGERS, probesLeft));
    if (typeof heat === 'string') {
      warnOfTooDear(search);
      return heat;
    }
    await settle(search, heat, await race(search, heat));
  }
}
