import type { Calibration } from '../../../src/calibration/calibration.ts';
import { createRandom, type Random } from '../../../src/core/random.ts';
import { hostSimilarity } from '../../../src/knowledge/host-similarity.ts';
import {
  type KnownPoint,
  type KnownTask,
  type LawPoint,
  NO_PRIOR,
  type SearchPrior,
} from '../../../src/knowledge/search-prior.ts';
import { similarity } from '../../../src/signature/signature-distance.ts';
import { configurationKey } from '../../../src/space/configuration.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import { recordedLaw } from './law-prior.ts';
import type { Limits } from './limits.ts';
import type { RecordedSurface } from './recorded-surface.ts';
import { type Truth, truthsOf } from './truth.ts';

/**
 * What is known before a search. `left-out`: all other families on this host, and the cost law. `other-hosts`: what was
 * recorded on other hosts only (the same tasks as if from another one where all surfaces are of one host), no law: a fresh install. `cold`: nothing. `permuted`: values dealt at random among each task's configurations,
 * and so the law's: as wrong as knowledge can be. `other-objective`: everything knows latency where throughput is asked for.
 */
export const KNOWLEDGE_MODES = [
  'left-out',
  'other-hosts',
  'cold',
  'permuted',
  'other-objective',
] as const;
export type KnowledgeMode = (typeof KNOWLEDGE_MODES)[number];

/** Likeness of hosts that have nothing in common but the runtime. */
const STRANGE_HOST = 0.3;

export interface KnowledgeRequest {
  readonly target: RecordedSurface;
  readonly space: SearchSpace;
  readonly surfaces: readonly RecordedSurface[];
  /** Constants of the target's host; null where it was not calibrated. */
  readonly calibration: Calibration | null;
  readonly limits: Limits;
}

/** The prior of a target in one mode; no model of the target's family takes part. */
export function knowledgeOf(mode: KnowledgeMode, request: KnowledgeRequest): SearchPrior {
  if (mode === 'cold') return NO_PRIOR;
  const { target, space, surfaces, calibration, limits } = request;
  const objective = mode === 'other-objective' ? 'latency' : 'throughput';
  const tasks = surfaces
    .filter((s) => s.family !== target.family)
    .map((s) => taskOf(s, target, objective))
    .sort((a, b) => b.similarity * b.hostSimilarity - a.similarity * a.hostSimilarity);
  if (mode === 'other-hosts') {
    const shipped = tasks.filter((t) => t.origin === 'shipped');
    if (surfaces.some((s) => s.host !== target.host)) return { ...NO_PRIOR, tasks: shipped };
    const strange = tasks.map((t) => ({
      ...t,
      hostSimilarity: STRANGE_HOST,
      origin: 'shipped' as const,
    }));
    return { ...NO_PRIOR, tasks: strange };
  }
  if (calibration === null || target.workAt === null)
    return bent(mode, { ...NO_PRIOR, tasks }, request);
  const { workAt, baseBatch } = target;
  const law = { space, workAt, baseBatch, host: calibration.constants, limits };
  return bent(mode, { tasks, ...recordedLaw(law) }, request);
}

/** The prior as the adversarial modes bend it. */
function bent(mode: KnowledgeMode, prior: SearchPrior, request: KnowledgeRequest): SearchPrior {
  const { target, space } = request;
  const isReference = (c: object): boolean => c === space.reference;
  if (mode === 'permuted') {
    const random = createRandom(`permuted ${target.name}`);
    const law = prior.law?.map((p, i) => ({
      p,
      isFixed: isReference(space.configurations[i] ?? {}),
    }));
    return {
      law: law === undefined ? null : dealt(law, random).map(({ p }) => p),
      tasks: prior.tasks.map((t) => ({ ...t, points: permutedPoints(t.points, target, random) })),
      operators: prior.operators.map((o) => ({ ...o, logRates: random.shuffle(o.logRates) })),
    };
  }
  if (mode === 'other-objective' && prior.law !== null) {
    const at = space.configurations.findIndex(isReference);
    const base = prior.law[at]?.runMs ?? Number.NaN;
    const law = prior.law.map((p): LawPoint => ({ ...p, logRatio: -Math.log(p.runMs / base) }));
    return { ...prior, law, operators: [] };
  }
  return prior;
}

/** The items in random order, fixed ones in their places. */
function dealt<T extends { readonly isFixed: boolean }>(items: readonly T[], random: Random): T[] {
  const loose = random.shuffle(items.filter((item) => !item.isFixed));
  return items.map((item) => (item.isFixed ? item : (loose.pop() as T)));
}

function permutedPoints(
  points: readonly KnownPoint[],
  target: RecordedSurface,
  random: Random,
): readonly KnownPoint[] {
  const key = configurationKey(target.reference);
  const values = points.map(({ configuration, value, standardError }) => ({
    value,
    standardError,
    isFixed: configurationKey(configuration) === key,
  }));
  const shuffled = dealt(values, random);
  return points.map((p, i) => ({
    ...p,
    value: shuffled[i]?.value ?? null,
    standardError: shuffled[i]?.standardError ?? null,
  }));
}

/** A surface as an earlier task of the target's, its batches counted in the target's own. */
function taskOf(
  surface: RecordedSurface,
  target: RecordedSurface,
  objective: 'throughput' | 'latency',
): KnownTask {
  const truths = truthsOf(surface);
  const isSame = surface.host === target.host;
  const base = truths.get(configurationKey(surface.reference));
  return {
    name: surface.name,
    similarity:
      surface.signature === null || target.signature === null
        ? 0
        : similarity(surface.signature, target.signature),
    hostSimilarity: isSame ? 1 : likenessOf(surface, target),
    origin: isSame ? 'own' : 'shipped',
    points: surface.points.flatMap(({ configuration, replicates }): KnownPoint[] => {
      const batchSize = (configuration.batchSize / surface.baseBatch) * target.baseBatch;
      const truth = truths.get(configurationKey(configuration));
      if (!Number.isInteger(batchSize) || truth === undefined) return [];
      return [
        {
          configuration: { ...configuration, batchSize },
          value: objective === 'throughput' ? truth.logRatio : speedOf(truth, base),
          standardError: truth.standardError,
          costS: Math.max(...replicates.map((r) => r.measureS + r.createS)),
        },
      ];
    }),
  };
}

/** As a knowledge base sees it; nothing in common where a host was not described. */
function likenessOf(surface: RecordedSurface, target: RecordedSurface): number {
  const isKnown = [surface, target].every((s) => Object.keys(s.hostParts).length > 0);
  return isKnown ? hostSimilarity(surface.hostParts, target.hostParts) : STRANGE_HOST;
}

/** How much sooner than the default one run ends, as a log-ratio. */
function speedOf(truth: Truth, base: Truth | undefined): number | null {
  if (truth.latencyMs === null || base === undefined || base.latencyMs === null) return null;
  return -Math.log(truth.latencyMs / base.latencyMs);
}
