import type { Trial, Violation } from '../../study/trial.ts';
import { configurationOf } from './configuration-of.ts';
import { measurementOf } from './measurement-of.ts';
import type { PublishedTrial, PublishedViolation } from './published-result.ts';

function violationOf({ requests_needed: needed, ...rest }: PublishedViolation): Violation {
  return { ...rest, ...(needed !== undefined && { requestsNeeded: needed }) };
}

/** A published trial as the rest of the program knows it, without its slices; the inverse of `trialJson`. */
export function trialOf(published: PublishedTrial): Trial {
  const common = {
    number: published.number,
    configuration: configurationOf(published.configuration),
    reason: published.reason,
    probeS: published.probe_s,
    finishedAtMs: 1000 * published.finished_at_s,
  };
  if (published.outcome === 'failed') {
    return { ...common, status: 'failed', failure: published.failure };
  }
  return {
    ...common,
    status: published.outcome,
    measurement: measurementOf(published),
    violations: published.violations.map(violationOf),
  };
}
