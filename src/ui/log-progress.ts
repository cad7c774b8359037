import { formatDuration } from '../core/format-duration.ts';
import { formatRatio } from '../core/format-ratio.ts';
import { describeConfiguration } from '../report/describe-configuration.ts';
import { safeText } from '../report/safe-text.ts';
import type { Glyphs } from '../report/text-style.ts';
import type { Objective } from '../study/objective.ts';
import type { StudyEvent } from '../study/study-event.ts';
import { NO_PROGRESS, nextProgress, type ProgressState } from './progress-state.ts';
import type { Progress, ProgressStream } from './progress-stream.ts';
import { studyHeadline } from './study-headline.ts';
import { timeLeft, timeLeftText } from './time-left.ts';
import { trialLine } from './trial-line.ts';

const TIME_WIDTH = 11;

/** Progress for files and pipes: a line for each probe and phase with the same facts, and not one control character. */
export function createLogProgress(stream: ProgressStream, glyphs: Glyphs): Progress {
  let state = NO_PROGRESS;
  let objective: Objective = 'throughput';
  let isOpen = true;
  return {
    event: (event) => {
      if (!isOpen) return;
      const before = state;
      state = nextProgress(state, event);
      if (event.type === 'study-started') objective = event.header.objective;
      const time = formatDuration(event.atMs).padStart(TIME_WIDTH);
      for (const line of linesOf(event, before, state, { objective, glyphs })) {
        stream.write(`${time}  ${line}\n`);
      }
    },
    close: () => {
      isOpen = false;
    },
  };
}

const STEERED = {
  paused: 'paused',
  continued: 'continued',
  skipped: 'the configurations being measured were skipped',
  finishing: 'the search was ended by hand',
} as const;

interface LogStyle {
  readonly objective: Objective;
  readonly glyphs: Glyphs;
}

function linesOf(
  event: StudyEvent,
  before: ProgressState,
  state: ProgressState,
  { objective, glyphs }: LogStyle,
): readonly string[] {
  switch (event.type) {
    case 'study-started':
      return studyHeadline(event, glyphs);
    case 'heat-started':
      return [heatLine(event.suggestions.length, before, state)];
    case 'trial-finished':
      return [trialLine(event.trial, objective, glyphs)];
    case 'incumbent-changed': {
      // The reference, trivially the best of one.
      if (event.relative.value === 1) return [];
      const gain = formatRatio(event.relative.value, glyphs.times);
      return [`best so far: ${gain}, ${describeConfiguration(event.configuration, glyphs)}`];
    }
    case 'steered':
      return [STEERED[event.action]];
    case 'warning':
      return [`warning: ${safeText(event.message, glyphs, 1000)}`];
    case 'study-finished':
      return [`done: ${state.trials} ${state.trials === 1 ? 'probe' : 'probes'}`];
    case 'round-finished':
    case 'progress':
      return [];
  }
}

function heatLine(members: number, before: ProgressState, state: ProgressState): string {
  const left = timeLeftText(timeLeft(state, state.elapsedS));
  const rest = left === '' ? '' : `; ${left}`;
  const count = `${members} ${members === 1 ? 'configuration' : 'configurations'}`;
  if (state.phase === 'reference') return `measuring the default${rest}`;
  if (state.phase === 'search') return `searching: ${count}${rest}`;
  const start = before.phase === 'finish' ? '' : 'final race in fresh processes, ';
  return `${start}session ${state.raceSessions}: ${count} and the reference${rest}`;
}
