import { formatDuration } from '../core/format-duration.ts';
import { formatRatio, formatRatioInterval } from '../core/format-ratio.ts';
import { formatShare } from '../core/format-share.ts';
import type { Finalist, Recommendation, SearchStart, StudyResult } from '../study/study-result.ts';
import { chanceText } from './chance-text.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { groupReasons } from './group-reasons.ts';
import { outputLines } from './output-lines.ts';
import { placementText } from './placement-text.ts';
import { providerLines } from './provider-lines.ts';
import { recommendsReference } from './result-reference.ts';
import { safeText } from './safe-text.ts';
import { startText } from './start-text.ts';
import { stopText } from './stop-text.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** A label with the sentences that stand beside it. */
export type Section = readonly [label: string, lines: readonly string[]];

const LABEL = 12;

/** Sections as an indented list: label on the left, text on the right. */
export function sectionLines(sections: readonly Section[], style: TextStyle): string[] {
  const indent = ' '.repeat(2 + LABEL);
  return sections.flatMap(([label, lines]) =>
    lines.flatMap((text, i) => {
      const wrapped = wrapText(text, { columns: style.columns, indent });
      const [first = '', ...rest] = wrapped;
      const shown = i === 0 ? style.palette.faint(`  ${label.padEnd(LABEL)}`) : indent;
      return [shown + first.slice(indent.length), ...rest];
    }),
  );
}

/** How sure the recommendation is, what came close, what was rejected, how the machine behaved, where the time went. */
export function evidenceSections(result: StudyResult, style: TextStyle): Section[] {
  const { recommendation } = result;
  const sections: Section[] = [
    ['how sure', recommendation === null ? [] : confidenceLines(result, recommendation, style)],
    ['close', result.runnersUp.slice(0, 3).map((f) => runnerUp(f, style))],
    ['rejected', rejectionLines(result, style)],
    ['providers', providerLines(result, style.glyphs)],
    ['machine', result.reference === null ? [] : [machineLine(result, style)]],
    ['started', result.start === undefined ? [] : [startLine(result.start, style)]],
    ['time', [timeLine(result)]],
    ['warning', result.warnings.map((w) => safeText(w, style.glyphs))],
  ];
  return sections.filter(([, lines]) => lines.length > 0);
}

function confidenceLines(
  result: StudyResult,
  { relative, confidence, equivalence, placement }: Recommendation,
  { glyphs }: TextStyle,
): string[] {
  const isReference = recommendsReference(result);
  const rivals = result.runnersUp.length;
  const half = (relative.high - relative.low) / 2;
  const lines: string[] = [];
  if (rivals > 0) {
    const others = rivals === 1 ? 'other finalist' : `${rivals} other finalists`;
    lines.push(
      isReference && confidence < 0.5
        ? `${chanceText(1 - confidence)} likely that it is not the best, but which is better is not beyond doubt: more time may settle it`
        : `${chanceText(confidence)} likely at least as good as the ${others}`,
    );
  }
  // Against a queue that grows without end there is no gain to be known.
  const isKnowable = result.reference?.measurement.load?.overloaded !== true;
  if (!isReference && isKnowable && half > 0 && Number.isFinite(half)) {
    lines.push(`gain known to ${glyphs.plusMinus}${formatShare(half / relative.value)}`);
  }
  return [
    ...lines,
    ...(isReference ? [] : outputLines(equivalence, glyphs)),
    ...(placement === undefined ? [] : [placementText(placement, (n) => safeText(n, glyphs, 60))]),
  ];
}

function runnerUp({ configuration, relative }: Finalist, { glyphs }: TextStyle): string {
  const interval = formatRatioInterval(relative, glyphs.times);
  const ratio = formatRatio(relative.value, glyphs.times);
  return `${describeConfiguration(configuration, glyphs)}: ${ratio} (${interval})`;
}

const REASONS_SHOWN = 3;

function rejectionLines({ rejections }: StudyResult, { glyphs }: TextStyle): string[] {
  const groups = groupReasons(rejections);
  const shown = groups.slice(0, REASONS_SHOWN).map(({ count, first }) => {
    const which = describeConfiguration(first.configuration, glyphs);
    const reason = safeText(first.reason, glyphs, 160);
    return count === 1
      ? `${which}: ${reason}`
      : `${count} configurations, such as ${which}: ${reason}`;
  });
  const rest = groups.slice(REASONS_SHOWN).reduce((sum, { count }) => sum + count, 0);
  return rest === 0 ? shown : [...shown, `${rest} more for other reasons (see --csv or --json)`];
}

/** Spread from slice to slice: what is usual on shared machines, and where measuring gets hard. */
const USUAL_SPREAD = { quiet: 0.03, noisy: 0.15 };
const NOTABLE_SHARE = 0.02;

function machineLine({ noise, header }: StudyResult, { glyphs }: TextStyle): string {
  const { quiet, noisy } = USUAL_SPREAD;
  const spread = noise.sliceSpread;
  const word = spread > noisy ? 'noisy' : spread > quiet ? 'some noise' : 'quiet';
  const { stealShare, backgroundShare } = noise.disturbance;
  const parts = [`${word}: speed varied by ${formatShare(spread)} between slices`];
  if (stealShare > NOTABLE_SHARE) parts.push(`${formatShare(stealShare)} stolen by the hypervisor`);
  if (backgroundShare > NOTABLE_SHARE)
    parts.push(`${formatShare(backgroundShare)} used by other programs`);
  const cores = header.host.usableCores;
  return `${parts.join(', ')} (${cores} ${cores === 1 ? 'core' : 'cores'}, ${safeText(header.host.cpuModel, glyphs, 60)})`;
}

function startLine({ began }: SearchStart, { glyphs }: TextStyle): string {
  return startText(began, (name) => safeText(name, glyphs, 60));
}

function timeLine(result: StudyResult): string {
  const { elapsedS, header, trials, stoppedBecause, raceSessions } = result;

  const searchS = Math.min(
    elapsedS,
    trials.reduce((sum, t) => sum + t.probeS, 0),
  );
  const probes = `${trials.length} ${trials.length === 1 ? 'probe' : 'probes'} of ${header.spaceSize}`;
  const total = `${formatDuration(1000 * elapsedS)} of ${formatDuration(1000 * header.budgetS)}`;
  const finish = `${formatDuration(1000 * (elapsedS - searchS))} for the final race and checks`;
  const parts =
    raceSessions === 0 ? [probes] : [`${formatDuration(1000 * searchS)} for ${probes}`, finish];
  const stop = stopText(stoppedBecause, result.start?.ended.confidence ?? null);
  return `${total}: ${parts.join(', ')}; ${stop}`;
}
