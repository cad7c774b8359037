import type { Failure, Trial, Violation } from '../study/trial.ts';
import { finite, type JsonRecord } from './json-record.ts';
import { comparedJson, configurationJson, evidenceJson } from './measurement-json.ts';

/** How a trial or a probe can have gone wrong, as published. */
export function failureJson({ kind, message, stderr }: Failure): JsonRecord {
  return { kind, message, stderr };
}

/** A constraint that something does not meet, as published. */
export function violationJson(violation: Violation): JsonRecord {
  const { constraint, found, verdict, requestsNeeded } = violation;
  return {
    constraint,
    found: found === null ? null : finite(found),
    verdict,
    ...(requestsNeeded !== undefined && { requests_needed: requestsNeeded }),
  };
}

/** One trial; `withEvidence` adds its slices and runs. A failed one has null for everything measured. */
export function trialJson(trial: Trial, withEvidence: boolean): JsonRecord {
  const common = {
    number: trial.number,
    configuration: configurationJson(trial.configuration),
    outcome: trial.status,
    reason: trial.reason,
    probe_s: trial.probeS,
    finished_at_s: trial.finishedAtMs / 1000,
  };
  if (trial.status === 'failed') {
    return {
      ...common,
      throughput_ips: null,
      latency_ms: null,
      failure: failureJson(trial.failure),
      violations: [],
    };
  }
  return {
    ...common,
    ...comparedJson(trial.measurement),
    ...(withEvidence ? evidenceJson(trial.measurement) : {}),
    failure: null,
    violations: trial.violations.map(violationJson),
  };
}
