import { blockLengths } from '../load/block-lengths.ts';
import { isLatencyBound } from './check-constraints.ts';
import type { Objective } from './objective.ts';
import type { StudyHeader } from './study-header.ts';

/** How many rounds something has: planned for, at least, at most. */
interface Rounds {
  readonly least: number;
  readonly planned: number;
  readonly most: number;
}

/**
 * How a study spends its time: how long one member's turn in a round is, and how many rounds are worth having. Slices of
 * 0.12 s back to back come by the dozen; blocks of a load take seconds, but each of them shows hundreds of requests.
 */
export interface StudyPace {
  /** Length of a turn that a load sets, ms; null where a slice of so many runs does. */
  readonly blockMs: number | null;
  /** Requests that a block counts; null where no rate is known. */
  readonly blockRequests: number | null;
  /** The default alone: enough rounds are those that cost nothing to speak of. */
  readonly first: { readonly least: number; readonly enough: number };
  /** A heat of the search. It ends at this standard error of a log-ratio. */
  readonly race: Rounds & {
    readonly targetStandardError: number;
    /** Share of the time for searching that one with several challengers may take at most. */
    readonly share: number;
    /** Rounds that a single challenger must have time for. */
    readonly fewest: number;
  };
  /** A fresh session of the final race. */
  readonly session: Rounds;
  /** Sessions from which a precise race may end, and the most that are worth their time. */
  readonly sessions: { readonly enough: number; readonly most: number };
  /** The precision asked for in the end: half of the 95 % interval of a gain, as a share. */
  readonly precision: number;
  /** Share of the budget kept back to look for the headroom of what is recommended; 0 where none is looked for. */
  readonly headroomShare: number;
}

const SLICES: StudyPace = {
  blockMs: null,
  blockRequests: null,
  first: { least: 3, enough: 8 },
  race: { targetStandardError: 0.015, share: 0.25, fewest: 3, least: 5, planned: 5, most: 40 },
  session: { least: 3, planned: 4, most: 24 },
  sessions: { enough: 3, most: 7 },
  precision: 0.02,
  headroomShare: 0,
};

/**
 * The p99 of a block of 500 requests is known to about 10 %, that of two or three rounds to 6 %: more rounds for one
 * configuration are worth less than another configuration.
 */
const BLOCKS = {
  first: { least: 2, enough: 3 },
  race: { targetStandardError: 0.05, share: 0.25, fewest: 2, least: 2, planned: 2, most: 6 },
  session: { least: 2, planned: 2, most: 4 },
  sessions: { enough: 2, most: 4 },
  precision: 0.05,
};

/**
 * A round of a search for the goodput is a block at one rate. To tell configurations apart, where the goodput lies within 15 % is enough:
 * three or four blocks each, and members that have their answer cost nothing further. Fresh sessions also gather evidence for
 * one rate. The reference runs in every heat, so that several challengers at a time save most.
 */
const TRIES = {
  first: { least: 3, enough: 12 },
  race: { targetStandardError: 0.08, share: 0.4, fewest: 3, least: 3, planned: 4, most: 10 },
  session: { least: 7, planned: 8, most: 20 },
  sessions: { enough: 2, most: 3 },
  precision: 0.05,
};

const HEADROOM_SHARE = 0.15;

/** Blocks are drained: where the load is carried, that takes about as long as one answer. */
const DRAIN_SHARE = 0.05;

/** The pace of a study with this header. */
export function studyPace(
  header: Pick<StudyHeader, 'load' | 'objective' | 'constraints'>,
): StudyPace {
  const { load, objective } = header;
  if (load === undefined) return SLICES;
  const { offered } = load;
  const { rampMs, windowMs } = blockLengths(
    // Of a trace only its rate matters here.
    offered.kind === 'trace' ? { kind: 'constant', ratePerS: offered.ratePerS, text: '' } : offered,
  );
  const rounds = objective === 'goodput' ? TRIES : BLOCKS;
  return {
    ...rounds,
    blockMs: rampMs + windowMs * (1 + DRAIN_SHARE),
    blockRequests: offered.kind === 'closed' ? null : (offered.ratePerS * windowMs) / 1000,
    headroomShare: asksForHeadroom(header, objective) ? HEADROOM_SHARE : 0,
  };
}

/** Whether there is a bound that a higher rate could break, and the rate is not what was made best. */
function asksForHeadroom(
  { load, constraints }: Pick<StudyHeader, 'load' | 'constraints'>,
  objective: Objective,
): boolean {
  return (
    load !== undefined &&
    load.offered.kind !== 'closed' &&
    objective !== 'goodput' &&
    constraints.some(isLatencyBound)
  );
}
