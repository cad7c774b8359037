import type { Suggestion } from '../search/strategy.ts';
import { describeFailure } from './describe-failure.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { type RoundRule, runHeat } from './run-heat.ts';
import { measureSupport } from './run-support.ts';
import type { Sitting } from './sitting.ts';
import type { StopReason } from './study-result.ts';

/** The default is measured even where the budget is smaller: time it always gets, ms. */
const FIRST_HEAT_MS = 60_000;
/** Share of the budget the first estimate may take before it makes do with the least rounds. */
const SHARE = 0.05;

function firstRule(sitting: Sitting): RoundRule {
  const began = sitting.elapsedMs();
  const shareMs = SHARE * sitting.remainingMs();
  const { least, enough } = sitting.pace.first;
  return (round) => {
    const spent = sitting.elapsedMs() - began > shareMs;
    return { leave: [], stop: round >= enough || (round >= least && spent) };
  };
}

/** Measures one configuration alone; true when it can be the reference, null when the time ran out before. */
async function tryReference(
  sitting: Sitting,
  suggestion: Suggestion,
  maxMs: number,
): Promise<boolean | null> {
  const { result } = await runHeat(sitting, {
    phase: 'search',
    reference: suggestion.configuration,
    suggestions: [],
    fresh: false,
    maxMs,
    keepRunTimes: sitting.setup.keepRunTimes,
    rule: measureSupport(sitting, firstRule(sitting), [suggestion.configuration], maxMs),
    reason: suggestion.reason,
  });
  const outcome = result.reference;
  if (outcome.status === 'skipped') {
    sitting.warn(
      `The first configuration could not be measured: ${outcome.reason}. Give it more time with --budget.`,
    );
    return null;
  }
  if (outcome.status === 'measured') {
    sitting.setReference({
      configuration: suggestion.configuration,
      measurement: outcome.measurement,
    });
  }
  await recordOutcomes(sitting, [{ suggestion, outcome, pruned: false }], result.elapsedMs);
  return outcome.status === 'measured';
}

/** Why no further candidate for the reference can be tried, or null. */
function stopBefore(sitting: Sitting): StopReason | null {
  const { maxProbes } = sitting.setup.header;
  if (sitting.signal.aborted) return 'interrupted';
  if (sitting.isFinishing()) return 'asked-to-finish';
  if (maxProbes !== null && sitting.trials().length >= maxProbes) return 'max-probes';
  return sitting.remainingMs() <= 0 ? 'budget' : null;
}

/** Tries what the strategy suggests until something works; null once there is a reference. */
async function findSubstitute(sitting: Sitting): Promise<StopReason | null> {
  while (true) {
    const stop = stopBefore(sitting);
    if (stop !== null) return stop;
    const [next] = sitting.strategy.ask(1, []);
    if (next === undefined) return 'all-failed';
    const works = await tryReference(sitting, next, sitting.remainingMs());
    if (works !== false) return works ? null : 'budget';
  }
}

/**
 * Measures the runtime's default as trial 1. Where it fails, the first configuration of the strategy that works takes
 * its place, and a warning says so. Returns null once there is a reference, else why the study stops.
 */
export async function establishReference(sitting: Sitting): Promise<StopReason | null> {
  if (sitting.trials().length === 0) {
    const configuration = sitting.setup.space.reference;
    const suggestion = { configuration, reason: "the runtime's default" };
    const maxMs = Math.max(sitting.remainingMs(), FIRST_HEAT_MS);
    const works = await tryReference(sitting, suggestion, maxMs);
    if (works !== false) return works ? null : 'budget';
  }
  const first = sitting.trials()[0];
  if (first?.status === 'failed') {
    sitting.warn(
      `The runtime's default does not work here: ${describeFailure(first.failure)}. Gains are relative to the first configuration that does.`,
    );
  }
  return sitting.reference() === null ? findSubstitute(sitting) : null;
}
