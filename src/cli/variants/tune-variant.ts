import { monotonicClock } from '../../probe/monotonic-clock.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { TuneRequest } from '../../variants/contest-setup.ts';
import type { Knowledge } from '../open-knowledge.ts';
import { TUNE_OPTIONS } from '../options/option-table.ts';
import type { RawOptions } from '../options/raw-options.ts';
import { parseTuneOptions } from '../options/tune-options.ts';
import { layOutStudy } from '../prepare-study.ts';
import { startStudy } from '../start-study.ts';
import type { PreparedVariants } from './prepare-variants.ts';

/** What the studies of all variants have in common. */
export interface VariantStudies {
  readonly prepared: PreparedVariants;
  readonly knowledge: Knowledge;
  /** As given to `tune variants`. */
  readonly raw: RawOptions;
  readonly command: readonly string[];
  readonly say: (line: string) => void;
}

/** The options of the study of one variant, as if `tune` had been called for it: `tune resume` finds them so. */
function optionsOf(raw: RawOptions, { contestant, budgetMs }: TuneRequest): RawOptions {
  const { provider, graphOptimization } = contestant.variant;
  const own = [...raw].filter(([name]) => TUNE_OPTIONS.some((spec) => spec.name === name));
  const set = (name: string, text: string) =>
    [name, { texts: [text], label: `--${name}` }] as const;
  return new Map([
    ...own,
    set('budget', `${(budgetMs / 1000).toFixed(1)}s`),
    set('provider', provider),
    set('graph-optimization', graphOptimization),
  ]);
}

/** Tunes one variant: an ordinary study, which starts from what the variants before it taught. */
export async function tuneVariant(
  { prepared, knowledge, raw, command, say }: VariantStudies,
  request: TuneRequest,
): Promise<StudyResult> {
  const startedAt = monotonicClock.now();
  const own = optionsOf(raw, request);
  const options = parseTuneOptions(own);
  const { contestant, signal, onEvent } = request;
  const { machine, modelOf } = prepared;
  const study = await layOutStudy(
    { model: modelOf(contestant), machine, load: null },
    options,
    { knowledge, resumes: null, say },
    signal,
  );
  try {
    const asked = { options, raw: own, command, startedAt };
    const events = startStudy(study, asked, { store: knowledge.store }, signal);
    let step = await events.next();
    for (; step.done !== true; step = await events.next()) onEvent(step.value);
    return step.value;
  } finally {
    // The model stays: it is still to meet the others.
    await study.prober.close();
  }
}
