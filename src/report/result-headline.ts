import { formatRatio, formatRatioInterval } from '../core/format-ratio.ts';
import { formatSignificant } from '../core/format-significant.ts';
import type { LoadFacts } from '../load/load-facts.ts';
import { configurationKey } from '../space/configuration.ts';
import type { Constraint } from '../study/objective.ts';
import type { Recommendation, StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { fileName } from './file-name.ts';
import { servingText } from './load-text.ts';
import { objectiveQuantity } from './objective-quantity.ts';
import { measuredAgainstDefault, recommendsReference } from './result-reference.ts';
import { safeText } from './safe-text.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** What a person reads first: what to do, how much it gains, how sure that is. */
export function resultHeadline(result: StudyResult, style: TextStyle): string[] {
  const { recommendation } = result;
  if (recommendation === null) return nothing(result, style);
  const { verdict, evidence, isGain } = judge(result, recommendation, style);
  const { strong, good } = style.palette;
  const paint = isGain ? (line: string): string => strong(good(line)) : strong;
  const configuration = describeConfiguration(recommendation.configuration, style.glyphs);
  return [
    ...wrapText(`${modelName(result, style)}: ${verdict}`, style).map(paint),
    ...wrapText(configuration, { ...style, indent: '  ' }).map(strong),
    ...wrapText(evidence, { ...style, indent: '  ' }),
  ];
}

interface Judgement {
  readonly verdict: string;
  readonly evidence: string;
  /** Something better than what all was measured against. */
  readonly isGain: boolean;
}

function judge(result: StudyResult, recommendation: Recommendation, style: TextStyle): Judgement {
  const judgement = judgeAlone(result, recommendation, style);
  return result.header.load === undefined
    ? judgement
    : underLoad(judgement, { result, recommendation, offered: result.header.load.offered }, style);
}

/** Under a load the first thing to know is whether it is carried, and how well; the gain is evidence. */
function underLoad(
  { verdict, evidence, isGain }: Judgement,
  { result, recommendation, offered }: LoadAnswer,
  { glyphs }: TextStyle,
): Judgement {
  const { measurement, keepDefault, reason } = recommendation;
  const served = servingText(offered, measurement, glyphs);
  if (keepDefault) return { verdict: `${verdict}: it ${served}`, evidence, isGain };
  const isOverloaded = result.reference?.measurement.load?.overloaded === true;
  // How many times faster it is than a queue that grows without end depends on how long one watches.
  const gain = isOverloaded ? safeText(reason, glyphs) : `${verdict}; ${evidence}`;
  return { verdict: served, evidence: gain, isGain };
}

function judgeAlone(
  result: StudyResult,
  recommendation: Recommendation,
  style: TextStyle,
): Judgement {
  const { relative, keepDefault } = recommendation;
  const { times } = style.glyphs;
  const reason = safeText(recommendation.reason, style.glyphs);
  if (keepDefault) {
    return { verdict: "keep the runtime's default", evidence: reason, isGain: false };
  }
  if (recommendsReference(result)) {
    const verdict = "the runtime's default does not work, the first that does is the best found";
    return { verdict, evidence: reason, isGain: false };
  }
  const isGain = relative.value >= 1;
  const against = measuredAgainstDefault(result)
    ? "the default's"
    : "the first working configuration's";
  const ratio = `${formatRatio(relative.value, times)} ${against} ${objectiveQuantity(result.header.objective, result.header.load !== undefined)}`;
  const misses = defaultIsRejected(result) ? '; the default cannot be used, see below' : '';
  const interval = formatRatioInterval(relative, times);
  return {
    verdict: isGain ? ratio : `meets the constraints at ${ratio}`,
    evidence: `95 % sure of ${interval}, ${sessionsText(result)}${misses}`,
    isGain,
  };
}

interface LoadAnswer {
  readonly result: StudyResult;
  readonly recommendation: Recommendation;
  readonly offered: LoadFacts;
}

function defaultIsRejected({ header, rejections }: StudyResult): boolean {
  const key = configurationKey(header.reference);
  return rejections.some((r) => configurationKey(r.configuration) === key);
}

/** How often the finalists met in fresh processes. */
function sessionsText({ raceSessions }: StudyResult): string {
  if (raceSessions === 0) return 'from the search alone';
  return `${raceSessions} fresh ${raceSessions === 1 ? 'session' : 'sessions'}, interleaved`;
}

function modelName({ header }: StudyResult, { glyphs }: TextStyle): string {
  return fileName(header.model.path, glyphs, 30);
}

function nothing(result: StudyResult, style: TextStyle): string[] {
  const [verdict, why] = whyNothing(result, style);
  return [
    ...wrapText(`${modelName(result, style)}: ${verdict}`, style).map((line) =>
      style.palette.strong(style.palette.bad(line)),
    ),
    ...why.flatMap((line) => wrapText(line, { ...style, indent: '  ' })),
  ];
}

function whyNothing(result: StudyResult, style: TextStyle): [verdict: string, why: string[]] {
  const { trials, header, stoppedBecause } = result;
  const measured = trials.filter((t) => t.status !== 'failed').length;
  if (trials.length === 0 || (measured === 0 && stoppedBecause === 'interrupted')) {
    const when = stoppedBecause === 'interrupted' ? 'Stopped before' : 'The time was over before';
    return ['no result', [`${when} anything was measured.`]];
  }
  if (measured === 0) return ['every configuration failed', []];
  if (header.constraints.length === 0) return ['nothing can be recommended', []];
  const constraints = header.constraints.map((c) => safeText(c.text, style.glyphs, 80));
  return [
    `no configuration is known to meet ${constraints.join(' and ')}`,
    header.constraints.flatMap((c) => closestMiss(c, trials, style)),
  ];
}

/** How near to a constraint the study came, and whether more runs may settle it. */
function closestMiss(
  constraint: Constraint,
  trials: readonly Trial[],
  { glyphs }: TextStyle,
): string[] {
  const misses = trials.flatMap((trial) =>
    trial.status === 'failed'
      ? []
      : trial.violations
          .filter((v) => v.constraint === constraint.text)
          .map((v) => ({ ...v, configuration: trial.configuration })),
  );
  const open = misses.filter((v) => v.verdict === 'unsupported').length;
  const text = safeText(constraint.text, glyphs, 80);
  if (open > 0) {
    const what = misses.some((v) => v.requestsNeeded !== undefined) ? 'requests' : 'runs';
    const needed = Math.min(...misses.map((v) => v.requestsNeeded ?? Infinity));
    const more = Number.isFinite(needed) ? ` (one needs ${needed} more without a miss)` : '';
    return [
      `${open} of them had too few ${what} to claim ${text}${more}: a longer --budget may settle it.`,
    ];
  }
  const sign = constraint.relation === '<=' ? 1 : -1;
  const [closest] = misses
    .filter((v) => v.found !== null)
    .sort((a, b) => sign * ((a.found ?? 0) - (b.found ?? 0)));
  if (closest === undefined) return [];
  const found = formatSignificant(closest.found ?? Number.NaN, 4);
  return [
    `Closest to ${text}: ${found} with ${describeConfiguration(closest.configuration, glyphs)}`,
  ];
}
