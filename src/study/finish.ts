import { isAccelerator } from '../space/accelerators.ts';
import { type Configuration, configurationKey } from '../space/configuration.ts';
import { type Contender, contenderOfRace, contenderOfTrial, missesOf } from './contender.ts';
import { planRace, type RacePlan, type RaceReport, runRace } from './final-race.ts';
import { findHeadroom, headroomMs } from './find-headroom.ts';
import { rankedTrials } from './incumbent.ts';
import { mergeMeasurements } from './merge-measurements.ts';
import type { Placement } from './placement.ts';
import { bestOfProviders, providerStandings } from './provider-standings.ts';
import { recommend } from './recommend.ts';
import { showBounds } from './show-bounds.ts';
import type { Reference, Sitting } from './sitting.ts';
import type { StopReason, StudyResult } from './study-result.ts';
import { studyResult } from './study-result-of.ts';
import { unlessAborted } from './unless-aborted.ts';
import { createOutputVetting, isFit, type OutputVetting } from './vet-outputs.ts';

/** Finalists besides the reference. */
const FINALISTS = 3;
/** How far the last comparison may overrun the budget, as a share of it. */
const OVERRUN = 0.05;

const NO_RACE: RaceReport = { sessions: 0, reference: [], members: [] };

/**
 * The candidates that race, best first: one whose outputs differ gives its place to the next. The best is always
 * compared, the others as far as time is left beside the race; who wins uncompared is compared afterwards.
 */
async function pickFinalists(
  sitting: Sitting,
  candidates: readonly Configuration[],
  plan: RacePlan,
  vetting: OutputVetting,
): Promise<Configuration[]> {
  const finalists: Configuration[] = [];
  for (const candidate of candidates) {
    if (finalists.length === plan.finalists) break;
    const hasTime = plan.costMs + vetting.costMs(candidate) <= sitting.remainingMs();
    const compares = (finalists.length === 0 || hasTime) && !sitting.signal.aborted;
    if (isFit(compares ? await vetting.compare(candidate) : null)) finalists.push(candidate);
  }
  return finalists;
}

async function race(
  sitting: Sitting,
  reference: Configuration,
  candidates: readonly Configuration[],
  vetting: OutputVetting,
): Promise<RaceReport> {
  const [best] = candidates;
  if (best === undefined) return NO_RACE;
  const keptMs = keptBackMs(sitting, candidates, vetting);
  const availableMs = sitting.remainingMs() - vetting.costMs(best) - keptMs;
  const wanted = planRace(sitting, reference, candidates, availableMs);
  if (wanted === null) return NO_RACE;
  const finalists = await pickFinalists(sitting, candidates, wanted, vetting);
  const plan = planRace(sitting, reference, finalists, sitting.remainingMs() - keptMs);
  if (plan === null || sitting.signal.aborted) return NO_RACE;
  const deadlineMs = sitting.elapsedMs() + sitting.remainingMs() - keptMs;
  return runRace(sitting, reference, finalists.slice(0, plan.finalists), plan, deadlineMs);
}

/** Those who may be recommended, by the race where they ran in it, else by the search. */
function contendersOf(
  sitting: Sitting,
  reference: Configuration,
  report: RaceReport,
): readonly Contender[] {
  const { header } = sitting.setup;
  const raced = report.members.filter((m) => m.failure === null && m.sessions.length > 0);
  if (report.sessions > 0) {
    return raced.map((m) =>
      contenderOfRace(
        m.configuration,
        m.sessions,
        raced.filter((other) => other !== m).map((other) => other.sessions),
        header,
      ),
    );
  }
  const key = configurationKey(reference);
  const failed = new Set(
    report.members.filter((m) => m.failure).map((m) => configurationKey(m.configuration)),
  );
  return rankedTrials(sitting.trials(), header.objective)
    .filter(
      (t) =>
        configurationKey(t.configuration) !== key && !failed.has(configurationKey(t.configuration)),
    )
    .slice(0, FINALISTS)
    .map((t) => contenderOfTrial(t, header));
}

function referenceContender(sitting: Sitting, reference: Reference, report: RaceReport): Contender {
  const measurement =
    report.reference.length > 0
      ? mergeMeasurements(report.reference, reference.measurement.logRatio)
      : reference.measurement;
  return {
    configuration: reference.configuration,
    measurement,
    violations: missesOf(sitting.setup.header, measurement),
  };
}

/** Compares whoever is about to be recommended, until one is fit; the others are out. */
async function vetWinner(
  sitting: Sitting,
  standard: Contender,
  contenders: readonly Contender[],
  vetting: OutputVetting,
): Promise<readonly Contender[]> {
  const { objective } = sitting.setup.header;
  const budgetMs = sitting.elapsedMs() + sitting.remainingMs();
  let fit = contenders.filter((c) => isFit(vetting.known(c.configuration)));
  while (true) {
    const choice = recommend(standard, fit, objective);
    if (choice === null || choice.isReference) return fit;
    const { configuration } = choice.chosen;
    if (vetting.known(configuration) !== null) return fit;
    const affordable = vetting.costMs(configuration) <= sitting.remainingMs() + OVERRUN * budgetMs;
    const equivalence =
      affordable && !sitting.signal.aborted ? await vetting.compare(configuration) : null;
    if (equivalence === null) {
      sitting.warn(
        "The outputs of the recommended configuration were not compared with the default's: there was no time.",
      );
      return fit;
    }
    if (isFit(equivalence)) return fit;
    fit = fit.filter((c) => c !== choice.chosen);
  }
}

/** Share of the budget that comparing the outputs of providers that lost may keep from the race. */
const STANDINGS_SHARE = 0.1;

/**
 * Time that must be left when the race is over, ms: to place a winner with a device, to look for its headroom, and to
 * compare every provider's best.
 */
function keptBackMs(
  sitting: Sitting,
  candidates: readonly Configuration[],
  vetting: OutputVetting,
): number {
  const placing = candidates.slice(0, FINALISTS).map((c) => placingCostMs(sitting, c));
  const comparing = bestOfProviders(sitting).reduce((sum, c) => sum + vetting.costMs(c), 0);
  const budgetMs = sitting.elapsedMs() + sitting.remainingMs();
  const headroom = candidates.slice(0, 1).reduce((sum, c) => sum + headroomMs(sitting, c), 0);
  return Math.max(0, ...placing) + headroom + Math.min(comparing, STANDINGS_SHARE * budgetMs);
}

/** Time to look where the nodes of a configuration run, ms; none on the CPU. */
function placingCostMs({ cost }: Sitting, configuration: Configuration): number {
  return isAccelerator(configuration.provider) ? cost.compareMs(configuration, configuration) : 0;
}

/** Where the nodes of what is about to be recommended run; null on the CPU, and where there is no time to look. */
async function placeWinner(
  sitting: Sitting,
  standard: Contender,
  fit: readonly Contender[],
): Promise<Placement | null> {
  const { prober } = sitting.ports;
  const choice = recommend(standard, fit, sitting.setup.header.objective);
  if (choice === null || prober.place === undefined || sitting.signal.aborted) return null;
  const { configuration } = choice.chosen;
  if (!isAccelerator(configuration.provider)) return null;
  const budgetMs = sitting.elapsedMs() + sitting.remainingMs();
  if (placingCostMs(sitting, configuration) > sitting.remainingMs() + OVERRUN * budgetMs) {
    sitting.warn('There was no time to look which operators fell back to the CPU.');
    return null;
  }
  const { place } = prober;
  return unlessAborted(sitting.signal, () => place(configuration, sitting.signal));
}

/** Who may win, best first: as the strategy's model has it, which is not fooled by a lucky heat, else as measured. */
function candidatesOf({ strategy, trials, setup }: Sitting): readonly Configuration[] {
  const measured = rankedTrials(trials(), setup.header.objective).map((t) => t.configuration);
  const able = new Set(measured.map(configurationKey));
  const modelled = strategy.ranking?.().filter((c) => able.has(configurationKey(c))) ?? [];
  const ranked = new Set(modelled.map(configurationKey));
  return [...modelled, ...measured.filter((c) => !ranked.has(configurationKey(c)))];
}

/**
 * Ends a study: the three best and the reference meet once more in fresh processes, outputs are compared, and what is
 * recommended is judged by that race alone. Without time for it the result says so and rests on the search, widened.
 */
export async function finish(sitting: Sitting, stop: StopReason): Promise<StudyResult> {
  const reference = sitting.reference();
  if (reference === null) return studyResult(sitting, { stop, standard: null });
  const key = configurationKey(reference.configuration);
  const candidates = candidatesOf(sitting).filter((c) => configurationKey(c) !== key);
  const vetting = createOutputVetting(sitting, reference.configuration);
  const report =
    stop === 'interrupted'
      ? NO_RACE
      : await race(sitting, reference.configuration, candidates, vetting);
  const { standard, contenders } = await showBounds(sitting, {
    standard: referenceContender(sitting, reference, report),
    contenders: contendersOf(sitting, reference.configuration, report),
  });
  const fit = await vetWinner(sitting, standard, contenders, vetting);
  const placement = await placeWinner(sitting, standard, fit);
  const headroom = await findHeadroom(sitting, standard, fit);
  return studyResult(sitting, {
    stop: sitting.signal.aborted ? 'interrupted' : stop,
    standard,
    contenders,
    fit,
    report,
    vetting,
    placement,
    headroom,
    providers: await providerStandings(sitting, vetting),
  });
}
