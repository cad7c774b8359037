import { checkConstraints } from '../study/check-constraints.ts';
import type { Constraint } from '../study/objective.ts';
import type { Measurement } from '../study/trial.ts';
import { type Finding, finding } from './assertion.ts';
import type { CheckSetup } from './check-setup.ts';

/**
 * Whether the absolute bounds hold, one finding each. They mean something only on the machine that was locked; what the runs do
 * not show, or what lies within the error of the measurement, is inconclusive. `locked` is null where nothing could be measured.
 */
export function checkBounds(
  { lock, host, constraints }: CheckSetup,
  locked: Measurement | null,
): readonly Finding[] {
  const isSameHost = host.fingerprint === lock.hostFingerprint;
  return constraints.map((constraint) => {
    const subject = constraint.text;
    if (!isSameHost) {
      return finding('constraints-met', 'not-applicable', 'measured on another machine', {
        subject,
      });
    }
    if (locked === null) {
      return finding('constraints-met', 'inconclusive', 'not measured undisturbed', { subject });
    }
    return boundFinding(constraint, locked);
  });
}

function boundFinding(constraint: Constraint, locked: Measurement): Finding {
  const subject = constraint.text;
  const [violation] = checkConstraints([constraint], locked);
  if (violation === undefined) return finding('constraints-met', 'passed', 'holds', { subject });
  if (violation.verdict === 'unsupported') {
    return finding('constraints-met', 'inconclusive', 'the runs do not suffice to show it', {
      subject,
      hint: 'Give it a longer --budget.',
    });
  }
  const { low, high } = locked.throughputIps;
  const isWithinError =
    constraint.metric === 'throughput_ips' && low <= constraint.bound && constraint.bound <= high;
  const found = `found ${violation.found?.toPrecision(4) ?? 'nothing'}`;
  return finding(
    'constraints-met',
    isWithinError ? 'inconclusive' : 'failed',
    isWithinError ? `${found}, within the error of the bound` : found,
    { subject, hint: 'Search again with this --constraint and lock the result.' },
  );
}
