import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { baseName } from '../../report/interchange/lean-study.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import { parseAge } from '../options/parse-age.ts';
import { isOn, type RawOptions, rawLabel, rawText } from '../options/raw-options.ts';
import { namesModel } from './find-knowledge.ts';

/** What a study must be to be forgotten: everything that is not null. */
export interface PruneConditions {
  readonly olderThanMs: number | null;
  /** Newest studies of each task that stay. */
  readonly keep: number | null;
  readonly failed: boolean;
  readonly host: string | null;
  readonly model: string | null;
  /** Ids, or beginnings of them; empty for every study. */
  readonly runs: readonly string[];
}

/** Understands the options of `tune kb prune`. Throws a `TuneError` (usage), also where there is no condition at all. */
export function pruneConditions(options: RawOptions): PruneConditions {
  const age = rawText(options, 'older-than');
  const keep = rawText(options, 'keep');
  const conditions = {
    olderThanMs: age === undefined ? null : parseAge(age, rawLabel(options, 'older-than')),
    keep: keep === undefined ? null : parseCount(keep, rawLabel(options, 'keep')),
    failed: isOn(options, 'failed'),
    host: rawText(options, 'host') ?? null,
    model: rawText(options, 'model') ?? null,
    runs: options.get('run')?.texts ?? [],
  };
  const { olderThanMs, failed, host, model, runs } = conditions;
  const isNothing = [olderThanMs, conditions.keep, host, model].every((c) => c === null);
  if (!isNothing || failed || runs.length > 0) return conditions;
  throw new TuneError('usage', 'tune kb prune needs to be told what to remove', {
    hint: 'For example --older-than 90d --keep 5, --failed, --host FINGERPRINT or --model NAME.',
  });
}

function parseCount(text: string, label: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Use a whole number from 0.',
  });
}

/**
 * The studies that meet all conditions but `failed`, which needs more than a summary. Never one that runs. `studies` newest
 * first; `now` in ms since the epoch.
 */
export function choosePruned(
  studies: readonly StudySummary[],
  conditions: PruneConditions,
  now: number,
): readonly StudySummary[] {
  const { olderThanMs, keep, host, model, runs } = conditions;
  const seen = new Map<string, number>();
  return studies.filter((study) => {
    const task = `${study.modelSha256}/${study.hostFingerprint}`;
    const newer = seen.get(task) ?? 0;
    seen.set(task, newer + 1);
    const named = { name: baseName(study.modelPath), sha256: study.modelSha256 };
    return (
      study.state !== 'running' &&
      (keep === null || newer >= keep) &&
      (olderThanMs === null || now - Date.parse(study.startedAt) > olderThanMs) &&
      (host === null || study.hostFingerprint.startsWith(host)) &&
      (model === null || namesModel(model, named)) &&
      (runs.length === 0 || runs.some((id) => study.studyId.startsWith(id)))
    );
  });
}
