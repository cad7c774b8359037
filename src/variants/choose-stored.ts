import { configurationKey } from '../space/configuration.ts';
import { independentSum, negated } from '../stats/independent-sum.ts';
import { tInterval } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { welchDifference } from '../stats/welch-difference.ts';
import type { StoredStudy } from '../study/knowledge-store.ts';
import { type Comparable, compareBests } from './compare-bests.ts';
import type { Contest, ContestEntry } from './contest.ts';
import type { VariantOutcome, VariantStanding } from './contest-result.ts';
import { accuracyMiss, missesOf } from './misses.ts';
import { rankVariants, type Versus } from './rank-variants.ts';
import { type Bounds, candidatesOf, type StoredCandidate } from './stored-candidates.ts';
import { estimateOf } from './strength.ts';
import { variantKey } from './variant.ts';

/** Contests of one task on one host, the newest first, and the studies of all their variants that are still there. */
export interface StoredContests {
  readonly contests: readonly Contest[];
  readonly studies: ReadonlyMap<string, StoredStudy>;
}

/** A variant as what is stored has it. */
interface Known {
  readonly entry: ContestEntry;
  /** Each configuration once, by its newest study. */
  readonly candidates: readonly StoredCandidate[];
  readonly best: StoredCandidate | null;
  readonly strength: MeanEstimate | null;
}

/** The contest to answer from: the newest in which something was measured. */
export function answeringContest({ contests, studies }: StoredContests): Contest | null {
  const isMeasured = ({ entries }: Contest): boolean =>
    entries.some((e) => e.studyId !== null && studies.has(e.studyId));
  return contests.find(isMeasured) ?? contests[0] ?? null;
}

/**
 * Which variant and configuration to take by these bounds, from what was measured some time: every trial of every study of
 * the contest's variants is a candidate, also of studies of earlier contests of the same files. A latency quantile
 * that the runs do not support is not claimed.
 */
export function chooseStored(
  contest: Contest,
  stored: StoredContests,
  bounds: Bounds,
): readonly VariantStanding[] {
  const known = contest.entries.map((entry) => knownOf(entry, stored, bounds));
  const field = known.filter((k) => isAccurate(k, bounds) && k.best !== null);
  const out = known.filter((k) => !field.includes(k));
  return [
    ...ranked(field, bounds),
    ...out
      .map((k) => standingOf(k, outcomeOf(k, contest, bounds)))
      .toSorted((a, b) => Number(isRejected(b)) - Number(isRejected(a))),
  ];
}

const isRejected = ({ outcome }: VariantStanding): boolean => outcome.status === 'rejected';

function isAccurate({ entry }: Known, { minAccuracy }: Bounds): boolean {
  return minAccuracy === null || (entry.variant.accuracy ?? -Infinity) >= minAccuracy;
}

function knownOf(
  entry: ContestEntry,
  { contests, studies }: StoredContests,
  bounds: Bounds,
): Known {
  const key = variantKey(entry.variant);
  const ids = [entry, ...contests.flatMap((c) => c.entries)]
    .filter((e) => variantKey(e.variant) === key)
    .flatMap((e) => (e.studyId === null ? [] : [e.studyId]));
  const found = [...new Set(ids)].flatMap((id) => studies.get(id) ?? []);
  const candidates = new Map<string, StoredCandidate>();
  for (const candidate of found.flatMap((s) => candidatesOf(entry.variant, s, bounds))) {
    const name = configurationKey(candidate.configuration);
    if (!candidates.has(name)) candidates.set(name, candidate);
  }
  const all = [...candidates.values()];
  const best = bestOf(all.filter((c) => c.violations.length === 0));
  const strength = best && strengthOf(best, entry, all, bounds);
  return { entry, candidates: all, best, strength };
}

/**
 * The best by what is certain of each, so that one lucky trial of many does not pass for the best; what a study recommended
 * after a race gives way only to what is better beyond doubt.
 */
function bestOf(feasible: readonly StoredCandidate[]): StoredCandidate | null {
  const floorOf = ({ ratio }: StoredCandidate): number =>
    tInterval(ratio.value, ratio.standardError, ratio.degreesOfFreedom).low;
  const [best] = feasible.toSorted((a, b) => floorOf(b) - floorOf(a));
  const recommended = feasible.find((c) => c.isRecommended);
  if (best === undefined || recommended === undefined) return best ?? null;
  const ahead = welchDifference(estimateOf(best.ratio), estimateOf(recommended.ratio));
  return ahead.low > 0 ? best : recommended;
}

/** Where a candidate stands on the scale of the contest: as far from where its variant is anchored as its study found. */
function strengthOf(
  candidate: StoredCandidate,
  { anchor }: ContestEntry,
  all: readonly StoredCandidate[],
  { objective }: Bounds,
): MeanEstimate | null {
  if (anchor === null) return null;
  const fixed = estimateOf(anchor.logRatio[objective]);
  const at = configurationKey(anchor.configuration);
  if (configurationKey(candidate.configuration) === at) return fixed;
  if (configurationKey(candidate.reference) === at) {
    return independentSum(fixed, estimateOf(candidate.ratio));
  }
  const anchored = all.find((c) => configurationKey(c.configuration) === at);
  if (anchored === undefined) return null;
  if (configurationKey(anchored.reference) !== configurationKey(candidate.reference)) return null;
  return independentSum(fixed, estimateOf(candidate.ratio), negated(estimateOf(anchored.ratio)));
}

function ranked(field: readonly Known[], { objective }: Bounds): readonly VariantStanding[] {
  if (field.length === 0) return [];
  const at = (place: number): Known => field[place] as Known;
  const comparables = field.map(comparableOf);
  const metInFinal = ({ entry, best }: Known): boolean =>
    entry.anchor?.source === 'final' &&
    best !== null &&
    configurationKey(best.configuration) === configurationKey(entry.anchor.configuration);
  const versus = (a: number, b: number): Versus => {
    const found = compareBests(
      comparables[a] as Comparable,
      comparables[b] as Comparable,
      null,
      objective,
    );
    const isFinal = found.comparedBy === 'searches' && metInFinal(at(a)) && metInFinal(at(b));
    return isFinal ? { ...found, comparedBy: 'final' } : found;
  };
  const { winner, wonBy, chance, others } = rankVariants({
    size: field.length,
    accuracy: (place) => at(place).entry.variant.accuracy,
    versus,
  });
  const [second] = others;
  const next = second && {
    name: at(second.place).entry.variant.name,
    speed: {
      value: 1 / second.speed.value,
      low: 1 / second.speed.high,
      high: 1 / second.speed.low,
    },
  };
  return [
    standingOf(at(winner), { status: 'winner', wonBy, chance, next: next ?? null }),
    ...others.map(({ place, speed, comparedBy }) =>
      standingOf(at(place), { status: 'slower', speed, comparedBy, givenUp: null }),
    ),
  ];
}

function comparableOf({ best, strength }: Known): Comparable {
  if (best === null) throw new Error('only feasible variants are compared');
  const { configuration, measurement } = best;
  return { configuration, measurement, strength, place: null };
}

function standingOf({ entry, best, candidates }: Known, outcome: VariantOutcome): VariantStanding {
  const study = best?.study ?? candidates[0]?.study ?? null;
  return {
    variant: entry.variant,
    outcome,
    best,
    study: study && { id: study.id, probes: study.probes },
  };
}

function outcomeOf(
  known: Known,
  { constraints: _then, minAccuracy: leastThen }: Contest,
  bounds: Bounds,
): VariantOutcome {
  const { entry, candidates } = known;
  const { accuracy } = entry.variant;
  if (bounds.minAccuracy !== null && !isAccurate(known, bounds)) {
    const violations = [accuracyMiss(accuracy, bounds.minAccuracy)];
    return { status: 'rejected', violations, givenUp: null };
  }
  const violations = missesOf(bounds.constraints, candidates);
  if (violations.length > 0) return { status: 'rejected', violations, givenUp: null };
  if (entry.problem !== null) return { status: 'failed', message: entry.problem };
  const wasOut = leastThen !== null && (accuracy ?? -Infinity) < leastThen;
  const message = wasOut
    ? `never measured: accuracy>=${leastThen} kept it out of the contest`
    : 'nothing of it was measured';
  return { status: 'not-measured', message };
}
