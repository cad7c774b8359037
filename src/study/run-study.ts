import { establishReference } from './establish-reference.ts';
import { createEventQueue } from './event-queue.ts';
import { finish } from './finish.ts';
import { searchPhase } from './search-phase.ts';
import { createSitting, type Sitting } from './sitting.ts';
import type { StudyEvent } from './study-event.ts';
import type { StopReason, StudyResult } from './study-result.ts';
import type { StudyPorts, StudySetup } from './study-setup.ts';

async function search(sitting: Sitting): Promise<StopReason> {
  try {
    const stop = await establishReference(sitting);
    if (stop !== null) return stop;
    const reference = sitting.reference();
    if (reference === null) throw new Error('a study searches only with a reference');
    return await searchPhase(sitting, reference);
  } catch (error) {
    // An abort ends what the prober was doing; what was finished before stands.
    if (sitting.signal.aborted) return 'interrupted';
    throw error;
  }
}

async function conduct(sitting: Sitting): Promise<StudyResult> {
  const { setup, ports } = sitting;
  const { header, earlier } = setup;
  if (earlier === undefined) await sitting.save(() => ports.store.createStudy(header));
  else await sitting.save(() => ports.store.reopenStudy(header.studyId));
  sitting.emit({
    type: 'study-started',
    header,
    resumedTrials: earlier?.trials.length ?? 0,
    ...(sitting.began !== null && { start: sitting.began }),
  });
  const stop = await search(sitting);
  const result = await finish(sitting, stop);
  const state = result.stoppedBecause === 'interrupted' ? 'interrupted' : 'finished';
  await sitting.save(() => ports.store.finishStudy(header.studyId, state, result));
  sitting.emit({ type: 'study-finished', result });
  return result;
}

/**
 * Conducts a study and yields what happens while it happens; returns the result, which the last event carries too.
 *
 * Every finished trial is durable in the store before the next probe starts. The budget is wall-clock time and includes
 * the finish; it is exceeded only to measure one first configuration. Aborting ends the study promptly with a result from what
 * was measured; so does a reader that stops reading (`return()`), whose result is stored but seen by nobody.
 * Throws what the prober or the store throw beyond their contracts: defects; and a `TuneError` where a resumed study
 * is still running elsewhere.
 */
export async function* runStudy(
  setup: StudySetup,
  ports: StudyPorts,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, StudyResult> {
  const queue = createEventQueue<StudyEvent>();
  const gone = new AbortController();
  const either = AbortSignal.any([signal, gone.signal]);
  const work = conduct(createSitting(setup, ports, either, queue.push)).finally(queue.close);
  // Whoever reads gets the error below; until then it is nobody's.
  work.catch(() => {});
  try {
    yield* queue.items();
    return await work;
  } finally {
    gone.abort();
    await work.catch(() => {});
  }
}
