import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { type KnownTask, NO_PRIOR, type SearchPrior } from '../../src/knowledge/search-prior.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import { createStaged } from '../../src/search/staged.ts';
import type { Insight, StrategyFactory } from '../../src/search/strategy.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { KnowledgeStore, StoredStudy } from '../../src/study/knowledge-store.ts';
import { resumeStudy, spentMs } from '../../src/study/resume-study.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import {
  behaviourOf,
  conductScene,
  FAILED,
  listed,
  QUIET,
  type Scene,
  usualThroughput,
} from './conduct.ts';
import { smallSpace } from './fixtures.ts';

const EARLIER_TASK: KnownTask = {
  name: 'ResNet-50',
  similarity: 0.9,
  hostSimilarity: 1,
  origin: 'own',
  points: [],
};

async function resume(
  store: KnowledgeStore,
  options: { budgetS?: number; strategy?: StrategyFactory; prior?: SearchPrior } = {},
): Promise<{ result: StudyResult; events: StudyEvent[]; tookS: number }> {
  const stored = (await store.study('study-1')) as StoredStudy;
  const time = createVirtualTime();
  const prober = createSimulatedProber({
    behaviour: (c) => behaviourOf(usualThroughput(c)),
    noise: QUIET,
    time,
    random: createRandom('resumed'),
  });
  const study = resumeStudy(
    stored,
    { space: smallSpace, strategy: listed, keepRunTimes: false, ...options },
    { clock: time, prober, store },
    new AbortController().signal,
  );
  const events: StudyEvent[] = [];
  for (let step = await study.next(); ; step = await study.next()) {
    if (step.done) return { result: step.value, events, tookS: time.now() / 1000 };
    events.push(step.value);
  }
}

async function interruptedAfter(
  trials: number,
  strategy = listed,
  behaviour?: Scene['behaviour'],
): Promise<KnowledgeStore> {
  const store = openMemoryStore();
  const stop = new AbortController();
  let finished = 0;
  await conductScene({
    store,
    strategy,
    signal: stop.signal,
    header: { budgetS: 300 },
    ...(behaviour ? { behaviour } : {}),
    onEvent: (e) => {
      if (e.type === 'trial-finished' && ++finished === trials) stop.abort();
    },
  });
  return store;
}

describe('the strategy of a resumed study', () => {
  it('gets what is known, and says what it leaned on before any trial', async () => {
    const store = await interruptedAfter(3);
    const prior: SearchPrior = { ...NO_PRIOR, tasks: [EARLIER_TASK] };
    const insightAt = (told: number): Insight => ({ sources: [], lawWeight: 0, confidence: told });
    const given: SearchPrior[] = [];
    const knowing: StrategyFactory = (context) => {
      given.push(context.prior);
      const inner = listed(context);
      let told = 0;
      const tell: typeof inner.tell = (observation) => {
        told++;
        inner.tell(observation);
      };
      return { ...inner, tell, insight: () => insightAt(told) };
    };
    const { result } = await resume(store, { strategy: knowing, prior });
    expect(given).toEqual([prior]);
    expect(result.start?.began).toEqual(insightAt(0));
    expect(result.start?.ended).toEqual(insightAt(result.trials.length));
  });
});

describe('a resumed study', () => {
  it('proposes nothing twice and goes on numbering, wherever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(listed, createStaged),
        async (trials, strategy) => {
          const store = await interruptedAfter(trials, strategy);
          const before = ((await store.study('study-1')) as StoredStudy).trials;
          const { result, events } = await resume(store, { strategy });
          expect(events[0]).toMatchObject({ type: 'study-started', resumedTrials: before.length });
          expect(result.trials.slice(0, before.length)).toEqual(before);
          expect(result.trials.map((t) => t.number)).toEqual(result.trials.map((_, i) => i + 1));
          const keys = result.trials.map((t) => configurationKey(t.configuration));
          expect(new Set(keys).size).toBe(keys.length);
          expect((await store.study('study-1'))?.trials).toEqual(result.trials);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('proposes what the uninterrupted one would have proposed', async () => {
    for (const strategy of [listed, createStaged]) {
      const whole = await conductScene({ strategy, header: { budgetS: 300 } });
      const heats = whole.events.filter((e) => e.type === 'heat-started' && e.phase === 'search');
      expect(heats.length).toBeGreaterThan(3);
      // Interrupted between two heats, where both know the same.
      const store = await interruptedAfter(9, strategy);
      const { result } = await resume(store, { strategy });
      const keys = (r: StudyResult): string[] =>
        r.trials.map((t) => configurationKey(t.configuration));
      expect(keys(result)).toEqual(keys(whole.result));
    }
  });

  it('spends only what is left of its budget, unless it is given more', async () => {
    const store = await interruptedAfter(5);
    const spent = spentMs((await store.study('study-1')) as StoredStudy) / 1000;
    expect(spent).toBeGreaterThan(5);
    const { result, tookS } = await resume(store);
    expect(result.elapsedS).toBeCloseTo(spent + tookS, 6);
    expect(spent + tookS).toBeLessThanOrEqual(330);
    const more = await resume(store, { budgetS: 30 });
    expect(more.tookS).toBeGreaterThan(2);
    expect(more.tookS).toBeLessThanOrEqual(33);
    expect(more.result.elapsedS).toBeCloseTo(result.elapsedS + more.tookS, 6);
  });

  it("keeps the reference that took the failed default's place", async () => {
    const behaviour: Scene['behaviour'] = (c) =>
      c.intraOpThreads === 0 ? FAILED : behaviourOf(usualThroughput(c));
    const store = await interruptedAfter(10, listed, behaviour);
    const { trials } = (await store.study('study-1')) as StoredStudy;
    const first = trials.find((t) => t.status === 'measured');
    expect(first?.number).toBeGreaterThan(1);
    const { result } = await resume(store);
    expect(result.reference?.configuration).toEqual(first?.configuration);
    expect(result.warnings.join()).toContain('default does not work here');
    expect((await store.studies())[0]?.state).toBe('finished');
  });
});
