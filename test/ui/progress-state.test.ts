import { expect, test } from 'vitest';
import type { StudyEvent } from '../../src/study/study-event.ts';
import { NO_PROGRESS, nextProgress, type ProgressState } from '../../src/ui/progress-state.ts';
import { timeLeft, timeLeftText } from '../../src/ui/time-left.ts';
import { behaviourOf, conductScene, FAILED, usualThroughput } from '../study/conduct.ts';
import { headerOf, smallSpace, trialOf } from '../study/fixtures.ts';

const after = (events: readonly StudyEvent[], from = NO_PROGRESS): ProgressState =>
  events.reduce(nextProgress, from);

const started = (changes = {}, resumedTrials = 0): StudyEvent => ({
  type: 'study-started',
  atMs: 0,
  header: headerOf(changes),
  resumedTrials,
});

const heat = (phase: 'search' | 'finish', atMs = 100): StudyEvent => ({
  type: 'heat-started',
  atMs,
  heat: 1,
  phase,
  suggestions: [],
});

test('a whole study passes through every phase in order and ends with what it measured', async () => {
  const { events, result } = await conductScene({
    behaviour: (c) => (c.batchSize === 8 ? FAILED : behaviourOf(usualThroughput(c))),
  });
  const states = events.map((_, i) => after(events.slice(0, i + 1)));
  const phases = states.map((s) => s.phase).filter((p, i, all) => p !== all[i - 1]);
  expect(phases).toEqual(['starting', 'reference', 'search', 'finish', 'done']);
  const last = states.at(-1);
  expect(last?.trials).toBe(result.trials.length);
  expect(last?.failed).toBe(result.trials.filter((t) => t.status === 'failed').length);
  expect(last?.failed).toBeGreaterThan(0);
  expect(last?.raceSessions).toBe(result.raceSessions);
  expect(last?.incumbent?.configuration).toEqual(result.recommendation?.configuration);
  expect(last?.elapsedS).toBeCloseTo(result.elapsedS, 0);
});

test('the default is being measured until there is a trial, then it is a search', () => {
  const first = after([started(), heat('search')]);
  expect(first.phase).toBe('reference');
  const trial = trialOf(1, smallSpace.reference);
  expect(after([{ type: 'trial-finished', atMs: 1, trial }, heat('search')], first).phase).toBe(
    'search',
  );
});

test('a resumed study counts the trials it had and begins with the search', () => {
  const state = after([started({}, 7), heat('search')]);
  expect(state).toMatchObject({ trials: 7, phase: 'search' });
});

test('the time left comes from the estimate where there is one, else from the budget', () => {
  const fresh = after([started({ budgetS: 60 })]);
  expect(timeLeft(NO_PROGRESS, 3)).toEqual({ leftS: null, isEstimate: false, share: 0 });
  expect(timeLeft(fresh, 15)).toEqual({ leftS: 45, isEstimate: false, share: 0.25 });
  const told = after(
    [{ type: 'progress', atMs: 10_000, trials: 3, elapsedS: 10, etaS: 10 }],
    fresh,
  );
  expect(timeLeft(told, 15)).toEqual({ leftS: 5, isEstimate: true, share: 0.75 });
});

test('a study that takes longer than expected has no time left, not a negative one', () => {
  const state = after([started({ budgetS: 60 })]);
  expect(timeLeft(state, 70)).toEqual({ leftS: 0, isEstimate: false, share: 1 });
});

test('the time left is said in whole seconds, as an estimate or as a limit', () => {
  const text = (leftS: number | null, isEstimate: boolean): string =>
    timeLeftText({ leftS, isEstimate, share: 0 });
  expect(text(6.2, true)).toBe('about 7 s left');
  expect(text(59.5, false)).toBe('up to 1 min left');
  expect(text(0, true)).toBe('about 0 s left');
  expect(text(null, false)).toBe('');
});

test('time never runs backwards', () => {
  const state = after([heat('search', 5000), heat('search', 3000)]);
  expect(state.elapsedS).toBe(5);
});
