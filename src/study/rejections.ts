import { configurationKey } from '../space/configuration.ts';
import type { Contender } from './contender.ts';
import { describeFailure } from './describe-failure.ts';
import type { RaceMember } from './final-race.ts';
import type { ConstraintMetric } from './objective.ts';
import type { Rejection } from './study-result.ts';
import type { Trial, Violation } from './trial.ts';

/** The one metric besides quantiles that can be unknown. */
const DEVICE_MEMORY: ConstraintMetric = 'peak_device_bytes';

function describeViolation({ constraint, found, verdict }: Violation): string {
  const value = found === null ? null : Number(found.toPrecision(4));
  if (verdict === 'violated') return `misses ${constraint}: found ${value}`;
  if (constraint.startsWith(DEVICE_MEMORY)) {
    return `cannot be shown to meet ${constraint}: the driver does not tell its memory`;
  }
  return value === null
    ? `too few runs to claim ${constraint}`
    : `too few runs to claim ${constraint} (found ${value})`;
}

function describeViolations(violations: readonly Violation[]): string {
  return violations.map(describeViolation).join('; ');
}

function ofTrial(trial: Trial): Rejection[] {
  const { configuration } = trial;
  if (trial.status === 'failed') return [{ configuration, reason: describeFailure(trial.failure) }];
  if (trial.violations.length === 0) return [];
  return [{ configuration, reason: describeViolations(trial.violations) }];
}

/**
 * Everything that cannot be recommended and why, each configuration once: what the finish found counts before what the
 * search found, and a finalist that met its constraints there is no longer rejected.
 */
export function collectRejections(
  trials: readonly Trial[],
  finish: {
    readonly contenders: readonly Contender[];
    readonly members: readonly RaceMember[];
    readonly outputs: readonly Rejection[];
  },
): readonly Rejection[] {
  const failed = finish.members.flatMap(({ configuration, failure }) =>
    failure === null
      ? []
      : [{ configuration, reason: `failed in the final race: ${describeFailure(failure)}` }],
  );
  const missing = finish.contenders
    .filter((c) => c.violations.length > 0)
    .map((c) => ({ configuration: c.configuration, reason: describeViolations(c.violations) }));
  const settled = new Set(finish.contenders.map((c) => configurationKey(c.configuration)));
  const fromSearch = trials
    .filter((t) => !settled.has(configurationKey(t.configuration)))
    .flatMap(ofTrial);
  const unique = new Map<string, Rejection>();
  for (const rejection of [...finish.outputs, ...failed, ...missing, ...fromSearch]) {
    const key = configurationKey(rejection.configuration);
    if (!unique.has(key)) unique.set(key, rejection);
  }
  return [...unique.values()];
}
