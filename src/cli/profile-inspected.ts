import { operatorOf } from '../../operators/catalogue.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import { loadOf } from '../cost/load-times.ts';
import { matchKernels } from '../cost/match-kernels.ts';
import { runTimeMs } from '../cost/run-time.ts';
import { placementOf } from '../probe/placement-of.ts';
import { type BatchProfile, type ProfiledKernel, profileModel } from '../probe/profile-model.ts';
import type { WorkerModel } from '../probe/worker/protocol.ts';
import { startWorkerGuard } from '../probe/worker-guard.ts';
import type { InspectedProfile, Inspection, ProfiledFamily } from '../report/inspection.ts';
import type { Configuration } from '../space/configuration.ts';
import type { GraphWork } from '../work/work-unit.ts';

/** Profiling goes on for so many runs or so long, ms. */
const LIMITS = { maxRuns: 20, maxMs: 5000 } as const;
const TIMEOUT_MS = 300_000;
/** Kernels that are named one by one. */
const SLOWEST = 5;

export interface ProfileOfModel {
  readonly model: WorkerModel;
  readonly configuration: Configuration;
  readonly work: GraphWork;
  /** Shares of time the inspection predicts. */
  readonly families: Inspection['families'];
  readonly constants: HostConstants | null;
  readonly defaultThreads: number;
}

/** Runs the model through the runtime's own profiler and sets what it measured beside what was predicted. */
export async function profileInspected(
  request: ProfileOfModel,
  signal: AbortSignal,
): Promise<InspectedProfile> {
  const { model, configuration, work, constants, defaultThreads } = request;
  const guard = startWorkerGuard();
  try {
    const [profile] = await profileModel(
      {
        model,
        configuration,
        batches: [configuration.batchSize],
        limits: LIMITS,
        timeoutMs: TIMEOUT_MS,
        guard,
      },
      signal,
    );
    if (profile === undefined) throw new Error('one batch size gives one profile');
    const slowest = [...profile.kernels].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
    return {
      runs: profile.runs,
      runMs: profile.runMs,
      kernelMs: profile.kernels.reduce((sum, k) => sum + k.ms, 0),
      predictedRunMs:
        constants === null
          ? null
          : runTimeMs(work, constants, loadOf(configuration, defaultThreads)),
      families: profiledFamilies(profile, request),
      slowest: slowest.map(({ node, opType, ms }) => ({ node, opType, ms })),
      fallbacks: placementOf(profile, configuration.provider).operators.map(
        ({ operator: opType, provider, count }) => ({ opType, provider, count }),
      ),
    };
  } finally {
    guard.close();
  }
}

/** Families by measured share: kernels by the unit of work they do, else by their own operator. */
function profiledFamilies(
  profile: BatchProfile,
  { work, families }: ProfileOfModel,
): readonly ProfiledFamily[] {
  const { owners } = matchKernels(work, profile.kernels);
  const measured = new Map<string, { ms: number; kernels: number }>();
  profile.kernels.forEach((kernel, i) => {
    const family = owners[i]?.family ?? familyOfKernel(kernel);
    const sum = measured.get(family) ?? { ms: 0, kernels: 0 };
    measured.set(family, { ms: sum.ms + kernel.ms, kernels: sum.kernels + 1 });
  });
  const total = [...measured.values()].reduce((sum, m) => sum + m.ms, 0);
  const predicted = new Map<string, number>(families.map((f) => [f.family, f.time]));
  return [...measured]
    .map(([family, { ms, kernels }]) => ({
      family,
      kernels,
      measuredMs: ms,
      measuredShare: total === 0 ? 0 : ms / total,
      predictedShare: predicted.get(family) ?? null,
    }))
    .sort((a, b) => b.measuredMs - a.measuredMs);
}

/** Operators the runtime puts in by itself to change the layout of data. */
const LAYOUT = /^Reorder(Input|Output)$|^MemcpyToHost$|^MemcpyFromHost$/;

function familyOfKernel({ opType }: ProfiledKernel): string {
  if (LAYOUT.test(opType)) return 'layout';
  const known = operatorOf('', opType) ?? operatorOf('com.microsoft', opType);
  return known?.family ?? 'other';
}
