import { logEstimateToRatio } from '../stats/interval.ts';
import { mergeMeasurements } from '../study/merge-measurements.ts';
import type { RunObjective } from '../study/objective.ts';
import type { Equivalence } from '../study/prober.ts';
import type { LogRatio, Measurement } from '../study/trial.ts';
import { type Finding, finding, withLevels } from './assertion.ts';
import { checkBounds } from './bounds.ts';
import type { CheckSetup } from './check-setup.ts';
import { compareSessions, noiseFloor } from './comparison.ts';
import type { GateFigures, GateReport } from './gate-report.ts';
import { calmSessions, type GateMeasurement, type GateSession } from './gate-session.ts';
import { checkHolding } from './holding.ts';
import type { Measured } from './paired-ratio.ts';
import { pairedRatio } from './paired-ratio.ts';
import { checkStaleness } from './staleness.ts';
import { worstVerdict } from './verdict.ts';

/** Everything a check found out on the machine. */
export interface GateEvidence {
  readonly measured: GateMeasurement;
  /** Null where outputs were not compared. */
  readonly equivalence: Equivalence | null;
  readonly elapsedMs: number;
}

/** Judges a lock by what was found: is it stale, does it hold, do its bounds hold. */
export function judgeGate(setup: CheckSetup, evidence: GateEvidence): GateReport {
  const { measured, equivalence, elapsedMs } = evidence;
  const calm = calmSessions(measured);
  const comparisons = compareSessions(calm, setup.lock.objective);
  const holding = checkHolding(setup, measured, comparisons);
  const figures = figuresOf(calm);
  const locked = figures.find((f) => f.member === 'locked')?.measurement ?? null;
  const findings = [
    ...checkStaleness(setup.lock, setup),
    ...outputsFinding(equivalence),
    ...holding,
    ...checkBounds(setup, locked),
  ];
  const floor = noiseFloor(comparisons);
  const assertions = withLevels(findings, setup.levels);
  return {
    verdict: worstVerdict(assertions.map((a) => a.verdict).filter((v) => v !== null)),
    setup,
    assertions,
    same: comparisons.same === null ? null : logEstimateToRatio(comparisons.same),
    noiseFloor: Number.isFinite(floor) ? floor : null,
    figures,
    sessions: measured.sessions,
    elapsedS: elapsedMs / 1000,
  };
}

function outputsFinding(equivalence: Equivalence | null): readonly Finding[] {
  const name = 'outputs-equal';
  switch (equivalence?.status) {
    case undefined:
      return [];
    case 'equal':
      return [finding(name, 'passed', "its outputs equal the default's")];
    case 'different': {
      const { output, message } = equivalence;
      const text = `output ${output} is not the default's: ${message}`;
      return [
        finding(name, 'failed', text, {
          hint: 'Do not serve it: search again with `tune` and lock the result.',
        }),
      ];
    }
    case 'not-applicable':
      return [finding(name, 'not-applicable', equivalence.reason)];
    case 'failed':
      return [finding(name, 'inconclusive', `not compared: ${equivalence.failure.message}`)];
  }
}

const FIGURED = ['default', 'locked', 'baseline', 'other'] as const;
type Figured = (typeof FIGURED)[number];

function copiesOf({ members }: GateSession, member: Figured): readonly Measured[] {
  const copies = member === 'locked' ? [members.locked, members.twin] : [members[member]];
  return copies.filter((m) => m !== undefined);
}

/** Every member over all sessions, with its ratios to the first of them: what a table shows. */
function figuresOf(calm: readonly GateSession[]): readonly GateFigures[] {
  const present = FIGURED.filter((member) => calm.some((s) => copiesOf(s, member).length > 0));
  return present.flatMap((member) => {
    const own = calm.flatMap((session) => copiesOf(session, member));
    const [first] = own;
    if (first === undefined) return [];
    const ratios = logRatios(member, present[0] ?? member, calm);
    const measurement = mergeMeasurements(
      own.map((m) => m.measurement),
      ratios,
    );
    return [{ member, configuration: first.configuration, measurement }];
  });
}

/** Mean log-ratios over sessions, without an error: assertions carry the intervals. */
function logRatios(
  member: Figured,
  reference: Figured,
  calm: readonly GateSession[],
): Measurement['logRatio'] {
  const of = (objective: RunObjective): LogRatio => {
    const values = calm.flatMap((session) => {
      const [other] = copiesOf(session, reference);
      const mine = copiesOf(session, member);
      const ratio = other && mine.length > 0 ? pairedRatio(mine, other, objective) : null;
      return ratio === null ? [] : [ratio.mean];
    });
    const value = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length);
    return { value, standardError: Infinity, degreesOfFreedom: 0 };
  };
  return { throughput: of('throughput'), latency: of('latency'), efficiency: of('efficiency') };
}
