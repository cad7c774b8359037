import { formatDuration } from '../core/format-duration.ts';
import type { ProgressState } from './progress-state.ts';

/** Seconds left and how far the study is (0 to 1) at a study time, s. */
export interface TimeLeft {
  /** null before the study began. */
  readonly leftS: number | null;
  /** Whether `leftS` is an estimate; else it is what the budget still allows. */
  readonly isEstimate: boolean;
  readonly share: number;
}

/** How much longer it takes: by the study's own estimate, which never exceeds the budget, else by the budget. */
export function timeLeft({ budgetS, endsAtS, phase }: ProgressState, nowS: number): TimeLeft {
  const endS = endsAtS ?? budgetS;
  if (endS === null) return { leftS: null, isEstimate: false, share: 0 };
  const share = phase === 'done' ? 1 : Math.min(1, nowS / Math.max(endS, 1e-9));
  return { leftS: Math.max(0, endS - nowS), isEstimate: endsAtS !== null, share };
}

/** What is left in words (`about 35 s left`, `up to 1 min left`), rounded up to whole seconds; '' where not known. */
export function timeLeftText({ leftS, isEstimate }: TimeLeft): string {
  if (leftS === null) return '';
  const s = Math.ceil(leftS);
  const duration = s < 60 ? `${s} s` : formatDuration(1000 * s);
  return `${isEstimate ? 'about' : 'up to'} ${duration} left`;
}
