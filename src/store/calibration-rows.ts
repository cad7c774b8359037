import type Database from 'libsql';
import type { Calibration, CalibrationKey } from '../calibration/calibration.ts';
import { parseStudyJson, studyJson } from '../study/study-json.ts';

/** Keeps a calibration; it takes the place of an earlier one of the same host and provider. */
export function saveCalibration(db: Database.Database, calibration: Calibration): void {
  db.prepare(
    `INSERT INTO calibrations (host_fingerprint, provider, runtime_version, measured_at, detail)
     VALUES (@host_fingerprint, @provider, @runtime_version, @measured_at, @detail)
     ON CONFLICT (host_fingerprint, provider) DO UPDATE SET
       runtime_version = excluded.runtime_version, measured_at = excluded.measured_at, detail = excluded.detail`,
  ).run({
    host_fingerprint: calibration.hostFingerprint,
    provider: calibration.provider,
    runtime_version: calibration.runtimeVersion,
    measured_at: calibration.measuredAt,
    detail: studyJson(calibration),
  });
}

/** The calibration of a host and provider; null where there is none. */
export function readCalibration(db: Database.Database, key: CalibrationKey): Calibration | null {
  const row = db
    .prepare('SELECT detail FROM calibrations WHERE host_fingerprint = ? AND provider = ?')
    .get(key.hostFingerprint, key.provider) as { detail: string } | undefined;
  return row === undefined ? null : (parseStudyJson(row.detail) as Calibration);
}
