import type { Calibration } from '../calibration/calibration.ts';
import type { ModelSignature } from '../knowledge/task-store.ts';
import type { StoredStudy, StudyState } from '../study/knowledge-store.ts';
import type { StudyHeader } from '../study/study-header.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Trial } from '../study/trial.ts';
import type { Contest } from '../variants/contest.ts';

/** A study in memory. */
export interface MemoryEntry {
  readonly header: StudyHeader;
  readonly trials: Trial[];
  state: StudyState;
  result: StudyResult | null;
}

/** Everything a store in memory holds. */
export interface Memory {
  readonly entries: Map<string, MemoryEntry>;
  readonly calibrations: Map<string, Calibration>;
  readonly signatures: Map<string, ModelSignature>;
  readonly contests: Map<string, Contest>;
}

/** What a reader is given of a study: trials in the order of their numbers, and none that come later. */
export function storedOf({ header, trials, result }: MemoryEntry): StoredStudy {
  return { header, trials: [...trials].sort((a, b) => a.number - b.number), result };
}
