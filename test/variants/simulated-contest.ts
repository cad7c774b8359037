import { createRandom } from '../../src/core/random.ts';
import type { SimulatedNoise } from '../../src/probe/simulated-host.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime, type SimulatedTime } from '../../src/probe/simulated-time.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';
import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { Entrant } from '../../src/study/entrant.ts';
import type { Constraint, RunObjective } from '../../src/study/objective.ts';
import type { Prober } from '../../src/study/prober.ts';
import { runStudy } from '../../src/study/run-study.ts';
import type { StudyResult } from '../../src/study/study-result.ts';
import type { Failure } from '../../src/study/trial.ts';
import type { ContestResult } from '../../src/variants/contest-result.ts';
import type { ContestProgress, TuneRequest } from '../../src/variants/contest-setup.ts';
import type { Contestant, Exclusion } from '../../src/variants/contestant.ts';
import { runContest } from '../../src/variants/run-contest.ts';
import { behaviourOf, listed, USUAL, usualThroughput } from '../study/conduct.ts';
import { headerOf, smallSpace } from '../study/fixtures.ts';
import { contestOf, variantOf } from './contest-fixture.ts';

/** A variant that exists only as a function. */
export interface SimulatedVariant {
  readonly name: string;
  /** How many times as fast as the usual model it is, in every configuration. */
  readonly speed: number;
  readonly accuracy?: number;
  readonly exclusion?: Exclusion;
  readonly fails?: (entrant: Entrant) => Failure | null;
  readonly rssBytes?: number;
}

export interface SimulatedContest {
  readonly variants: readonly SimulatedVariant[];
  readonly constraints?: readonly Constraint[];
  readonly objective?: RunObjective;
  readonly budgetS?: number;
  readonly noise?: SimulatedNoise;
  readonly seed?: number;
  readonly store?: KnowledgeBase;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ContestProgress) => void;
  readonly memoryLimitBytes?: number;
  readonly minAccuracy?: number;
  readonly id?: string;
  readonly startedAt?: string;
}

export interface Contested {
  readonly result: ContestResult;
  readonly store: KnowledgeBase;
  /** Time that passed, s. */
  readonly tookS: number;
  /** Models that ran at all, by the names of their variants. */
  readonly ran: ReadonlySet<string>;
}

const hashOf = (index: number): string => `${index}`.repeat(64);

interface Machine {
  readonly time: SimulatedTime;
  readonly contest: SimulatedContest;
  readonly ran: Set<string>;
}

/** A prober of its own for one part of the contest: of one variant, or of all where entrants name theirs. */
function proberOf({ time, contest, ran }: Machine, name: string | null): Prober {
  return createSimulatedProber({
    behaviour: (entrant) => {
      const asked = name ?? entrant.model;
      const variant = contest.variants.find((v) => v.name === asked);
      if (variant === undefined) throw new Error(`no variant ${asked}`);
      ran.add(variant.name);
      const usual = behaviourOf(variant.speed * usualThroughput(entrant));
      return variant.fails?.(entrant) ?? { ...usual, peakRssBytes: variant.rssBytes ?? 1e8 };
    },
    noise: contest.noise ?? USUAL,
    time,
    random: createRandom(`contest ${contest.seed ?? 1} ${name}`),
  });
}

/** Tunes one variant by a study of its own, which tries what is in the space in its order. */
async function tuneSimulated(
  machine: Machine,
  store: KnowledgeBase,
  { contestant, budgetMs, onEvent, signal }: TuneRequest,
): Promise<StudyResult> {
  const { constraints = [], objective = 'throughput' } = machine.contest;
  const { name, sha256, path } = contestant.variant;
  const model = { ...headerOf().model, sha256: sha256 ?? '', path };
  const budgetS = budgetMs / 1000;
  const studyId = `study-${(await store.studies()).length + 1}`;
  const study = runStudy(
    {
      header: headerOf({ studyId, model, objective, constraints, budgetS }),
      space: smallSpace,
      strategy: listed,
      keepRunTimes: false,
    },
    { clock: machine.time, prober: proberOf(machine, name), store },
    signal,
  );
  for (let step = await study.next(); ; step = await study.next()) {
    if (step.done) return step.value;
    onEvent(step.value);
  }
}

function contestantOf(variant: SimulatedVariant, index: number): Contestant {
  const { name, accuracy = null, exclusion = null } = variant;
  return {
    variant: variantOf({ name, path: `/models/${name}`, sha256: hashOf(index + 1), accuracy }),
    file: { bytes: 1000, modifiedMs: 0 },
    model: name,
    standard: runtimeDefault(1),
    exclusion,
  };
}

/** Holds a contest on a simulated machine in virtual time. */
export async function holdContest(contest: SimulatedContest): Promise<Contested> {
  const time = createVirtualTime();
  const machine: Machine = { time, contest, ran: new Set() };
  const store = contest.store ?? openMemoryStore();
  const { constraints = [], objective = 'throughput', id = 'contest-1' } = contest;
  const { startedAt = contestOf().startedAt } = contest;
  const { entries: _entries, ...fixture } = contestOf({ id, startedAt, constraints, objective });
  const result = await runContest(
    {
      contest: { ...fixture, minAccuracy: contest.minAccuracy ?? null },
      contestants: contest.variants.map(contestantOf),
      usableCores: 2,
      memoryLimitBytes: contest.memoryLimitBytes ?? 2 ** 33,
      budgetS: contest.budgetS ?? 120,
      startedAt: time.now(),
    },
    {
      clock: time,
      prober: proberOf(machine, null),
      save: (saved) => store.saveContest(saved),
      onProgress: contest.onProgress ?? (() => {}),
      tune: (request) => tuneSimulated(machine, store, request),
    },
    contest.signal ?? new AbortController().signal,
  );
  return { result, store, tookS: time.now() / 1000, ran: machine.ran };
}
