/**
 * The programming interface of onnx-tune.
 *
 * ```ts
 * import { tune } from 'onnx-tune';
 *
 * const run = tune('model.onnx', { budget: '2m', constraint: 'latency_p99_ms<=50' });
 * for await (const event of run.events) if (event.type === 'trial-finished') console.log(event.trial);
 * const { recommendation } = await run.result;
 * ```
 */
import { openKnowledge } from '../cli/open-knowledge.ts';
import { parseTuneOptions } from '../cli/options/tune-options.ts';
import { prepareStudy } from '../cli/prepare-study.ts';
import { startStudy } from '../cli/start-study.ts';
import { monotonicClock } from '../probe/monotonic-clock.ts';
import { publishResult } from '../report/published/publish-result.ts';
import type { PublishedResult } from '../report/published/published-result.ts';
import type { StudyEvent } from '../study/study-event.ts';
import { createReplayed, type Replayed } from './replayed.ts';
import { rawOptionsOf, type TuneOptions } from './tune-options.ts';

export { TuneError, type TuneErrorKind } from '../core/tune-error.ts';
export type {
  PublishedConfiguration,
  PublishedRecommendation,
  PublishedResult as TuneResult,
  PublishedTrial,
} from '../report/published/published-result.ts';
export type { StudyEvent } from '../study/study-event.ts';
export type { TuneOptions } from './tune-options.ts';

/** A search that is under way. */
export interface TuneRun {
  /**
   * Everything that happens, in order, from the first event on for every reader, also for one that comes late. Ends with
   * the study; throws what `result` rejects with. To stop reading does not stop the study: `options.signal` does.
   */
  readonly events: AsyncIterable<StudyEvent>;
  /**
   * What `tune MODEL --out` writes, as `tune schema` describes it. Rejects with a `TuneError`, whose `code`, `message` and
   * `hint` say what is wrong with the options (`TUNE_USAGE`), the model (`TUNE_MODEL`) or the machine
   * (`TUNE_ENVIRONMENT`); with the signal's reason when aborted before anything was measured. `recommendation` is null
   * where nothing is feasible: that is a result.
   */
  readonly result: Promise<PublishedResult>;
}

/**
 * Finds how to serve the model at `modelPath` on this machine, by measuring, as the command `tune MODEL` does. Starts at once
 * and measures in processes of its own; measure nothing else meanwhile. Needs no reader: awaiting `result` is enough. Never
 * throws itself; a rejection that nobody awaits is no unhandled one. Aborting `options.signal` ends every process and
 * resolves with what was measured so far, `stopped_because` being `interrupted`.
 */
export function tune(modelPath: string, options: TuneOptions = {}): TuneRun {
  const events = createReplayed<StudyEvent>();
  const result = conduct(modelPath, options, events);
  result.then(
    () => events.end(),
    (thrown: unknown) => events.end({ thrown }),
  );
  return { events: events.items, result };
}

async function conduct(
  modelPath: string,
  options: TuneOptions,
  events: Replayed<StudyEvent>,
): Promise<PublishedResult> {
  const startedAt = monotonicClock.now();
  const raw = rawOptionsOf(options);
  const understood = parseTuneOptions(raw);
  const signal = options.signal ?? new AbortController().signal;
  signal.throwIfAborted();
  const knowledge = await openKnowledge(raw, options.kb === false, { env: process.env });
  try {
    const preparing = { knowledge, resumes: null, say: () => {} };
    const prepared = await prepareStudy(modelPath, understood, preparing, signal);
    try {
      const asked = { options: understood, raw, command: ['tune()', modelPath], startedAt };
      const study = startStudy(prepared, asked, { store: knowledge.store }, signal);
      let step = await study.next();
      for (; step.done !== true; step = await study.next()) events.push(step.value);
      return publishResult(step.value);
    } finally {
      await prepared.close();
    }
  } finally {
    await knowledge.store.close();
  }
}
