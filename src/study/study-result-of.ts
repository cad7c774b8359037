import { formatSignificant } from '../core/format-significant.ts';
import type { Goodput } from '../load/load-statistics.ts';
import { configurationKey } from '../space/configuration.ts';
import type { Contender } from './contender.ts';
import type { RaceReport } from './final-race.ts';
import { lighter, measuredTrials, relativeOf } from './incumbent.ts';
import type { Placement } from './placement.ts';
import type { ProviderStanding } from './provider-standings.ts';
import { type Choice, recommend } from './recommend.ts';
import { recommendationReason } from './recommendation-reason.ts';
import { collectRejections, describeViolation } from './rejections.ts';
import type { Sitting } from './sitting.ts';
import type { Finalist, Recommendation, StopReason, StudyResult } from './study-result.ts';
import { type Measurement, ratioOf } from './trial.ts';
import type { OutputVetting } from './vet-outputs.ts';

/** What the finish leaves to be put into words. `standard` is null where nothing could be measured. */
export type Ending =
  | { readonly stop: StopReason; readonly standard: null }
  | {
      readonly stop: StopReason;
      readonly standard: Contender;
      /** All that were judged; `fit` are those whose outputs do not disqualify them. */
      readonly contenders: readonly Contender[];
      readonly fit: readonly Contender[];
      readonly report: RaceReport;
      readonly vetting: OutputVetting;
      readonly placement: Placement | null;
      /** Of what is recommended; null where it was not looked for. */
      readonly headroom: Goodput | null;
      readonly providers: readonly ProviderStanding[];
    };

type Ended = Exclude<Ending, { readonly standard: null }>;

function startOf({ began, strategy }: Sitting): Pick<StudyResult, 'start'> {
  return began === null ? {} : { start: { began, ended: strategy.insight?.() ?? began } };
}

function stopReason(sitting: Sitting, stop: StopReason): StopReason {
  const trials = sitting.trials();
  const nothingWorks = trials.length > 0 && measuredTrials(trials).length === 0;
  return nothingWorks && stop !== 'interrupted' ? 'all-failed' : stop;
}

/** The measurement as published: single runs only where they were asked for. */
function published(sitting: Sitting, measurement: Measurement): Measurement {
  return sitting.setup.keepRunTimes ? measurement : { ...measurement, runTimesMs: null };
}

function finalistOf(sitting: Sitting, ended: Ended, contender: Contender): Finalist {
  const { objective } = sitting.setup.header;
  const { configuration, measurement } = contender;
  return {
    configuration,
    measurement: published(sitting, measurement),
    relative: relativeOf(ratioOf(measurement.logRatio, objective)),
    equivalence: ended.vetting.known(configuration),
  };
}

function recommendationOf(sitting: Sitting, ended: Ended, choice: Choice): Recommendation {
  const { header, space } = sitting.setup;
  const { configuration, measurement } = ended.standard;
  const isDefault = configurationKey(configuration) === configurationKey(space.reference);
  const able = ended.fit.filter((c) => c.violations.length === 0);
  const best = able
    .map((c) => relativeOf(ratioOf(c.measurement.logRatio, header.objective)))
    .sort((a, b) => b.value - a.value)[0];
  const alone = ended.fit.length === 0 && space.configurations.length > 1;
  const finalist = finalistOf(sitting, ended, choice.chosen);
  const [missed] = measurement.load?.overloaded ? ended.standard.violations : [];
  return {
    ...finalist,
    measurement: withHeadroom(finalist.measurement, ended.headroom),
    relative: choice.relative,
    keepDefault: choice.isReference && isDefault,
    // Best of one says nothing while others were never measured.
    confidence: alone ? 0 : choice.confidence,
    reason: recommendationReason({
      choice,
      objective: header.objective,
      best: best ?? null,
      sessions: ended.report.sessions,
      isDefault,
      referenceFeasible: ended.standard.violations.length === 0,
      ...(missed && { overload: describeViolation(missed, missed.constraint) }),
    }),
    ...(ended.placement && { placement: ended.placement }),
  };
}

function withHeadroom(measurement: Measurement, goodput: Goodput | null): Measurement {
  const { load } = measurement;
  return goodput === null || load === undefined
    ? measurement
    : { ...measurement, load: { ...load, goodput } };
}

/** Says where the evidence is weaker than it should be. */
function warnOfEvidence(sitting: Sitting, ended: Ended, choice: Choice | null): void {
  const { report, contenders } = ended;
  const interrupted = ended.stop === 'interrupted';
  if (contenders.length > 0 && report.sessions === 0) {
    const why = interrupted ? 'The study was interrupted before' : 'There was no time for';
    sitting.warn(
      `${why} the final race in fresh processes: intervals come from the search, widened for how far sessions may differ.`,
    );
  }
  if (report.sessions === 1) {
    sitting.warn(
      'There was time for one fresh session only: intervals are widened for how far sessions may differ.',
    );
  }
  if (choice === null || choice.isReference || report.sessions < 2) return;
  const { value, low, high } = choice.relative;
  const half = (high - low) / 2 / value;
  const { precision } = sitting.pace;
  if (half > precision) {
    sitting.warn(
      `The gain is known to ±${formatSignificant(100 * half, 2)} %, not to the ${100 * precision} % asked for: sessions differ, or the budget is short.`,
    );
  }
}

/** The result of a study. */
export function studyResult(sitting: Sitting, ending: Ending): StudyResult {
  const { header } = sitting.setup;
  const stoppedBecause = stopReason(sitting, ending.stop);
  const common = { header, ...startOf(sitting), trials: [...sitting.trials()], stoppedBecause };
  if (ending.standard === null) {
    return {
      ...common,
      reference: null,
      recommendation: null,
      runnersUp: [],
      rejections: collectRejections(
        sitting.trials(),
        { contenders: [], members: [], outputs: [] },
        header.load?.offered.text,
      ),
      raceSessions: 0,
      elapsedS: sitting.elapsedMs() / 1000,
      noise: sitting.noise.summary(),
      warnings: [...sitting.warnings()],
    };
  }
  const { standard, fit, contenders, report, vetting } = ending;
  const choice = recommend(standard, fit, header.objective);
  warnOfEvidence(sitting, ending, choice);
  const runnersUp = fit
    .filter((c) => c !== choice?.chosen && c.violations.length === 0)
    .map((c) => finalistOf(sitting, ending, c))
    .sort((a, b) => b.relative.value - a.relative.value || lighter(a.measurement, b.measurement));
  return {
    ...common,
    reference: {
      configuration: standard.configuration,
      measurement: published(sitting, standard.measurement),
    },
    recommendation: choice && recommendationOf(sitting, ending, choice),
    runnersUp,
    rejections: collectRejections(
      sitting.trials(),
      {
        contenders: [...contenders, standard],
        members: report.members,
        outputs: vetting.rejections(),
      },
      header.load?.offered.text,
    ),
    ...(ending.providers.length > 0 && { providers: ending.providers }),
    raceSessions: report.sessions,
    elapsedS: sitting.elapsedMs() / 1000,
    noise: sitting.noise.summary(),
    warnings: [...sitting.warnings()],
  };
}
