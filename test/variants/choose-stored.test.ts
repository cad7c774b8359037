import { describe, expect, it } from 'vitest';
import { parseConstraint } from '../../src/cli/options/parse-constraint.ts';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import type { StoredStudy } from '../../src/study/knowledge-store.ts';
import { answeringContest, chooseStored } from '../../src/variants/choose-stored.ts';
import type { Contest } from '../../src/variants/contest.ts';
import { type VariantStanding, winnerOf } from '../../src/variants/contest-result.ts';
import { accuracyMiss } from '../../src/variants/misses.ts';
import type { Bounds } from '../../src/variants/stored-candidates.ts';
import { holdContest } from './simulated-contest.ts';

const bound = (text: string) => parseConstraint(text, '--constraint');

async function chooseFrom(
  store: KnowledgeBase,
  asked: Partial<Bounds> = {},
): Promise<readonly VariantStanding[]> {
  const contests = await store.contests('faces');
  const studies = new Map<string, StoredStudy>();
  for (const { studyId } of contests.flatMap((c) => c.entries)) {
    const study = studyId === null ? null : await store.study(studyId);
    if (study !== null) studies.set(study.header.studyId, study);
  }
  const contest = answeringContest({ contests, studies }) as Contest;
  const { objective, constraints, minAccuracy } = contest;
  const bounds = { objective, constraints, minAccuracy, ...asked };
  return chooseStored(contest, { contests, studies }, bounds);
}

const SPEEDS = [
  { name: 'fp32', speed: 1, accuracy: 0.76 },
  { name: 'int8', speed: 2, accuracy: 0.74 },
];

const outcomeOf = (standings: readonly VariantStanding[], name: string) =>
  standings.find((s) => s.variant.name === name)?.outcome;

describe('a choice from stored measurements', () => {
  it('is that of the contest where nothing else is asked for', async () => {
    const { result, store } = await holdContest({ variants: SPEEDS });
    const standings = await chooseFrom(store);
    const [chosen, contested] = [winnerOf({ standings }), winnerOf(result)];
    expect(chosen?.variant).toEqual(contested?.variant);
    expect(chosen?.best?.configuration).toEqual(contested?.best?.configuration);
    const [then, now] = [outcomeOf(result.standings, 'fp32'), outcomeOf(standings, 'fp32')];
    if (then?.status !== 'slower' || now?.status !== 'slower') throw new Error('fp32 is slower');
    expect(now.comparedBy).toBe('final');
    expect(now.speed.value).toBeCloseTo(then.speed.value, 6);
  });

  it('takes another configuration where a tighter bound asks for one', async () => {
    const { result, store } = await holdContest({ variants: SPEEDS });
    const loose = winnerOf(result)?.best;
    const tight = (loose?.measurement.latencyMs.p50 ?? 0) / 1.5;
    const standings = await chooseFrom(store, {
      constraints: [bound(`latency_p50_ms<=${tight}`)],
    });
    const chosen = winnerOf({ standings });
    expect(chosen?.best?.configuration).not.toEqual(loose?.configuration);
    expect(chosen?.best?.measurement.latencyMs.p50).toBeLessThanOrEqual(tight);
  });

  it('says of each variant what kept it out', async () => {
    const { store } = await holdContest({ variants: SPEEDS });
    const standings = await chooseFrom(store, {
      minAccuracy: 0.75,
      constraints: [bound('throughput_ips>=1e5')],
    });
    expect(winnerOf({ standings })).toBeNull();
    expect(outcomeOf(standings, 'int8')).toMatchObject({
      status: 'rejected',
      violations: [{ constraint: 'accuracy>=0.75', found: 0.74 }],
    });
    expect(outcomeOf(standings, 'fp32')).toMatchObject({
      status: 'rejected',
      violations: [{ constraint: 'throughput_ips>=1e5', verdict: 'violated' }],
    });
  });

  it('claims no quantile that the runs do not support', async () => {
    const { store } = await holdContest({ budgetS: 30, variants: SPEEDS });
    const standings = await chooseFrom(store, {
      constraints: [bound('latency_p99_ms<=1000')],
    });
    const trials = (await store.study('study-1'))?.trials ?? [];
    const supported = trials.filter(
      (t) => t.status !== 'failed' && t.measurement.latencyMs.p99 !== null,
    );
    expect(trials.length).toBeGreaterThan(supported.length);
    for (const { best } of standings) {
      if (best !== null) expect(best.measurement.latencyMs.p99).not.toBeNull();
    }
  });

  it('does not claim what the study, which had every run, could not', async () => {
    const constraint = bound('latency_p99_ms<=21');
    const { result, store } = await holdContest({ constraints: [constraint], variants: SPEEDS });
    const standings = await chooseFrom(store, { constraints: [bound('latency_p99_ms<=20.9')] });
    const refused = new Set(
      (await Promise.all(['study-1', 'study-2'].map((id) => store.study(id)))).flatMap(
        (study) => study?.result?.rejections.map((r) => JSON.stringify(r.configuration)) ?? [],
      ),
    );
    expect(refused.size).toBeGreaterThan(0);
    const chosen = winnerOf({ standings })?.best;
    if (chosen) expect(refused.has(JSON.stringify(chosen.configuration))).toBe(false);
    expect(result.standings).toHaveLength(2);
  });
});

describe('what is stored of several contests', () => {
  it('counts together for a file that is still the same', async () => {
    const first = await holdContest({ variants: SPEEDS });
    const exclusion = { kind: 'rejected', violations: [accuracyMiss(0.74, 0.75)] } as const;
    const [fp32, int8] = SPEEDS as [(typeof SPEEDS)[number], (typeof SPEEDS)[number]];
    const { store } = await holdContest({
      id: 'contest-2',
      startedAt: '2026-02-01T00:00:00.000Z',
      store: first.store,
      minAccuracy: 0.75,
      variants: [fp32, { ...int8, exclusion }],
    });
    const strict = await chooseFrom(store);
    expect(winnerOf({ standings: strict })?.variant.name).toBe('fp32');
    const standings = await chooseFrom(store, { minAccuracy: null });
    expect(standings.map((s) => s.best !== null)).toEqual([true, true]);
  });

  it('tells that a variant was left unmeasured, and why', async () => {
    const exclusion = { kind: 'rejected', violations: [accuracyMiss(0.74, 0.75)] } as const;
    const [fp32, int8] = SPEEDS as [(typeof SPEEDS)[number], (typeof SPEEDS)[number]];
    const { store } = await holdContest({
      minAccuracy: 0.75,
      variants: [fp32, { ...int8, exclusion }],
    });
    const standings = await chooseFrom(store, { minAccuracy: 0.7 });
    expect(outcomeOf(standings, 'int8')).toMatchObject({
      status: 'not-measured',
      message: 'never measured: accuracy>=0.75 kept it out of the contest',
    });
  });
});
