import type { Estimate } from '../../core/estimate.ts';
import { logEstimateToRatio } from '../../stats/interval.ts';
import type { MeanEstimate } from '../../stats/mean-estimate.ts';
import { welchDifference } from '../../stats/welch-difference.ts';
import { logRatioOf } from '../published/measurement-of.ts';
import type { PublishedRatio } from '../published/published-measurement.ts';
import type { PublishedConfiguration, PublishedResult } from '../published/published-result.ts';
import { ratioIn } from '../published/ratio-in.ts';
import { configurationText, publishedKey } from './published-words.ts';

/** A measured configuration that differs from the recommended one in one knob only. */
export interface Neighbour {
  readonly knob: keyof PublishedConfiguration;
  /** `batch 8 → 16`. */
  readonly step: string;
  /** How many values of the space lie between, 1 for the next one; the sign is the direction. */
  readonly distance: number;
  readonly configuration: string;
  /** Objective relative to the recommended configuration, with its 95 % interval. */
  readonly relative: Estimate;
  readonly verdict: keyof typeof NEIGHBOUR_VERDICTS;
}

/** What the runs say beyond doubt (95 %) of a neighbour; `near` is a loss of less than 5 % at the most. */
export const NEIGHBOUR_VERDICTS = {
  /** As the runs have it; the final race, or a constraint, chose otherwise. */
  better: 'measured better',
  near: 'within 5 %',
  worse: 'a loss',
  open: 'not decided',
} as const;

/** A loss that few would give up a simpler or smaller configuration for. */
const NEAR = 0.95;

const KNOB_WORDS: Readonly<Record<keyof Required<PublishedConfiguration>, string>> = {
  provider: 'provider',
  batch_size: 'batch',
  instances: 'instances',
  intra_op_threads: 'threads',
  inter_op_threads: 'inter-op threads',
  execution_mode: 'execution mode',
  graph_optimization: 'optimisation',
  spinning: 'spinning',
  memory_arena: 'memory arena',
  max_queue_delay_ms: 'longest wait',
};

const KNOBS = Object.keys(KNOB_WORDS) as readonly (keyof PublishedConfiguration)[];

/**
 * How sensitive the recommendation is: every measured configuration that differs from it in exactly one knob, by knob
 * and value. Like is compared with like: finalists as they met in the final race, all others as the search saw them. Both
 * stand as ratios to the same reference but not always from the same heat, so errors add up.
 */
export function neighboursOf(result: PublishedResult): readonly Neighbour[] {
  const { recommendation: winner, objective } = result;
  if (winner === null) return [];
  const key = publishedKey(winner.configuration);
  const searched = result.trials.filter((t) => t.outcome !== 'failed');
  const asSearched = searched.find((t) => publishedKey(t.configuration) === key) ?? winner;
  // The final race says more than the search did, so its figures come last and win.
  const measured = new Map(
    [
      ...searched.map((t) => ({ ...t, rival: asSearched })),
      ...result.runners_up.map((f) => ({ ...f, rival: winner })),
    ].map((m) => [publishedKey(m.configuration), m]),
  );
  return [...measured.values()]
    .flatMap(({ configuration, vs_reference: ratios, rival }) => {
      const [knob, ...more] = KNOBS.filter((k) => configuration[k] !== winner.configuration[k]);
      if (knob === undefined || more.length > 0) return [];
      const relative = relativeTo(
        ratioIn(ratios, objective),
        ratioIn(rival.vs_reference, objective),
      );
      return [
        {
          knob,
          step: `${KNOB_WORDS[knob]} ${valueText(knob, winner.configuration)} → ${valueText(knob, configuration)}`,
          distance: distance(knob, winner.configuration, configuration, result),
          configuration: configurationText(configuration),
          relative,
          verdict: verdictOf(relative),
        },
      ];
    })
    .sort((a, b) => KNOBS.indexOf(a.knob) - KNOBS.indexOf(b.knob) || a.distance - b.distance);
}

function relativeTo(neighbour: PublishedRatio, winner: PublishedRatio): Estimate {
  return logEstimateToRatio(welchDifference(meanOf(neighbour), meanOf(winner)));
}

function meanOf(ratio: PublishedRatio): MeanEstimate {
  const { value, standardError, degreesOfFreedom } = logRatioOf(ratio);
  return { mean: value, standardError, degreesOfFreedom };
}

function verdictOf({ low, high }: Estimate): Neighbour['verdict'] {
  if (low > 1) return 'better';
  if (low >= NEAR) return 'near';
  return high < 1 ? 'worse' : 'open';
}

function valueText(
  knob: keyof PublishedConfiguration,
  configuration: PublishedConfiguration,
): string {
  const value = configuration[knob];
  const isDefault = knob.endsWith('_threads') && value === 0;
  if (knob === 'max_queue_delay_ms') return value === undefined ? 'none' : `${value} ms`;
  return isDefault ? 'default' : String(value);
}

function distance(
  knob: keyof PublishedConfiguration,
  from: PublishedConfiguration,
  to: PublishedConfiguration,
  { space }: PublishedResult,
): number {
  const values = space.knobs.find(({ name }) => name === knob)?.values ?? [];
  const place = (value: string | number | boolean | undefined): number =>
    value === undefined ? -1 : values.indexOf(value);
  return place(to[knob]) - place(from[knob]);
}
