import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { formatShare } from '../../core/format-share.ts';
import type { AssertionOutcome } from '../../gate/assertion.ts';
import { conclusionOf, type GateReport } from '../../gate/gate-report.ts';
import type { GateContext } from './gate-context.ts';

/** `holds-against-default`, or the constraint it speaks of: `constraints-met: latency_p99_ms<=50`. */
export function assertionTitle({ name, subject }: AssertionOutcome): string {
  return subject === null ? name : `${name}: ${subject}`;
}

/** What was found, with the ratio behind it: one line, not made safe to print yet. */
export function assertionDetail({ message, ratio }: AssertionOutcome, times = '×'): string {
  if (ratio === null) return message;
  const interval = formatRatioInterval(ratio, times);
  return `${message}: ${formatRatio(ratio.value, times)} (${interval})`;
}

/** The check in a word or two. */
export function gateHeadline(report: GateReport, { strict }: Pick<GateContext, 'strict'>): string {
  const conclusion = conclusionOf(report);
  if (conclusion === 'failed') {
    const isLoss = report.assertions.some((a) => a.status === 'failed' && a.verdict !== null);
    return isLoss ? 'regressed' : 'does not match its lock';
  }
  if (conclusion === 'inconclusive') {
    return strict ? 'inconclusive' : 'inconclusive: nothing is known to be wrong, nor right';
  }
  return report.verdict === 'improved' ? 'improved' : 'held';
}

/** What counted as no difference, and how that is known. */
export function noiseSentence({ same, noiseFloor, setup }: GateReport, times = '×'): string {
  const band = formatShare(setup.band);
  if (same === null || noiseFloor === null) return `differences below ${band} count as none`;
  const itself = `against itself it was ${formatRatio(same.value, times)} (${formatRatioInterval(same, times)})`;
  const applied =
    noiseFloor > setup.band
      ? `so only differences above ${formatShare(noiseFloor)} count, not the ${band} asked for`
      : `differences below ${band} count as none`;
  return `${itself}; ${applied}`;
}

/** How many sessions the verdict rests on. */
export function sessionsSentence({ sessions, elapsedS }: GateReport): string {
  if (sessions.length === 0) return 'nothing';
  const disturbed = sessions.filter((s) => s.isDisturbed).length;
  const count = sessions.length - disturbed;
  const left = disturbed === 0 ? '' : `, ${disturbed} more disturbed by other work and left out`;
  return `${count} fresh ${count === 1 ? 'session' : 'sessions'}${left}, ${elapsedS.toFixed(0)} s`;
}
