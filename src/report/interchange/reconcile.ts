import { canonicalJson } from '../../core/canonical-json.ts';
import type { StoredStudy } from '../../study/knowledge-store.ts';
import { studyJson } from '../../study/study-json.ts';
import type { Trial } from '../../study/trial.ts';
import { leanTrial } from './lean-study.ts';

/**
 * How one record of a study stands to another of the same id: the same trials, more (all of the other's among them), fewer, or
 * such as cannot both be right.
 */
export type Reconciliation =
  | { readonly relation: 'same' | 'longer' | 'shorter' }
  | { readonly relation: 'conflict'; readonly reason: string };

/** Compares what came with what is there. Evidence that a lean file lacks does not count. */
export function reconcile(there: StoredStudy, came: StoredStudy): Reconciliation {
  const [a, b] = [there.header, came.header];
  if (a.model.sha256 !== b.model.sha256) return conflict('it is of another model');
  if (a.host.fingerprint !== b.host.fingerprint) return conflict('it is of another host');
  if (a.objective !== b.objective) return conflict('it has another objective');
  const known = new Map(there.trials.map((trial) => [trial.number, trial]));
  let shared = 0;
  for (const trial of came.trials) {
    const own = known.get(trial.number);
    if (own === undefined) continue;
    if (identity(own) !== identity(trial)) return conflict(`trial ${trial.number} differs`);
    shared++;
  }
  const isMore = shared < came.trials.length;
  const isLess = shared < there.trials.length;
  if (isMore && isLess) return conflict('each has trials that the other lacks');
  return { relation: isMore ? 'longer' : isLess ? 'shorter' : 'same' };
}

function conflict(reason: string): Reconciliation {
  return { relation: 'conflict', reason };
}

function identity(trial: Trial): string {
  return canonicalJson(JSON.parse(studyJson(leanTrial(trial))));
}
