import type { Configuration } from '../space/configuration.ts';
import { checkConstraints } from './check-constraints.ts';
import type { MeasuredTrial } from './incumbent.ts';
import { mergeMeasurements, sessionLogRatio } from './merge-measurements.ts';
import type { Constraint, Objective } from './objective.ts';
import type { LogRatio, Measurement, Violation } from './trial.ts';

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

/** The log-ratio of a single session, widened by the assumed difference between sessions. */
export function widened(ratio: LogRatio): LogRatio {
  const variance = ratio.standardError ** 2 + 2 * ASSUMED_SESSION_SPREAD ** 2;
  const degreesOfFreedom = Math.min(ratio.degreesOfFreedom, ASSUMED_FREEDOM);
  return { value: ratio.value, standardError: Math.sqrt(variance), degreesOfFreedom };
}

function mapRatios(of: (objective: Objective) => LogRatio): Readonly<Record<Objective, LogRatio>> {
  return { throughput: of('throughput'), latency: of('latency'), efficiency: of('efficiency') };
}

/** A contender known from the search only. */
export function contenderOfTrial(
  { configuration, measurement }: MeasuredTrial,
  constraints: readonly Constraint[],
): Contender {
  const logRatio = mapRatios((objective) => widened(measurement.logRatio[objective]));
  return {
    configuration,
    measurement: { ...measurement, logRatio },
    violations: checkConstraints(constraints, measurement),
  };
}

/** A contender of the final race, measured in at least one fresh session; `others` are the sessions of the others. */
export function contenderOfRace(
  configuration: Configuration,
  sessions: readonly Measurement[],
  others: readonly (readonly Measurement[])[],
  constraints: readonly Constraint[],
): Contender {
  const [only] = sessions;
  const logRatio = mapRatios((objective) =>
    only && sessions.length === 1
      ? widened(only.logRatio[objective])
      : sessionLogRatio(
          sessions.map((m) => m.logRatio[objective]),
          others.map((other) => other.map((m) => m.logRatio[objective])),
        ),
  );
  const measurement = mergeMeasurements(sessions, logRatio);
  return { configuration, measurement, violations: checkConstraints(constraints, measurement) };
}
