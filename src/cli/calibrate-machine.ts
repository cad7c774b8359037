import { constantsOf, hostShape } from '../calibration/calibrate.ts';
import { type Calibration, staleness } from '../calibration/calibration.ts';
import { calibrationPlan } from '../calibration/calibration-plan.ts';
import { measureHost, type ReportStep } from '../calibration/measure-host.ts';
import { patchworkModel } from '../calibration/patchwork-model.ts';
import { createRandom } from '../core/random.ts';
import { CONSTANTS_VERSION, type HostConstants } from '../cost/host-constants.ts';
import { createCalibrationBench } from '../probe/calibration-bench.ts';
import { monotonicMs } from '../probe/monotonic-clock.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { Machine } from './describe-machine.ts';
import type { Io } from './io.ts';
import type { Knowledge } from './open-knowledge.ts';

/** Runs of each batch size that are profiled. */
const PROFILED_RUNS = { full: 24, quick: 8 } as const;

export interface CalibrateOptions {
  readonly provider: string;
  readonly quick: boolean;
  readonly report: ReportStep;
}

/** Measures the micro-benchmarks on this machine and fits the constants of the cost law. Aborting ends every process. */
export async function calibrateMachine(
  machine: Machine,
  { provider, quick, report }: CalibrateOptions,
  signal: AbortSignal,
): Promise<Calibration> {
  const startedAt = monotonicMs();
  const before = machine.monitor.snapshot();
  const cpuBefore = process.cpuUsage();
  const shape = hostShape(machine.facts);
  const bench = createCalibrationBench({
    ...machine.memoryLimits,
    random: createRandom('calibration'),
    monitor: machine.monitor,
    freeze: machine.facts.canFreeze,
    profiledRuns: quick ? PROFILED_RUNS.quick : PROFILED_RUNS.full,
  });
  try {
    const data = await measureHost(
      calibrationPlan(shape.cores, quick),
      { bench, make: patchworkModel, provider },
      report,
      signal,
    );
    const own = process.cpuUsage(cpuBefore);
    const { stealShare } = machine.monitor.since(before, (own.user + own.system) / 1000);
    return {
      hostFingerprint: machine.facts.fingerprint,
      runtimeVersion: machine.facts.runtimeVersion,
      provider,
      measuredAt: new Date().toISOString(),
      quick,
      elapsedS: (monotonicMs() - startedAt) / 1000,
      samples: { kernels: data.units.length, runs: data.runs.length },
      stealShare,
      constants: constantsOf(data, shape),
    };
  } finally {
    bench.close();
  }
}

/** Says what would spoil a calibration, which stays in use until the machine changes: even where progress is not wanted. */
export function warnOfDisturbances({ facts }: Machine, { stderr }: Pick<Io, 'stderr'>): void {
  for (const disturbance of facts.disturbances) {
    stderr.write(`warning: ${disturbance} Calibrate again when it is quiet.\n`);
  }
}

/** What a stored calibration is good for: its constants, or why there are none (`stale` null: nothing was stored). */
export type StoredConstants =
  | { readonly constants: HostConstants }
  | { readonly constants: null; readonly stale: string | null };

/** The constants of the stored calibration of a host and provider, unless it is stale. */
export async function storedConstants(
  { store }: Knowledge,
  { fingerprint, runtimeVersion }: HostFacts,
  provider: string,
): Promise<StoredConstants> {
  const calibration = await store.calibration({ hostFingerprint: fingerprint, provider });
  if (calibration === null) return { constants: null, stale: null };
  const stale = staleness(calibration, { runtimeVersion, constantsVersion: CONSTANTS_VERSION });
  return stale === null ? { constants: calibration.constants } : { constants: null, stale };
}
