import { randomBytes } from 'node:crypto';
import { monotonicClock } from '../probe/monotonic-clock.ts';
import { createStrategy } from '../search/strategies.ts';
import { runStudy } from '../study/run-study.ts';
import type { StudyEvent } from '../study/study-event.ts';
import type { StudyHeader } from '../study/study-header.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { StudyPorts } from '../study/study-setup.ts';
import type { RawOptions } from './options/raw-options.ts';
import type { TuneOptions } from './options/tune-options.ts';
import { toolVersion } from './package-info.ts';
import type { PreparedStudy } from './prepare-study.ts';
import { storedOptions, withoutPassword } from './study-options.ts';

/** What was asked for, as understood and as given. */
export interface AskedStudy {
  readonly options: TuneOptions;
  readonly raw: RawOptions;
  /** What to do to get the same again, for provenance. */
  readonly command: readonly string[];
  /** When the asking began, on the monotonic clock, ms. */
  readonly startedAt: number;
}

/** Starts a new study of what was prepared. Throws as `runStudy` does. */
export function startStudy(
  prepared: PreparedStudy,
  asked: AskedStudy,
  ports: Pick<StudyPorts, 'store' | 'control'>,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, StudyResult> {
  const { space, prober, prior, predictions } = prepared;
  const { options, startedAt } = asked;
  return runStudy(
    {
      header: headerOf(prepared, asked),
      space,
      strategy: (context) => createStrategy(options.strategy, context),
      keepRunTimes: options.keepRunTimes,
      prior,
      predictions,
      startedAt,
    },
    { clock: monotonicClock, prober, ...ports },
    signal,
  );
}

function headerOf(
  { model, machine, load, space }: PreparedStudy,
  { options, raw, command }: AskedStudy,
): StudyHeader {
  return {
    studyId: randomBytes(6).toString('hex'),
    startedAt: new Date().toISOString(),
    toolVersion: toolVersion(),
    model: model.facts,
    host: machine.facts,
    objective: options.objective,
    constraints: options.constraints,
    knobs: space.knobs,
    spaceSize: space.configurations.length,
    reference: space.reference,
    strategy: options.strategy,
    seed: options.seed,
    budgetS: options.budgetS,
    maxProbes: options.maxProbes,
    // Neither header nor events may carry a password.
    command: command.map(withoutPassword),
    options: storedOptions(raw),
    ...(load && { load: load.facts }),
    ...(model.lengths && { lengths: model.lengths }),
  };
}
