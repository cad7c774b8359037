import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import type { Trial } from '../study/trial.ts';
import { SHARES, shareMs, weightOf } from './budget-share.ts';
import type { ContestResult } from './contest-result.ts';
import type { ContestPorts, ContestSetup } from './contest-setup.ts';
import { contestOf, type Lane, laneOf, settle, strengthOfBest } from './contest-state.ts';
import type { Final } from './final.ts';
import { runFinal } from './final.ts';
import { runFirstHeat } from './first-heat.ts';
import { hopelessBecause } from './hopeless.ts';
import { judgeContest } from './judge-contest.ts';
import { pickFinalists } from './pick-finalists.ts';
import { settleFinal } from './settle-final.ts';

/** Time below which a study would measure nothing, ms. */
const LEAST_STUDY_MS = 1000;

/** A contest under way. */
interface Contesting {
  readonly setup: ContestSetup;
  readonly ports: ContestPorts;
  readonly lanes: readonly Lane[];
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly warnings: Set<string>;
}

/**
 * The choice among variants: their defaults run beside each other once, each variant is tuned by a study of its own, the
 * most promising first, and the best of each meet in a final of fresh processes. Variants that are out from the start are
 * not measured; one that turns out hopeless is given up, and its time goes to the others. What is known is saved as it goes.
 * An abort ends it promptly with a result from what was measured. Throws what the ports throw beyond their contracts.
 */
export async function runContest(
  setup: ContestSetup,
  ports: ContestPorts,
  signal: AbortSignal,
): Promise<ContestResult> {
  const contesting: Contesting = {
    setup,
    ports,
    lanes: setup.contestants.map(laneOf),
    deadlineMs: setup.startedAt + 1000 * setup.budgetS,
    signal,
    warnings: new Set(),
  };
  const open = contesting.lanes.filter((lane) => lane.contestant.exclusion === null);
  await save(contesting);
  await holdFirstHeat(contesting, open);
  await tuneAll(contesting, open);
  const final = signal.aborted ? null : await holdFinal(contesting, open);
  if (final !== null) settleFinal(open, final, setup);
  await save(contesting);
  const { startedAt } = setup;
  return judgeContest({
    contest: contestOf(setup, contesting.lanes),
    setup,
    lanes: contesting.lanes,
    final,
    elapsedS: (ports.clock.now() - startedAt) / 1000,
    isInterrupted: signal.aborted,
    warnings: contesting.warnings,
  });
}

/** Saves what is known; a store that fails costs the contest its memory, not its result. */
async function save({ setup, ports, lanes, warnings }: Contesting): Promise<void> {
  try {
    await ports.save(contestOf(setup, lanes));
  } catch (error) {
    if (!(error instanceof TuneError) || error.kind !== 'environment') throw error;
    warnings.add(`The contest could not be stored: ${error.message}`);
  }
}

async function holdFirstHeat(
  { ports, setup, deadlineMs, signal }: Contesting,
  open: readonly Lane[],
): Promise<void> {
  if (open.length < 2 || signal.aborted) return;
  const { prober, clock, onProgress } = ports;
  onProgress({ phase: 'first-heat', variants: open.length });
  const maxMs = Math.min(SHARES.first * 1000 * setup.budgetS, deadlineMs - clock.now());
  try {
    const contestants = open.map((lane) => lane.contestant);
    const found = await runFirstHeat(contestants, prober, Math.max(0, maxMs), signal);
    for (const lane of open) lane.standard = found.get(lane.contestant) ?? null;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** How fast the default of a contestant is, as a log to the common reference; the reference's own where it is not known. */
function promiseOf({ standard }: Lane, { contest }: ContestSetup): number {
  return standard?.[contest.objective].value ?? 0;
}

/** Tunes one contestant after the other, the most promising first: what comes later is then measured against the best. */
async function tuneAll(contesting: Contesting, open: readonly Lane[]): Promise<void> {
  const { setup, ports, deadlineMs, signal } = contesting;
  const queue = open.toSorted((a, b) => promiseOf(b, setup) - promiseOf(a, setup));
  const fastest = queue[0] === undefined ? 0 : promiseOf(queue[0], setup);
  const reserveMs = open.length > 1 ? SHARES.final * 1000 * setup.budgetS : 0;
  for (const [index, lane] of queue.entries()) {
    if (signal.aborted) return;
    const leftMs = deadlineMs - reserveMs - ports.clock.now();
    const weights = queue.slice(index).map((l) => weightOf(promiseOf(l, setup) - fastest));
    const budgetMs = shareMs(leftMs, weights);
    if (budgetMs < LEAST_STUDY_MS && index > 0) {
      const message = 'there was no time left for it; give more with --budget';
      lane.problem = { status: 'not-measured', message };
      continue;
    }
    const place = { index, of: queue.length };
    await tuneOne(contesting, lane, Math.max(budgetMs, LEAST_STUDY_MS), place);
    await save(contesting);
  }
}

async function tuneOne(
  contesting: Contesting,
  lane: Lane,
  budgetMs: number,
  place: { readonly index: number; readonly of: number },
): Promise<void> {
  const { setup, ports, signal } = contesting;
  const { contestant } = lane;
  const { objective } = setup.contest;
  const giveUp = new AbortController();
  const leader = bestSoFar(contesting);
  const trials: Trial[] = [];
  ports.onProgress({ phase: 'tuning', contestant, ...place, event: null });
  const saved: Promise<void>[] = [];
  try {
    const result = await ports.tune({
      contestant,
      budgetMs,
      signal: AbortSignal.any([signal, giveUp.signal]),
      onEvent: (event) => {
        if (event.type === 'study-started') {
          lane.studyId = event.header.studyId;
          // From now on whatever happens to this process, the trials are found again.
          saved.push(save(contesting));
        }
        if (event.type === 'trial-finished') trials.push(event.trial);
        if (event.type === 'trial-finished' && leader !== null && lane.standard !== null) {
          const underway = { trials, standard: lane.standard[objective] };
          lane.givenUp ??= hopelessBecause(underway, leader, objective);
          if (lane.givenUp !== null) giveUp.abort(new Error(lane.givenUp));
        }
        ports.onProgress({ phase: 'tuning', contestant, ...place, event });
      },
    });
    settle(lane, result);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof TuneError)) throw error;
    lane.problem = { status: 'failed', message: printable(error.message, 300) };
  } finally {
    await Promise.all(saved);
  }
}

/** The strongest feasible contestant so far. */
function bestSoFar({ lanes, setup }: Contesting): MeanEstimate | null {
  const strengths = lanes.map((lane) => strengthOfBest(lane, setup)).filter((s) => s !== null);
  return strengths.toSorted((a, b) => b.mean - a.mean)[0] ?? null;
}

async function holdFinal(
  { setup, ports, deadlineMs, signal, warnings }: Contesting,
  open: readonly Lane[],
): Promise<Final | null> {
  const finalists = pickFinalists(open, setup, warnings);
  if (finalists.length < 2) return null;
  const { prober, clock, onProgress } = ports;
  const tell = (sessions: number): void =>
    onProgress({ phase: 'final', variants: finalists.length, sessions });
  tell(0);
  const plan = {
    objective: setup.contest.objective,
    usableCores: setup.usableCores,
    deadlineMs,
  };
  return runFinal(finalists, plan, { prober, clock, onSession: tell }, signal);
}
