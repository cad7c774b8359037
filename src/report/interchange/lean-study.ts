import { printable } from '../../core/printable.ts';
import type { ArchivedStudy } from '../../study/knowledge-archive.ts';
import type { Equivalence } from '../../study/prober.ts';
import type { ProviderStanding } from '../../study/provider-standings.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import type { Finalist, StudyResult } from '../../study/study-result.ts';
import type { Failure, Measurement, Trial } from '../../study/trial.ts';

/** Options of a study that name places on the machine it ran on, and are no part of what was measured. */
const PLACES = new Set(['kb', 'out', 'csv', 'events', 'config']);

/** The last part of a path, without characters that cannot be seen. */
export function baseName(path: string): string {
  return printable(path.split(/[/\\]/).at(-1) || path, 200);
}

/** A header that says nothing of folders and users: names of files remain of paths, the command line is left out. */
export function privateHeader(header: StudyHeader): StudyHeader {
  const options = Object.entries(header.options)
    .filter(([name]) => !PLACES.has(name))
    .map(([name, texts]) => [name, name === 'input' ? texts.map(baseName) : texts]);
  return {
    ...header,
    model: { ...header.model, path: baseName(header.model.path) },
    command: [],
    options: Object.fromEntries(options) as StudyHeader['options'],
  };
}

/** What a search leaned on, by the names of models alone: one that was never named has the path of its file for a name. */
export function privateResult(result: StudyResult): StudyResult {
  const { start } = result;
  if (start === undefined) return result;
  const named = (insight: typeof start.began): typeof start.began => ({
    ...insight,
    sources: insight.sources.map((source) => ({ ...source, name: baseName(source.name) })),
  });
  return { ...result, start: { began: named(start.began), ended: named(start.ended) } };
}

/** A measurement with its figures but without what they were computed from, which is ninety percent of it. */
function leanMeasurement(measurement: Measurement): Measurement {
  return { ...measurement, slices: [], runTimesMs: null, stderr: '' };
}

function leanFailure(failure: Failure): Failure {
  return { ...failure, stderr: '' };
}

/** A trial without slices, run times and what the runtime wrote. */
export function leanTrial(trial: Trial): Trial {
  return trial.status === 'failed'
    ? { ...trial, failure: leanFailure(trial.failure) }
    : { ...trial, measurement: leanMeasurement(trial.measurement) };
}

function leanFinalist<T extends Finalist>(finalist: T): T {
  return {
    ...finalist,
    measurement: leanMeasurement(finalist.measurement),
    equivalence: leanEquivalence(finalist.equivalence),
  };
}

function leanEquivalence(equivalence: Equivalence | null): Equivalence | null {
  return equivalence?.status === 'failed'
    ? { ...equivalence, failure: leanFailure(equivalence.failure) }
    : equivalence;
}

function leanStanding(standing: ProviderStanding): ProviderStanding {
  return standing.status === 'failed'
    ? standing
    : { ...standing, equivalence: leanEquivalence(standing.equivalence) };
}

function leanResult(result: StudyResult): StudyResult {
  const { reference, recommendation, runnersUp, providers } = result;
  return {
    ...result,
    ...(providers && { providers: providers.map(leanStanding) }),
    reference: reference && {
      ...reference,
      measurement: leanMeasurement(reference.measurement),
    },
    recommendation: recommendation && leanFinalist(recommendation),
    runnersUp: runnersUp.map(leanFinalist),
  };
}

/** A study as it is small enough to be kept in git. */
export function leanStudy(study: ArchivedStudy): ArchivedStudy {
  return {
    ...study,
    trials: study.trials.map(leanTrial),
    result: study.result && leanResult(study.result),
  };
}
