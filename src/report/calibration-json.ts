import type { Calibration } from '../calibration/calibration.ts';
import type { Constant, FamilyConstants, LevelConstants } from '../cost/host-constants.ts';

/** Version of what `tune calibrate --json` prints. */
const SCHEMA_VERSION = 1;

interface JsonConstant {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** `tune calibrate --json`; every constant with its 95 % interval. */
export function calibrationJson(c: Calibration): Readonly<Record<string, unknown>> {
  const { constants } = c;
  const { memory, sharing } = constants;
  return {
    schema_version: SCHEMA_VERSION,
    host_fingerprint: c.hostFingerprint,
    runtime_version: c.runtimeVersion,
    provider: c.provider,
    measured_at: c.measuredAt,
    quick: c.quick,
    elapsed_s: c.elapsedS,
    samples: c.samples,
    steal_share: c.stealShare,
    cores: constants.cores,
    families: Object.fromEntries(
      Object.entries(constants.families).map(([family, f]) => [family, familyJson(f)]),
    ),
    memory: { l2: levelJson(memory.l2), l3: levelJson(memory.l3), dram: levelJson(memory.dram) },
    sharing: {
      gap_ms: estimate(sharing.gapMs),
      run_ms: estimate(sharing.runMs),
      sync_ms: estimate(sharing.syncMs),
      wake_ms: estimate(sharing.wakeMs),
      busy_share: estimate(sharing.busy),
      turns_share: estimate(sharing.turns),
      barriers_share: estimate(sharing.barriers),
    },
  };
}

function familyJson(f: FamilyConstants): Readonly<Record<string, unknown>> {
  return {
    gflops_per_core: estimate(f.flopsPerMs, 1e-6),
    overhead_ms: estimate(f.overheadMs),
    step_ms: estimate(f.stepMs),
    narrowing: estimate(f.narrowing),
    traffic: estimate(f.traffic),
    serial_share: estimate(f.serialShare),
    residual_log_deviation: f.residual,
  };
}

function levelJson(l: LevelConstants): Readonly<Record<string, unknown>> {
  return { gb_per_s: estimate(l.bytesPerMs, 1e-6), scaling: estimate(l.scaling) };
}

function estimate({ value, logDeviation }: Constant, scale = 1): JsonConstant {
  const factor = Math.exp(1.96 * logDeviation);
  return { value: scale * value, low: (scale * value) / factor, high: scale * value * factor };
}
