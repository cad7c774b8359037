import type { HostConstants } from '../cost/host-constants.ts';

/** The constants of one host with one provider, and how they came about. */
export interface Calibration {
  readonly hostFingerprint: string;
  readonly runtimeVersion: string;
  readonly provider: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** The short form, done when nobody asked. */
  readonly quick: boolean;
  /** Seconds it took. */
  readonly elapsedS: number;
  /** Kernels and runs the constants were fitted to. */
  readonly samples: { readonly kernels: number; readonly runs: number };
  /** Share of the CPU time that the hypervisor gave to others meanwhile, 0 to 1. */
  readonly stealShare: number;
  readonly constants: HostConstants;
}

/** Which host a calibration is for. */
export interface CalibrationKey {
  readonly hostFingerprint: string;
  readonly provider: string;
}

/** Where calibrations are kept: the newest of each host and provider. */
export interface CalibrationStore {
  saveCalibration(calibration: Calibration): Promise<void>;
  /** null where there is none. */
  calibration(key: CalibrationKey): Promise<Calibration | null>;
}

/** Why a stored calibration cannot be used any more; null where it can. */
export function staleness(
  calibration: Calibration,
  now: { readonly runtimeVersion: string; readonly constantsVersion: number },
): string | null {
  if (calibration.constants.version !== now.constantsVersion)
    return 'it was made by another version of tune';
  if (calibration.runtimeVersion !== now.runtimeVersion)
    return `it was made with onnxruntime ${calibration.runtimeVersion}, this is ${now.runtimeVersion}`;
  return null;
}
