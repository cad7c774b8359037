import { formatRatio } from '../../core/format-ratio.ts';
import { TuneError } from '../../core/tune-error.ts';
import { monotonicClock } from '../../probe/monotonic-clock.ts';
import type { Seeded } from '../../report/knowledge/seed-report.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { StepProgress } from '../../ui/step-progress.ts';
import type { Interruption } from '../interruption.ts';
import type { Io } from '../io.ts';
import type { Knowledge } from '../open-knowledge.ts';
import { bestOf } from './list-tasks.ts';
import { buildSeed, type Seed, seedModel } from './seed-model.ts';
import type { SeedPlan } from './seed-plan.ts';

/** One model; a failure that is not ours is put on record, and the next one's turn comes. */
export async function runSeed(
  seed: Seed,
  knowledge: Knowledge,
  watch: (event: StudyEvent | null) => void,
  interruption: Interruption,
): Promise<Seeded> {
  const { name } = seed.model;
  try {
    watch(null);
    buildSeed(seed);
    return outcomeOf(name, await seedModel(seed, knowledge, watch, interruption.signal));
  } catch (error) {
    if (interruption.signal.aborted) return { name, outcome: 'left' };
    if (!(error instanceof TuneError)) throw error;
    return { name, outcome: 'failed', reason: error.message };
  }
}

function outcomeOf(name: string, result: StudyResult): Seeded {
  const { header, trials, elapsedS, stoppedBecause } = result;
  const { studyId } = header;
  if (stoppedBecause === 'all-failed') {
    return { name, outcome: 'failed', reason: 'no configuration could be measured' };
  }
  const outcome = stoppedBecause === 'interrupted' ? 'interrupted' : 'tuned';
  const best = bestOf({ header, trials, result });
  return { name, outcome, studyId, trials: trials.length, elapsedS, best };
}

/** Shows how far things are: on a terminal all the time, elsewhere a line for each model. */
export function watchSeed(
  { report }: StepProgress,
  { toTune, perModelMs }: SeedPlan,
  index: number,
  { stderr }: Io,
): (event: StudyEvent | null) => void {
  const name = `${index + 1}/${toTune.length} ${toTune[index]?.name ?? ''}`;
  const startedAt = monotonicClock.now();
  let found = '';
  let trials = 0;
  return (event) => {
    if (event?.type === 'trial-finished') trials++;
    if (event?.type === 'incumbent-changed') found = `, best ${formatRatio(event.relative.value)}`;
    if (event !== null && stderr.isTTY !== true) return;
    const share = Math.min(1, (monotonicClock.now() - startedAt) / perModelMs);
    const step = event === null ? name : `${name}: ${trials} trials${found}`;
    report(step, (index + share) / toTune.length);
  };
}
