import { runtimeDefault } from '../../src/space/configuration.ts';
import type { Contest, ContestEntry } from '../../src/variants/contest.ts';
import type { Variant } from '../../src/variants/variant.ts';
import { headerOf } from '../study/fixtures.ts';

export function variantOf(changes: Partial<Variant> = {}): Variant {
  return {
    name: 'fp32.onnx',
    path: '/models/fp32.onnx',
    sha256: 'a'.repeat(64),
    accuracy: 0.76,
    provider: 'cpu',
    graphOptimization: 'all',
    ...changes,
  };
}

export function entryOf(changes: Partial<ContestEntry> = {}): ContestEntry {
  const ratio = (value: number) => ({ value, standardError: 0.01, degreesOfFreedom: 6 });
  return {
    variant: variantOf(),
    file: { bytes: 1000, modifiedMs: 1_760_000_000_000 },
    studyId: 'a',
    anchor: {
      configuration: runtimeDefault(1),
      logRatio: { throughput: ratio(0.1), latency: ratio(0.2), efficiency: ratio(-0.3) },
      source: 'first-heat',
    },
    problem: null,
    ...changes,
  };
}

/** A contest of one variant on the simulated host. */
export function contestOf(changes: Partial<Contest> = {}): Contest {
  const { fingerprint, fingerprintParts, cpuModel, runtimeVersion } = headerOf().host;
  return {
    id: 'contest-1',
    task: 'faces',
    startedAt: '2026-01-02T03:04:05.000Z',
    toolVersion: '0.1.0',
    host: { fingerprint, fingerprintParts, cpuModel, runtimeVersion },
    objective: 'throughput',
    constraints: [],
    minAccuracy: 0.74,
    entries: [entryOf()],
    ...changes,
  };
}
