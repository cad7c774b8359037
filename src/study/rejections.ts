import { configurationKey } from '../space/configuration.ts';
import type { Contender } from './contender.ts';
import { describeFailure } from './describe-failure.ts';
import type { RaceMember } from './final-race.ts';
import type { ConstraintMetric } from './objective.ts';
import type { Rejection } from './study-result.ts';
import type { Trial, Violation } from './trial.ts';

/** The one metric besides quantiles that can be unknown. */
const DEVICE_MEMORY: ConstraintMetric = 'peak_device_bytes';

/** A violation of what is to be met in a clause for people; `offered` is the load as the user wrote it. */
export function describeViolation(
  { constraint, found, verdict, requestsNeeded }: Violation,
  offered?: string,
): string {
  const value = found === null ? null : Number(found.toPrecision(4));
  if (constraint === offered) return `cannot carry ${constraint}: it serves ${value}/s`;
  if (verdict === 'violated') {
    return value === null
      ? `misses ${constraint}: too many requests were never answered`
      : `misses ${constraint}: found ${value}`;
  }
  if (requestsNeeded !== undefined) {
    const seen = value === null ? '' : ` (found ${value})`;
    return `too few requests to claim ${constraint}${seen}: ${requestsNeeded} more without a miss would show it`;
  }
  if (constraint.startsWith(DEVICE_MEMORY)) {
    return `cannot be shown to meet ${constraint}: the driver does not tell its memory`;
  }
  return value === null
    ? `too few runs to claim ${constraint}`
    : `too few runs to claim ${constraint} (found ${value})`;
}

function describeViolations(violations: readonly Violation[], offered?: string): string {
  return violations.map((v) => describeViolation(v, offered)).join('; ');
}

function ofTrial(trial: Trial, offered?: string): Rejection[] {
  const { configuration } = trial;
  if (trial.status === 'failed') return [{ configuration, reason: describeFailure(trial.failure) }];
  if (trial.violations.length === 0) return [];
  return [{ configuration, reason: describeViolations(trial.violations, offered) }];
}

/**
 * Everything that cannot be recommended and why, each configuration once: what the finish found counts before what the
 * search found, and a finalist that met its constraints there is no longer rejected. `offered` is the load's text.
 */
export function collectRejections(
  trials: readonly Trial[],
  finish: {
    readonly contenders: readonly Contender[];
    readonly members: readonly RaceMember[];
    readonly outputs: readonly Rejection[];
  },
  offered?: string,
): readonly Rejection[] {
  const failed = finish.members.flatMap(({ configuration, failure }) =>
    failure === null
      ? []
      : [{ configuration, reason: `failed in the final race: ${describeFailure(failure)}` }],
  );
  const missing = finish.contenders
    .filter((c) => c.violations.length > 0)
    .map((c) => ({
      configuration: c.configuration,
      reason: describeViolations(c.violations, offered),
    }));
  const settled = new Set(finish.contenders.map((c) => configurationKey(c.configuration)));
  const fromSearch = trials
    .filter((t) => !settled.has(configurationKey(t.configuration)))
    .flatMap((t) => ofTrial(t, offered));
  const unique = new Map<string, Rejection>();
  for (const rejection of [...finish.outputs, ...failed, ...missing, ...fromSearch]) {
    const key = configurationKey(rejection.configuration);
    if (!unique.has(key)) unique.set(key, rejection);
  }
  return [...unique.values()];
}
