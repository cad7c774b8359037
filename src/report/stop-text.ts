import type { StopReason } from '../study/study-result.ts';
import { chanceText } from './chance-text.ts';

/** Why a study ended, in words. */
export const STOP_TEXT: Readonly<Record<StopReason, string>> = {
  budget: 'the budget was used up',
  'max-probes': 'the number of probes asked for was reached',
  'space-exhausted': 'every configuration was tried',
  converged: 'nothing better is within reach',
  'asked-to-finish': 'the search was ended by hand',
  interrupted: 'interrupted',
  'all-failed': 'everything failed',
};

/**
 * Why a study ended, and how likely that leaves nothing much better to find, where a search that stopped by itself can
 * say it.
 */
export function stopText(reason: StopReason, confidence: number | null): string {
  const text = STOP_TEXT[reason];
  return reason === 'converged' && confidence !== null
    ? `${text} (${chanceText(confidence)} likely)`
    : text;
}
