import type { Configuration } from '../space/configuration.ts';
import { checkConstraints } from './check-constraints.ts';
import type { MeasuredTrial } from './incumbent.ts';
import { mergeMeasurements, sessionLogRatio } from './merge-measurements.ts';
import type { LoadObjective, Objective } from './objective.ts';
import type { StudyHeader } from './study-header.ts';
import {
  type LogRatio,
  type LogRatios,
  type Measurement,
  ratioOf,
  type Violation,
} from './trial.ts';

/** A configuration that may be recommended, judged by its best evidence. */
export interface Contender {
  readonly configuration: Configuration;
  /** Its log-ratios account for how far fresh sessions differ. */
  readonly measurement: Measurement;
  readonly violations: readonly Violation[];
}

/**
 * How far one fresh session lies from another (standard deviation of the log) where there was no second session to see
 * it: an assumption, larger than what is usual on a quiet machine. A ratio has two such errors.
 */
const ASSUMED_SESSION_SPREAD = 0.05;
const ASSUMED_FREEDOM = 4;

/**
 * The log-ratio of one or two sessions with nobody else's to learn from. What they say of how far sessions differ (nothing,
 * or one degree of freedom) is pooled with the assumption above, as a moderated variance (Smyth 2004).
 */
export function widened(...sessions: readonly [LogRatio, ...LogRatio[]]): LogRatio {
  const count = sessions.length;
  const value = sessions.reduce((sum, s) => sum + s.value, 0) / count;
  const within = sessions.reduce((sum, s) => sum + s.standardError ** 2, 0) / count;
  const squares = sessions.reduce((sum, s) => sum + (s.value - value) ** 2, 0);
  const known = Math.min(ASSUMED_FREEDOM, ...sessions.map((s) => s.degreesOfFreedom));
  const assumed = within + 2 * ASSUMED_SESSION_SPREAD ** 2;
  const degreesOfFreedom = known + count - 1;
  const variance = Math.max(within, (squares + known * assumed) / degreesOfFreedom);
  return { value, standardError: Math.sqrt(variance / count), degreesOfFreedom };
}

/** What a contender is asked to meet. */
type Demands = Pick<StudyHeader, 'constraints' | 'load'>;

/** The constraints that a measurement does not meet, and the load where it is not carried. */
export function missesOf(
  { constraints, load }: Demands,
  measurement: Measurement,
): readonly Violation[] {
  return checkConstraints(constraints, measurement, load?.offered.text);
}

/** Ratios by objective, for those that all the measurements have. */
function mapRatios(
  measurements: readonly Pick<Measurement, 'logRatio'>[],
  of: (objective: Objective) => LogRatio,
): LogRatios {
  const known = (objective: LoadObjective): boolean =>
    measurements.every((m) => m.logRatio[objective] !== undefined);
  return {
    throughput: of('throughput'),
    latency: of('latency'),
    efficiency: of('efficiency'),
    ...(known('goodput') && { goodput: of('goodput') }),
    // A price is known, not measured: no session tells more of it than another.
    ...(known('cost') && measurements[0] && { cost: ratioOf(measurements[0].logRatio, 'cost') }),
  };
}

/** A contender known from the search only. */
export function contenderOfTrial(
  { configuration, measurement }: MeasuredTrial,
  demands: Demands,
): Contender {
  const logRatio = mapRatios([measurement], (objective) =>
    widened(ratioOf(measurement.logRatio, objective)),
  );
  return {
    configuration,
    measurement: { ...measurement, logRatio },
    violations: missesOf(demands, measurement),
  };
}

/** A contender of the final race, measured in at least one fresh session; `others` are the sessions of the others. */
export function contenderOfRace(
  configuration: Configuration,
  sessions: readonly Measurement[],
  others: readonly (readonly Measurement[])[],
  demands: Demands,
): Contender {
  const [first, second, ...more] = sessions;
  const alone = more.length === 0 && (second === undefined || others.length === 0);
  const logRatio = mapRatios([...sessions, ...others.flat()], (objective) => {
    const ratios = sessions.map((m) => ratioOf(m.logRatio, objective));
    return first !== undefined && alone
      ? widened(ratioOf(first.logRatio, objective), ...ratios.slice(1))
      : sessionLogRatio(
          ratios,
          others.map((other) => other.map((m) => ratioOf(m.logRatio, objective))),
        );
  });
  const measurement = mergeMeasurements(sessions, logRatio);
  return { configuration, measurement, violations: missesOf(demands, measurement) };
}
