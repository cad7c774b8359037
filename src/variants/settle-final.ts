import { configurationKey } from '../space/configuration.ts';
import { checkConstraints } from '../study/check-constraints.ts';
import { describeFailure } from '../study/describe-failure.ts';
import { mergeMeasurements } from '../study/merge-measurements.ts';
import type { RunObjective } from '../study/objective.ts';
import type { LogRatio, Measurement, Violation } from '../study/trial.ts';
import type { Anchor, LogRatios } from './contest.ts';
import type { ContestSetup } from './contest-setup.ts';
import type { Lane } from './contest-state.ts';
import type { Final } from './final.ts';
import { countedSessions, finalRatio } from './final-ratio.ts';
import { ownBestOf } from './own-best.ts';

/** Takes in what the final found of each finalist: figures, where it stands, and whether it still meets the constraints. */
export function settleFinal(lanes: readonly Lane[], final: Final, setup: ContestSetup): void {
  const laneAt = final.finalists.map(({ contestant }) =>
    lanes.find((lane) => lane.contestant === contestant),
  );
  const base = baseOf(laneAt, final);
  for (const [place, lane] of laneAt.entries()) {
    if (lane === undefined) continue;
    const failure = final.failures.get(place);
    if (failure !== undefined) {
      goOnWithAnother(lane, []);
      const message = `failed in the final: ${describeFailure(failure)}`;
      if (lane.best === null) lane.problem = { status: 'failed', message };
      continue;
    }
    const measurement = figuresOf(lane, final, place);
    if (measurement === null) continue;
    lane.anchor = base && anchorOf(lane, final, place, base);
    lane.inFinal = { place, measurement };
    const misses = checkConstraints(setup.contest.constraints, measurement);
    // What the final had too few runs to show, the search has shown.
    const broken = misses.filter((v) => v.verdict === 'violated');
    if (broken.length > 0) goOnWithAnother(lane, broken);
  }
}

/** The finalist by which the final is set on the scale of the first heat, and where it stands there. */
interface Base {
  readonly place: number;
  readonly move: (objective: RunObjective) => number;
}

function baseOf(laneAt: readonly (Lane | undefined)[], final: Final): Base | null {
  for (const [place, lane] of laneAt.entries()) {
    const standard = lane?.standard ?? null;
    const own = lane?.best?.measurement.logRatio;
    if (standard === null || own === undefined) continue;
    if (!final.sessions.some((s) => s.members.has(place))) continue;
    return { place, move: (objective) => standard[objective].value + own[objective].value };
  }
  return null;
}

/** Its best did not do in the final: the next best of its own search takes its place, if there is one. */
function goOnWithAnother(lane: Lane, misses: readonly Violation[]): void {
  const { contestant, result, best } = lane;
  lane.inFinal = null;
  lane.finalMisses = misses;
  const gone = new Set(best === null ? [] : [configurationKey(best.configuration)]);
  lane.best = result === null ? null : ownBestOf(contestant.variant, result, gone);
}

/** What a finalist did over all sessions; quantiles that its own search supports and the final does not are the search's. */
function figuresOf({ best }: Lane, final: Final, place: number): Measurement | null {
  const sessions = countedSessions(final).flatMap(({ members }) => {
    const member = members.get(place);
    return member ? [member.measurement] : [];
  });
  if (sessions.length === 0 || best === null) return null;
  const merged = mergeMeasurements(sessions, best.measurement.logRatio);
  const { latencyMs: own } = best.measurement;
  const { mean, p50, p90, p95, p99 } = merged.latencyMs;
  return {
    ...merged,
    latencyMs: {
      mean,
      p50: p50 ?? own.p50,
      p90: p90 ?? own.p90,
      p95: p95 ?? own.p95,
      p99: p99 ?? own.p99,
    },
  };
}

/**
 * Where a finalist stands on the scale of the first heat: its log-ratio to one finalist, moved by where that one stands. The move
 * is the same for all finalists, so its own error says nothing of how they compare and is left out.
 */
function anchorOf(
  { best, standard }: Lane,
  final: Final,
  place: number,
  base: Base,
): Anchor | null {
  if (best === null || standard === null) return null;
  const ratios: [RunObjective, LogRatio][] = [];
  for (const objective of Object.keys(standard) as RunObjective[]) {
    const ratio = finalRatio(final, place, base.place, objective);
    if (ratio === null) return null;
    const { mean, ...error } = ratio;
    ratios.push([objective, { value: mean + base.move(objective), ...error }]);
  }
  const logRatio = Object.fromEntries(ratios) as unknown as LogRatios;
  return { configuration: best.configuration, logRatio, source: 'final' };
}
