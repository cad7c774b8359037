import type { Calibration, CalibrationKey } from '../calibration/calibration.ts';
import { parseStudyJson, studyJson } from '../study/study-json.ts';
import { first, insert, type SqlWork } from './sql-work.ts';

/** Keeps a calibration; it takes the place of an earlier one of the same host and provider. */
export function* saveCalibration(calibration: Calibration): SqlWork<void> {
  const values = {
    host_fingerprint: calibration.hostFingerprint,
    provider: calibration.provider,
    runtime_version: calibration.runtimeVersion,
    measured_at: calibration.measuredAt,
    detail: studyJson(calibration),
  };
  yield* insert(
    'calibrations',
    values,
    `ON CONFLICT (host_fingerprint, provider) DO UPDATE SET runtime_version = excluded.runtime_version,
     measured_at = excluded.measured_at, detail = excluded.detail`,
  );
}

/** The calibration of a host and provider; null where there is none. */
export function* readCalibration(key: CalibrationKey): SqlWork<Calibration | null> {
  const row = yield* first<{ readonly detail: string }>(
    'SELECT detail FROM calibrations WHERE host_fingerprint = @host AND provider = @provider',
    { host: key.hostFingerprint, provider: key.provider },
  );
  return row === undefined ? null : (parseStudyJson(row.detail) as Calibration);
}
