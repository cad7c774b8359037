import type { StopReason } from '../study/study-result.ts';

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
