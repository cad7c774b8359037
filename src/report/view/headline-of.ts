import type { Estimate } from '../../core/estimate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { printable } from '../../core/printable.ts';
import { chanceText } from '../chance-text.ts';
import { askedPerS, headroomText, loadLines, servingText } from '../load-text.ts';
import { objectiveQuantity } from '../objective-quantity.ts';
import { deviationsText } from '../output-deviations.ts';
import { estimateOf } from '../published/estimate-of.ts';
import { loadOf, studyLoadOf } from '../published/load-of.ts';
import { measurementOf } from '../published/measurement-of.ts';
import type { PublishedMeasurement } from '../published/published-measurement.ts';
import type {
  PublishedOutputs,
  PublishedRecommendation,
  PublishedResult,
} from '../published/published-result.ts';
import { UNICODE } from '../text-style.ts';
import { configurationText, publishedKey, referenceText } from './published-words.ts';

/** What a person reads first. All text is safe to print. */
export interface Headline {
  readonly tone: 'gain' | 'even' | 'nothing';
  /** `2.54 times the default's throughput`, or what to do instead. */
  readonly verdict: string;
  /** The gain with its interval; null where none is claimed. */
  readonly gain: Estimate | null;
  /** The configuration to use; null where nothing can be recommended. */
  readonly configuration: string | null;
  /** How sure that is, a sentence each. */
  readonly evidence: readonly string[];
}

/** The answer of a study: what to do, what it gains, how sure that is. */
export function headlineOf(result: PublishedResult): Headline {
  const { recommendation } = result;
  if (recommendation === null) {
    const [verdict, ...evidence] = whyNothing(result);
    return { tone: 'nothing', verdict, gain: null, configuration: null, evidence };
  }
  const configuration = configurationText(recommendation.configuration);
  const isReference =
    result.reference !== null &&
    publishedKey(result.reference.configuration) === publishedKey(recommendation.configuration);
  if (isReference) {
    const verdict = recommendation.keep_default
      ? 'Keep the runtime’s default'
      : 'The default does not work; the first configuration that does is the best found';
    const evidence = [
      ...servingSentences(result, recommendation),
      printable(recommendation.reason, 400),
      ...sureness(result, recommendation),
    ];
    return { tone: 'even', verdict, gain: null, configuration, evidence };
  }
  const gain = estimateOf(recommendation.speedup_vs_reference);
  const ratio = `${formatRatio(gain.value)} ${referenceText(result)}’s ${objectiveQuantity(result.objective, result.load != null)}`;
  const verdict = gain.value >= 1 ? ratio : `Meets the constraints at ${ratio}`;
  const sure = `95 % sure of ${formatRatioInterval(gain)}, ${sessionsText(result)}.`;
  return {
    tone: gain.value >= 1 ? 'gain' : 'even',
    configuration,
    ...underLoad({ verdict, gain, evidence: [sure] }, result, recommendation),
  };
}

/** What a headline says besides its configuration. */
type Claim = Pick<Headline, 'verdict' | 'gain' | 'evidence'>;

/** Under a load the first thing to know is whether it is carried, and how well; the gain is evidence. */
function underLoad(
  { verdict, gain, evidence }: Claim,
  result: PublishedResult,
  recommendation: PublishedRecommendation,
): Claim {
  const [served, ...more] = servingSentences(result, recommendation);
  const others = [
    ...sureness(result, recommendation),
    ...outputsText(recommendation.outputs),
    ...(defaultIsRejected(result) ? ['The default itself cannot be used.'] : []),
  ];
  if (served === undefined) return { verdict, gain, evidence: [...evidence, ...others] };
  // How many times better it is than a queue that grows without end depends on how long one watches.
  const isOverloaded = result.reference?.load?.overloaded === true;
  return {
    verdict: capitalised(served.replace(/^It /, '')).replace(/\.$/, ''),
    gain: isOverloaded ? null : gain,
    evidence: [...(isOverloaded ? [] : [`${verdict}: ${evidence.join(' ')}`]), ...more, ...others],
  };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What becomes of the load, a sentence each; none without one. */
function servingSentences(
  { load, reference }: PublishedResult,
  recommendation: PublishedRecommendation,
): string[] {
  if (load == null || recommendation.load === undefined) return [];
  const { offered } = studyLoadOf(load);
  const serving = (m: PublishedMeasurement): string =>
    printable(servingText(offered, measurementOf(m), UNICODE), 400);
  const headroom = headroomText(loadOf(recommendation.load).goodput, askedPerS(offered));
  return [
    `It ${serving(recommendation)}.`,
    ...(headroom === null ? [] : [`It ${headroom}.`]),
    ...(reference?.load?.overloaded === true && reference.is_default
      ? [`The default ${serving(reference)}.`]
      : []),
    ...loadLines(loadOf(recommendation.load), offered).flatMap(([label, text]) =>
      label === 'generator' ? [`The generator ${text}.`] : [],
    ),
  ];
}

function sessionsText({ race_sessions: sessions }: PublishedResult): string {
  if (sessions === 0) return 'from the search alone';
  return `measured in turns in ${sessions} fresh ${sessions === 1 ? 'session' : 'sessions'}`;
}

function sureness(
  { runners_up: rivals }: PublishedResult,
  { confidence }: PublishedRecommendation,
): string[] {
  if (rivals.length === 0) return [];
  const others =
    rivals.length === 1 ? 'the other finalist' : `the ${rivals.length} other finalists`;
  return [`${chanceText(confidence)} likely at least as good as ${others}.`];
}

function outputsText(published: PublishedOutputs): string[] {
  const { status, message, failure, outputs = [], tolerance_reason: reason } = published;
  const detail = printable(message ?? failure?.message ?? '', 200);
  switch (status) {
    case 'equal': {
      const shown = outputs.map((o) => ({ ...o, deviation: o.max_relative_deviation }));
      const deviations = deviationsText(shown, reason, (name) => printable(name, 60));
      return [`Its outputs equal the default’s${deviations === '' ? '' : `: ${deviations}`}.`];
    }
    case 'different':
      return [`Its outputs differ: ${detail}`];
    case 'not-applicable':
      return [`Outputs could not be compared: ${detail}`];
    case 'failed':
      return [`Comparing outputs failed: ${detail}`];
    case 'not-compared':
      return ['Its outputs were not compared with the default’s.'];
  }
}

function defaultIsRejected({ reference, rejected }: PublishedResult): boolean {
  if (reference === null) return false;
  const key = publishedKey(reference.configuration);
  return !reference.is_default || rejected.some((r) => publishedKey(r.configuration) === key);
}

function whyNothing(result: PublishedResult): [verdict: string, ...why: string[]] {
  const { trials, constraints, stopped_because: stop } = result;
  const measured = trials.filter((t) => t.outcome !== 'failed').length;
  if (trials.length === 0 || (measured === 0 && stop === 'interrupted')) {
    return ['No result', 'The study ended before anything was measured.'];
  }
  if (measured === 0) return ['Every configuration failed', 'What went wrong is listed below.'];
  if (constraints.length === 0) return ['Nothing can be recommended'];
  const wanted = constraints.map((c) => printable(c.text, 80)).join(' and ');
  return [
    `No configuration is known to meet ${wanted}`,
    `${measured} ${measured === 1 ? 'was' : 'were'} measured; see all trials for how near they came.`,
  ];
}
