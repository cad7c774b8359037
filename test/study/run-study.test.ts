import { describe, expect, it } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { createStaged } from '../../src/search/staged.ts';
import type { Insight, Observation, StrategyFactory } from '../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import {
  behaviourOf,
  conductScene,
  createYieldingTime,
  FAILED,
  listening,
  QUIET,
  USUAL,
  usualThroughput,
} from './conduct.ts';
import { smallSpace, spaceOf } from './fixtures.ts';

const key = configurationKey;
const isDefault = (c: Configuration): boolean => key(c) === key(smallSpace.reference);
const best = smallSpace.configurations.find(
  (c) => c.batchSize === 4 && c.instances === 2 && c.intraOpThreads === 1,
) as Configuration;

function ofType<T extends StudyEvent['type']>(events: readonly StudyEvent[], type: T) {
  return events.filter((e): e is Extract<StudyEvent, { type: T }> => e.type === type);
}

describe('a study measures', () => {
  it('the default first, as trial 1 with log-ratio 0', async () => {
    const { result } = await conductScene();
    expect(result.trials[0]).toMatchObject({
      number: 1,
      configuration: smallSpace.reference,
      status: 'measured',
      measurement: { logRatio: { throughput: { value: 0, standardError: 0 } } },
    });
  });

  it('and tells what was expected once, with the first heat', async () => {
    const relative = { value: 1.2, low: 1, high: 1.44 };
    const predictions = [{ configuration: best, relative }];
    const { events } = await conductScene({ predictions, header: { budgetS: 600 } });
    const told = ofType(events, 'heat-started').map((e) => e.predictions);
    expect(told[0]).toEqual(predictions);
    expect(told.slice(1).every((p) => p === undefined)).toBe(true);
    const silent = await conductScene();
    expect(ofType(silent.events, 'heat-started').some((e) => 'predictions' in e)).toBe(false);
  });

  it('and says where the search started from and what it leaned on in the end, where there is a model', async () => {
    const insightAt = (told: number): Insight => ({
      sources: [],
      lawWeight: 1 / (1 + told),
      confidence: told === 0 ? null : 0.9,
    });
    const knowing: StrategyFactory = (context) => {
      const inner = createStaged(context);
      let told = 0;
      return {
        ...inner,
        tell: (observation) => {
          told++;
          inner.tell(observation);
        },
        insight: () => insightAt(told),
      };
    };
    const { result, events } = await conductScene({ strategy: knowing });
    expect(ofType(events, 'study-started')[0]?.start).toEqual(insightAt(0));
    expect(result.start).toEqual({ began: insightAt(0), ended: insightAt(result.trials.length) });
    const without = await conductScene();
    expect('start' in without.result).toBe(false);
    expect(ofType(without.events, 'study-started')[0]).not.toHaveProperty('start');
  });

  it('every configuration once and numbers them in order where time allows', async () => {
    const { result } = await conductScene({ header: { budgetS: 600 } });
    expect(result.stoppedBecause).toBe('space-exhausted');
    expect(result.trials.map((t) => t.number)).toEqual(result.trials.map((_, i) => i + 1));
    const keys = new Set(result.trials.map((t) => key(t.configuration)));
    expect(keys.size).toBe(smallSpace.configurations.length);
    expect(result.trials).toHaveLength(keys.size);
  });

  it('and finds the best through noise, with the staged strategy', async () => {
    const found: string[] = [];
    for (let seed = 0; seed < 12; seed++) {
      const { result } = await conductScene({
        seed,
        header: { seed },
        noise: USUAL,
        strategy: createStaged,
        behaviour: (c) => behaviourOf(20 * usualThroughput(c)),
      });
      const { configuration, relative } = result.recommendation ?? {};
      if (configuration && usualThroughput(configuration) > 0.95 * usualThroughput(best)) {
        found.push(key(configuration));
      }
      const truth =
        usualThroughput(configuration as Configuration) / usualThroughput(smallSpace.reference);
      expect(relative?.low).toBeLessThan(truth * 1.02);
      expect(relative?.high).toBeGreaterThan(truth * 0.98);
    }
    expect(found.length).toBeGreaterThanOrEqual(11);
  });
});

describe('a study measures within its bounds', () => {
  it('no more than it is allowed to', async () => {
    for (const maxProbes of [1, 2, 7]) {
      const { result } = await conductScene({ header: { maxProbes } });
      expect(result.trials).toHaveLength(maxProbes);
      expect(result.stoppedBecause).toBe('max-probes');
    }
  });

  it('and tells the strategy of every trial exactly once', async () => {
    const told: Observation[] = [];
    const { result } = await conductScene({ strategy: listening(told), noise: USUAL });
    expect(told.map((o) => key(o.configuration))).toEqual(
      result.trials.map((t) => key(t.configuration)),
    );
    expect(told[0]).toMatchObject({ value: 0, feasible: true });
    expect(told.some((o) => o.status === 'pruned')).toBe(true);
  });

  it('and shares the time of a heat among its trials', async () => {
    const { result } = await conductScene({ header: { budgetS: 600 } });
    const total = result.trials.reduce((sum, t) => sum + t.probeS, 0);
    const searched = (result.trials.at(-1)?.finishedAtMs ?? 0) / 1000;
    expect(total).toBeCloseTo(searched, 6);
  });

  it('nothing but the default where the space holds nothing else', async () => {
    const space = spaceOf({ batches: [1], instances: [1], threads: [0] });
    const { result } = await conductScene({ space });
    expect(result).toMatchObject({
      stoppedBecause: 'space-exhausted',
      raceSessions: 0,
      recommendation: { keepDefault: true, confidence: 1 },
    });
  });

  it('the default even where the budget is too small for anything', async () => {
    const slow = (c: Configuration) => behaviourOf(0.02 * usualThroughput(c));
    const { result, tookS } = await conductScene({ header: { budgetS: 1 }, behaviour: slow });
    expect(result.trials).toHaveLength(1);
    expect(result.stoppedBecause).toBe('budget');
    expect(result.recommendation).toMatchObject({ keepDefault: true, confidence: 0 });
    expect(tookS).toBeLessThan(30);
  });
});

describe('the events of a study', () => {
  it('begin and end with the study and carry its result', async () => {
    const { events, result } = await conductScene();
    expect(events[0]).toMatchObject({ type: 'study-started', resumedTrials: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'study-finished', result });
    const times = events.map((e) => e.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('come while a heat is running, not after it', async () => {
    const seen: string[] = [];
    const time = createYieldingTime();
    await conductScene({
      time,
      onEvent: (e) => seen.push(`${e.type} ${time.now() - e.atMs < 1000}`),
    });
    const rounds = seen.filter((s) => s.startsWith('round-finished'));
    expect(rounds.length).toBeGreaterThan(10);
    expect(rounds.every((s) => s.endsWith('true'))).toBe(true);
  });

  it('tell of every better configuration and of the time left', async () => {
    const { events } = await conductScene();
    const values = ofType(events, 'incumbent-changed').map((e) => e.relative.value);
    expect(values[0]).toBe(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    const etas = ofType(events, 'progress').map((e) => e.etaS ?? Infinity);
    expect(etas.length).toBeGreaterThan(3);
    expect(Math.max(...etas)).toBeLessThanOrEqual(60);
    expect(etas.at(-1)).toBeLessThan(10);
  });

  it('show heats of a few challengers, and finalists in the finish', async () => {
    const { events } = await conductScene({ header: { budgetS: 600 } });
    const heats = ofType(events, 'heat-started');
    expect(heats.map((h) => h.heat)).toEqual(heats.map((_, i) => i + 1));
    expect(Math.max(...heats.map((h) => h.suggestions.length))).toBe(4);
    expect(heats.filter((h) => h.phase === 'finish').length).toBeGreaterThanOrEqual(3);
  });

  it('come after the trial they tell of is in the store', async () => {
    const store = openMemoryStore();
    const { result } = await conductScene({
      store,
      onEvent: async (e) => {
        if (e.type !== 'trial-finished') return;
        expect((await store.study('study-1'))?.trials.map((t) => t.number)).toContain(
          e.trial.number,
        );
      },
    });
    expect((await store.study('study-1'))?.trials).toEqual(result.trials);
    expect((await store.study('study-1'))?.result).toEqual(result);
    expect((await store.studies())[0]?.state).toBe('finished');
  });
});

describe('a study goes on', () => {
  it('with the first configuration that works where the default does not', async () => {
    const { result } = await conductScene({
      behaviour: (c) => (isDefault(c) ? FAILED : behaviourOf(usualThroughput(c))),
      header: { budgetS: 600 },
    });
    expect(result.trials[0]).toMatchObject({
      status: 'failed',
      configuration: smallSpace.reference,
    });
    expect(result.warnings.join()).toContain('default does not work here: crashed');
    expect(key(result.recommendation?.configuration as Configuration)).toBe(key(best));
    expect(result.recommendation?.keepDefault).toBe(false);
    expect(isDefault(result.reference?.configuration as Configuration)).toBe(false);
    expect(result.rejections).toContainEqual({
      configuration: smallSpace.reference,
      reason: 'crashed: ended by SIGSEGV',
    });
  });

  it('where single configurations fail, and never takes a failure for a number', async () => {
    const { result } = await conductScene({
      behaviour: (c) => (c.batchSize === 8 ? FAILED : behaviourOf(usualThroughput(c))),
      header: { budgetS: 600, objective: 'latency' },
    });
    const failed = result.trials.filter((t) => t.status === 'failed');
    expect(failed).toHaveLength(6);
    expect(result.recommendation?.configuration.batchSize).not.toBe(8);
    expect(result.rejections).toHaveLength(6);
  });

  it('to say that everything failed', async () => {
    const { result, store } = await conductScene({ behaviour: () => FAILED });
    expect(result).toMatchObject({
      stoppedBecause: 'all-failed',
      recommendation: null,
      reference: null,
      runnersUp: [],
    });
    expect(result.trials.every((t) => t.status === 'failed')).toBe(true);
    expect(result.trials).toHaveLength(smallSpace.configurations.length);
    expect((await store.studies())[0]?.state).toBe('finished');
  });

  it('without its memory where the store fails, and says so', async () => {
    const store = openMemoryStore();
    const full = {
      ...store,
      appendTrial: async () => {
        throw new TuneError('environment', 'The disk is full.', { hint: 'Free some space.' });
      },
    };
    const { result } = await conductScene({ store: full, noise: QUIET });
    expect(result.warnings.filter((w) => w.includes('The disk is full.'))).toHaveLength(1);
    expect(result.recommendation).not.toBeNull();
  });

  it('to pass on a defect of the store', async () => {
    const store = {
      ...openMemoryStore(),
      appendTrial: async () => {
        throw new Error('a defect');
      },
    };
    await expect(conductScene({ store })).rejects.toThrow('a defect');
  });
});

describe('an interrupted study', () => {
  it('ends promptly with what was measured', async () => {
    const stop = new AbortController();
    let finished = 0;
    const { result, store, events } = await conductScene({
      signal: stop.signal,
      onEvent: (e) => {
        if (e.type === 'trial-finished' && ++finished === 6) stop.abort();
      },
    });
    expect(result.stoppedBecause).toBe('interrupted');
    expect(result.trials.length).toBeGreaterThanOrEqual(6);
    expect(result.raceSessions).toBe(0);
    expect(result.recommendation).not.toBeNull();
    expect(result.warnings.join()).toContain('interrupted before');
    expect((await store.studies())[0]?.state).toBe('interrupted');
    expect((await store.study('study-1'))?.trials).toEqual(result.trials);
    expect(ofType(events, 'heat-started').every((h) => h.phase === 'search')).toBe(true);
  });

  it('before anything was measured has no recommendation', async () => {
    const { result } = await conductScene({ signal: AbortSignal.abort() });
    expect(result).toMatchObject({
      stoppedBecause: 'interrupted',
      recommendation: null,
      trials: [],
    });
  });

  it('in its final race keeps the sessions it has', async () => {
    const stop = new AbortController();
    let sessions = 0;
    const { result } = await conductScene({
      signal: stop.signal,
      time: createYieldingTime(),
      header: { budgetS: 300 },
      noise: USUAL,
      onEvent: (e) => {
        if (e.type === 'heat-started' && e.phase === 'finish' && ++sessions === 3) stop.abort();
      },
    });
    expect(result.stoppedBecause).toBe('interrupted');
    expect(result.raceSessions).toBe(2);
  });
});
