import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalibrationBench } from '../calibration/measure-host.ts';
import type { PatchworkModel } from '../calibration/patchwork-model.ts';
import type { Random } from '../core/random.ts';
import type { DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import { createLocalProber } from './local-prober.ts';
import type { MemoryLimits } from './memory-watch.ts';
import { profileModel } from './profile-model.ts';
import type { WorkerModel } from './worker/protocol.ts';
import { startWorkerGuard } from './worker-guard.ts';

export interface CalibrationBenchOptions extends MemoryLimits {
  readonly random: Random;
  readonly monitor: DisturbanceMonitor;
  readonly freeze: boolean;
  /** Runs of each batch size that are profiled. */
  readonly profiledRuns: number;
}

/** A profile of the patchwork takes seconds; one that takes this long will not end, ms. */
const PROFILE_TIMEOUT_MS = 60_000;
/** Time for the runs of one batch size, ms. */
const PROFILE_MS = 4000;
/** Wall-clock cap of one heat, ms. */
const HEAT_MS = 15_000;

/** Measures micro-benchmarks on this machine. Close it to remove the files it made. */
export function createCalibrationBench(
  options: CalibrationBenchOptions,
): CalibrationBench & { readonly close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tune-calibration-'));
  const guard = startWorkerGuard();
  const paths = new Map<PatchworkModel, string>();
  const workerModel = (model: PatchworkModel): WorkerModel => {
    const path = paths.get(model) ?? join(folder, `${paths.size}.onnx`);
    if (!paths.has(model)) writeFileSync(path, model.bytes);
    paths.set(model, path);
    return { path, feeds: model.feeds, realFeeds: [], seed: 0 };
  };
  return {
    profile: async (model, configuration, batches, signal) => {
      const profiles = await profileModel(
        {
          model: workerModel(model),
          configuration,
          batches,
          limits: { maxRuns: options.profiledRuns, maxMs: PROFILE_MS },
          timeoutMs: PROFILE_TIMEOUT_MS,
          guard,
        },
        signal,
      );
      return profiles.map(({ batch, kernels }) => ({
        batch,
        kernels: kernels.map(({ node, undisturbedMs }) => ({ node, ms: undisturbedMs })),
      }));
    },
    heat: async (model, [reference, ...challengers], rounds, signal) => {
      if (reference === undefined) throw new Error('a heat needs a reference');
      const prober = createLocalProber({ ...options, model: workerModel(model), outputs: [] });
      try {
        return await prober.heat(
          {
            reference,
            challengers,
            fresh: true,
            maxMs: HEAT_MS,
            keepRunTimes: false,
            afterRound: (round) => ({ leave: [], stop: round >= rounds }),
          },
          signal,
        );
      } finally {
        await prober.close();
      }
    },
    close: () => {
      guard.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
