import type { StoredStudy, StudyState } from '../../study/knowledge-store.ts';
import type { Trial } from '../../study/trial.ts';
import type { JsonRecord } from '../json-record.ts';
import { studyLoadJson } from '../load-json.ts';
import { configurationJson } from '../measurement-json.ts';
import type { BestFound, PointRow } from './task-row.ts';
import { bestJson, pointJson } from './tasks-json.ts';

/** One study as `tune kb show ID` shows it. */
export interface StudyView {
  readonly study: StoredStudy;
  readonly state: StudyState;
  readonly best: BestFound | null;
  /** Fastest first. */
  readonly points: readonly PointRow[];
}

/** How many trials ended how, and what they took in all, seconds. */
export function trialCounts(trials: readonly Trial[]): Readonly<Record<Trial['status'], number>> {
  const count = (status: Trial['status']): number =>
    trials.filter((t) => t.status === status).length;
  return { measured: count('measured'), pruned: count('pruned'), failed: count('failed') };
}

/** What `tune kb show ID --json` prints. */
export function studyViewJson({ study, state, best, points }: StudyView): JsonRecord {
  const { header, trials, result } = study;
  const { model, host } = header;
  return {
    schema_version: 1,
    study: {
      study_id: header.studyId,
      started_at: header.startedAt,
      tool_version: header.toolVersion,
      state,
      model: {
        path: model.path,
        sha256: model.sha256,
        parameters: model.parameters,
        base_batch: model.baseBatch,
      },
      host: {
        fingerprint: host.fingerprint,
        platform: host.platform,
        cpu_model: host.cpuModel,
        usable_cores: host.usableCores,
        runtime_version: host.runtimeVersion,
      },
      objective: header.objective,
      load: studyLoadJson(header.load),
      constraints: header.constraints.map((constraint) => constraint.text),
      strategy: header.strategy,
      seed: header.seed,
      budget_s: Number.isFinite(header.budgetS) ? header.budgetS : null,
      space_size: header.spaceSize,
      reference: configurationJson(header.reference),
      trials: trialCounts(trials),
      probe_s: trials.reduce((sum, trial) => sum + trial.probeS, 0),
      stopped_because: result?.stoppedBecause ?? null,
      best: best && bestJson(best),
      points: points.map(pointJson),
    },
  };
}
