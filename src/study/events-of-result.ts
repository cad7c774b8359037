import { rankedTrials, relativeOf } from './incumbent.ts';
import type { StudyEvent } from './study-event.ts';
import type { StudyResult } from './study-result.ts';
import { ratioOf, type Trial } from './trial.ts';

/** Trials of one heat are finished within this time of each other, ms. */
const SAME_HEAT_MS = 50;

/**
 * The stream of events that a result is likely to have come from: its trials as they were finished, heat by heat, then
 * the sessions of the final race evenly over the time that was left. Rounds are not in a result: each heat has one.
 */
export function eventsOfResult(result: StudyResult): readonly StudyEvent[] {
  const heats = heatsOf(result.trials);
  const endS = result.elapsedS;
  const events: StudyEvent[] = [
    {
      type: 'study-started',
      atMs: 0,
      header: result.header,
      resumedTrials: 0,
      ...(result.start && { start: result.start.began }),
    },
  ];
  let beganAtMs = 0;
  let finished: readonly Trial[] = [];
  for (const [i, trials] of heats.entries()) {
    const heat = i + 1;
    events.push(...heatEvents(heat, trials, finished, { beganAtMs, endS, result }));
    finished = [...finished, ...trials];
    beganAtMs = trials.at(-1)?.finishedAtMs ?? beganAtMs;
  }
  const endMs = Math.max(beganAtMs, 1000 * endS);
  for (let session = 0; session < result.raceSessions; session++) {
    const atMs = beganAtMs + ((endMs - beganAtMs) * session) / result.raceSessions;
    events.push(raceStart(heats.length + session + 1, result, atMs));
  }
  for (const message of result.warnings) events.push({ type: 'warning', atMs: endMs, message });
  return [...events, { type: 'study-finished', atMs: endMs, result }];
}

function heatsOf(trials: readonly Trial[]): readonly (readonly Trial[])[] {
  const heats: Trial[][] = [];
  for (const trial of trials.toSorted((a, b) => a.number - b.number)) {
    const heat = heats.at(-1);
    const before = heat?.at(-1);
    const isFirst = trial.number === 1 || before?.number === 1;
    const belongs = before !== undefined && trial.finishedAtMs - before.finishedAtMs < SAME_HEAT_MS;
    if (heat !== undefined && belongs && !isFirst) heat.push(trial);
    else heats.push([trial]);
  }
  return heats;
}

interface HeatTimes {
  readonly beganAtMs: number;
  readonly endS: number;
  readonly result: StudyResult;
}

function heatEvents(
  heat: number,
  trials: readonly Trial[],
  before: readonly Trial[],
  { beganAtMs, endS, result }: HeatTimes,
): readonly StudyEvent[] {
  const { objective } = result.header;
  const suggestions = trials.map(({ configuration, reason }) => ({ configuration, reason }));
  const measured = trials.filter((t) => t.status !== 'failed');
  const standings = measured
    .filter((t) => t.number > 1)
    .map((t) => ({
      configuration: t.configuration,
      relative: relativeOf(ratioOf(t.measurement.logRatio, objective)),
    }));
  const round = Math.max(0, ...measured.map((t) => t.measurement.rounds));
  const roundAtMs = Math.max(beganAtMs, trials[0]?.finishedAtMs ?? beganAtMs);
  const events: StudyEvent[] = [];
  if (heat > 1) {
    const elapsedS = beganAtMs / 1000;
    const etaS = Math.max(0, endS - elapsedS);
    events.push({ type: 'progress', atMs: beganAtMs, trials: before.length, elapsedS, etaS });
  }
  events.push({ type: 'heat-started', atMs: beganAtMs, heat, phase: 'search', suggestions });
  events.push({ type: 'round-finished', atMs: roundAtMs, heat, round, standings });
  const finished = [...before];
  for (const trial of trials) {
    const atMs = Math.max(beganAtMs, trial.finishedAtMs);
    const former = rankedTrials(finished, objective)[0];
    finished.push(trial);
    const best = rankedTrials(finished, objective)[0];
    events.push({ type: 'trial-finished', atMs, trial });
    if (best === undefined || best.number === former?.number) continue;
    const relative = relativeOf(ratioOf(best.measurement.logRatio, objective));
    events.push({ type: 'incumbent-changed', atMs, configuration: best.configuration, relative });
  }
  return events;
}

function raceStart(heat: number, result: StudyResult, atMs: number): StudyEvent {
  const finalists = [
    ...(result.recommendation ? [result.recommendation] : []),
    ...result.runnersUp,
  ];
  const suggestions = finalists.map(({ configuration }) => ({ configuration, reason: 'finalist' }));
  return { type: 'heat-started', atMs, heat, phase: 'finish', suggestions };
}
