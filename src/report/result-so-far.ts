import { measuredTrials } from '../study/incumbent.ts';
import { createNoiseMeter } from '../study/noise-meter.ts';
import type { StudyHeader } from '../study/study-header.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';

/** What is known of a study that is still running. */
export interface StudySoFar {
  readonly header: StudyHeader;
  readonly trials: readonly Trial[];
  readonly warnings: readonly string[];
  readonly elapsedS: number;
}

/**
 * The result of a study as if it ended here, before anything is recommended: for a look at its trials. Says so in a
 * warning.
 */
export function resultSoFar({ header, trials, warnings, elapsedS }: StudySoFar): StudyResult {
  const [reference] = measuredTrials(trials);
  const noise = createNoiseMeter();
  if (reference) noise.add(reference.measurement);
  return {
    header,
    trials,
    reference: reference
      ? { configuration: reference.configuration, measurement: reference.measurement }
      : null,
    recommendation: null,
    runnersUp: [],
    rejections: [],
    raceSessions: 0,
    elapsedS,
    stoppedBecause: 'interrupted',
    noise: noise.summary(),
    warnings: [...warnings, 'Written while the study was running: nothing was recommended yet.'],
  };
}
