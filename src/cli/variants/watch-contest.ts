import { formatRatio } from '../../core/format-ratio.ts';
import { plural } from '../../core/plural.ts';
import { printable } from '../../core/printable.ts';
import type { StepProgress } from '../../ui/step-progress.ts';
import type { ContestProgress } from '../../variants/contest-setup.ts';
import type { Io } from '../io.ts';

type Tuning = Extract<ContestProgress, { readonly phase: 'tuning' }>;

/** Shows how far a contest is: on a terminal all the time, elsewhere a line for each step. */
export function watchContest(
  { report }: StepProgress,
  { stderr }: Io,
  doneShare: () => number,
): (progress: ContestProgress) => void {
  const isLive = stderr.isTTY === true;
  const tuningStep = watchTuning();
  return (progress) => {
    const { step, isNew } = progress.phase === 'tuning' ? tuningStep(progress) : stepOf(progress);
    if (isNew || isLive) report(step, Math.min(1, doneShare()));
  };
}

interface Step {
  readonly step: string;
  readonly isNew: boolean;
}

function stepOf(progress: Exclude<ContestProgress, Tuning>): Step {
  if (progress.phase === 'first-heat') {
    const step = `${plural(progress.variants, 'variant')} beside each other, by default`;
    return { step, isNew: true };
  }
  const { variants, sessions } = progress;
  const step = `final of ${plural(variants, 'variant')}: ${plural(sessions, 'session')}`;
  return { step, isNew: sessions === 0 };
}

/** Counts the trials of the variant at hand. */
function watchTuning(): (progress: Tuning) => Step {
  let trials = 0;
  let found = '';
  return ({ contestant, index, of, event }) => {
    const name = `${index + 1}/${of} ${printable(contestant.variant.name, 40)}`;
    if (event === null) {
      trials = 0;
      found = '';
      return { step: name, isNew: true };
    }
    if (event.type === 'trial-finished') trials++;
    if (event.type === 'incumbent-changed') found = `, best ${formatRatio(event.relative.value)}`;
    return { step: `${name}: ${plural(trials, 'trial')}${found}`, isNew: false };
  };
}
