import type { Estimate } from '../core/estimate.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Measurement } from '../study/trial.ts';
import type { AssertionOutcome } from './assertion.ts';
import type { CheckSetup } from './check-setup.ts';
import type { GateMember, GateSession } from './gate-session.ts';
import type { Verdict } from './verdict.ts';

/** One member as measured over all sessions that count. */
export interface GateFigures {
  readonly member: Exclude<GateMember, 'twin'>;
  readonly configuration: Configuration;
  readonly measurement: Measurement;
}

/** The outcome of a check. */
export interface GateReport {
  /** Of the comparisons alone. */
  readonly verdict: Verdict;
  readonly setup: CheckSetup;
  readonly assertions: readonly AssertionOutcome[];
  /** Ratio of the locked configuration to itself in other processes; null where it was not measured. */
  readonly same: Estimate | null;
  /** Noise floor as a share; null where it is not known. */
  readonly noiseFloor: number | null;
  readonly figures: readonly GateFigures[];
  readonly sessions: readonly GateSession[];
  readonly elapsedS: number;
}

/** What a check means for its caller: the worst of what it asserts at level `error`. */
export type Conclusion = 'passed' | 'failed' | 'inconclusive';

export function conclusionOf({ assertions }: GateReport): Conclusion {
  const statuses = assertions.filter((a) => a.level === 'error').map((a) => a.status);
  if (statuses.includes('failed')) return 'failed';
  return statuses.includes('inconclusive') ? 'inconclusive' : 'passed';
}
