import { constantsOf } from '../../src/calibration/calibrate.ts';
import type { Calibration } from '../../src/calibration/calibration.ts';

/** A calibration of a host that was believed and not measured. */
export function calibrationOf(changes: Partial<Calibration> = {}): Calibration {
  return {
    hostFingerprint: '0123456789abcdef',
    runtimeVersion: '1.30.0',
    provider: 'cpu',
    measuredAt: '2026-01-01T00:00:00.000Z',
    quick: false,
    elapsedS: 30,
    samples: { kernels: 300, runs: 15 },
    stealShare: 0.01,
    constants: constantsOf(
      { units: [], runs: [] },
      { cores: 2, l2Bytes: 2 ** 20, l3Bytes: 2 ** 25 },
    ),
    ...changes,
  };
}
