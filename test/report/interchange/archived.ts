import { openMemoryStore } from '../../../src/store/memory-store.ts';
import type { ArchivedStudy } from '../../../src/study/knowledge-archive.ts';
import type { StudyState } from '../../../src/study/knowledge-store.ts';
import { conductScene } from '../../study/conduct.ts';
import { headerOf, measurementOf, smallSpace, trialOf } from '../../study/fixtures.ts';
import { loadScene, p99 } from '../../study/load-scene.ts';

/** Later than every study of these tests. */
export const LATEST = '2027-01-01T00:00:00.000Z';

function insightOf(name = 'resnet-18') {
  const source = {
    name,
    similarity: 0.9,
    hostSimilarity: 1,
    origin: 'own' as const,
    weight: 1 / 3,
  };
  return { sources: [source], lawWeight: 0.2, confidence: null };
}

/** A study in which every second trial failed, but for the first; changed as told. */
export function archivedStudy(
  given: {
    readonly studyId?: string;
    readonly path?: string;
    readonly command?: readonly string[];
    readonly options?: Readonly<Record<string, readonly string[]>>;
    readonly throughput?: number;
    readonly ratio?: number;
    readonly reason?: string;
    readonly trials?: number;
    readonly state?: StudyState;
  } = {},
): ArchivedStudy {
  const { studyId = 'aa11', path = 'model.onnx', throughput = 120, ratio = 0.2 } = given;
  const { command = ['tune'], options = {}, reason = 'why', trials = 3 } = given;
  const model = { ...headerOf().model, path };
  const header = headerOf({ studyId, model, command, options });
  const measurement = measurementOf({
    logRatio: {
      throughput: { value: ratio, standardError: 0.1 / 3, degreesOfFreedom: 5 },
      latency: { value: 0 - ratio, standardError: Number.POSITIVE_INFINITY, degreesOfFreedom: 0 },
      efficiency: { value: Number.NaN, standardError: Number.NaN, degreesOfFreedom: 0 },
    },
    throughputIps: { value: throughput, low: throughput / 3, high: Number.POSITIVE_INFINITY },
    runTimesMs: [1.1, 1 / 3],
    stderr: 'of the runtime',
  });
  const made = smallSpace.configurations.slice(0, trials).map((configuration, i) => {
    const base = { ...trialOf(i + 1, configuration), reason };
    if (i % 2 === 0) return { ...base, measurement };
    const {
      measurement: _measurement,
      violations: _violations,
      ...rest
    } = base as typeof base & {
      measurement: unknown;
      violations: unknown;
    };
    const failure = { kind: 'crash' as const, message: reason, stderr: 'trace' };
    return { ...rest, status: 'failed' as const, failure };
  });
  const state = given.state ?? 'finished';
  const winner = smallSpace.configurations[0];
  const result =
    state === 'interrupted' || winner === undefined
      ? null
      : {
          header,
          trials: made,
          reference: { configuration: smallSpace.reference, measurement },
          recommendation: {
            configuration: winner,
            measurement,
            relative: { value: 1.5, low: 1.2, high: Number.POSITIVE_INFINITY },
            equivalence: { status: 'equal' as const, maxRelativeDeviation: 1e-7 },
            keepDefault: false,
            confidence: 0.97,
            reason: 'it is fastest',
          },
          runnersUp: [],
          rejections: [{ configuration: winner, reason: 'none' }],
          raceSessions: 2,
          elapsedS: 60,
          stoppedBecause: 'converged' as const,
          noise: { sliceSpread: 0.1, disturbance: { stealShare: 0, backgroundShare: 0 } },
          warnings: [],
          start: { began: insightOf(given.path), ended: insightOf(given.path) },
        };
  return { header, trials: made, state, result };
}

/** A finished study of simulated servers at 200 requests per second with a p99 of at most 50 ms, as a store gives it. */
export async function archivedUnderLoad(objective: 'latency' | 'goodput'): Promise<ArchivedStudy> {
  const scene = loadScene('poisson:200/s', objective, [p99(50)]);
  const store = openMemoryStore();
  await conductScene({ ...scene, store });
  for await (const study of store.archivedStudies()) return study;
  throw new Error('the store holds no study');
}
