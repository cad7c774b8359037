import { configurationKey } from '../space/configuration.ts';
import { isPlausible } from './check-constraints.ts';
import { type Contender, missesOf } from './contender.ts';
import { mergeMeasurements } from './merge-measurements.ts';
import { runHeat } from './run-heat.ts';
import type { Sitting } from './sitting.ts';
import { ratioOf } from './trial.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Everybody who may be recommended. */
export interface Field {
  readonly standard: Contender;
  readonly contenders: readonly Contender[];
}

/** More blocks than are needed if no further request misses: with one miss among them it still suffices. */
const SURPLUS = 1.4;
/** Candidates that are given a last chance: each look more is a chance more to be wrong. */
const MOST_SHOWN = 2;
/** A block or two say nothing worth their time. */
const FEWEST_BLOCKS = 2;

/** Requests without a further miss that would show every bound; null where more requests would not settle it. */
function requestsNeeded({ violations }: Contender): number | null {
  if (violations.length === 0 || !isPlausible(violations)) return null;
  const needed = violations.map((v) => v.requestsNeeded ?? Number.NaN);
  return needed.every(Number.isFinite) ? Math.max(...needed) : null;
}

/** Who is worth more requests, best first: of those that can be shown in `blocks` blocks, else who needs fewest. */
function worthShowing(sitting: Sitting, field: Field, blocks: number): Contender | null {
  const { objective } = sitting.setup.header;
  const perBlock = sitting.pace.blockRequests ?? 0;
  const open = [field.standard, ...field.contenders].flatMap((contender) => {
    const needed = requestsNeeded(contender);
    return needed === null ? [] : [{ contender, needed }];
  });
  const fits = open.filter(({ needed }) => needed <= blocks * perBlock);
  const value = (c: Contender): number => ratioOf(c.measurement.logRatio, objective).value;
  fits.sort((a, b) => value(b.contender) - value(a.contender));
  open.sort((a, b) => a.needed - b.needed);
  return (fits[0] ?? open[0])?.contender ?? null;
}

/** Offers more requests to one contender, in fresh processes; null where that yielded nothing. */
async function offerMore(sitting: Sitting, contender: Contender): Promise<Contender | null> {
  const { blockMs, blockRequests } = sitting.pace;
  const needed = requestsNeeded(contender);
  if (blockMs === null || blockRequests === null || needed === null) return null;
  const blocks =
    sitting.setup.header.objective === 'goodput'
      ? // Each block is at a rate of the search's own: it ends by itself.
        sitting.pace.session.most
      : Math.max(FEWEST_BLOCKS, Math.ceil((SURPLUS * needed) / blockRequests));
  const { configuration, measurement } = contender;
  const { result } = await runHeat(sitting, {
    phase: 'finish',
    reference: configuration,
    suggestions: [],
    fresh: true,
    maxMs: sitting.remainingMs(),
    keepRunTimes: true,
    reason: 'more requests',
    rule: (round) => ({ leave: [], stop: round >= blocks }),
  });
  const more = result.reference;
  if (more.status !== 'measured') return null;
  // Measured alone: its evidence counts, and says nothing of how it compares.
  const merged = mergeMeasurements([measurement, more.measurement], measurement.logRatio);
  const violations = missesOf(sitting.setup.header, merged);
  return { configuration, measurement: merged, violations };
}

/**
 * Under a load, where the race leaves nobody who is shown to meet the constraints: whoever does best and is not known to miss
 * them is offered more requests while the budget lasts, so that a study does not end in "too few requests" with time left.
 */
export async function showBounds(sitting: Sitting, field: Field): Promise<Field> {
  let shown = field;
  for (let tried = 0; tried < MOST_SHOWN && !sitting.signal.aborted; tried++) {
    const all = [shown.standard, ...shown.contenders];
    if (all.some((c) => c.violations.length === 0)) return shown;
    const blocks = sitting.remainingMs() / (sitting.pace.blockMs ?? Infinity);
    const next = blocks < FEWEST_BLOCKS ? null : worthShowing(sitting, shown, blocks);
    if (next === null) return shown;
    const better = await unlessAborted(sitting.signal, () => offerMore(sitting, next));
    if (better === null) return shown;
    const key = configurationKey(next.configuration);
    const put = (c: Contender): Contender =>
      configurationKey(c.configuration) === key ? better : c;
    shown = { standard: put(shown.standard), contenders: shown.contenders.map(put) };
  }
  return shown;
}
