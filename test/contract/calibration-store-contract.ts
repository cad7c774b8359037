import { describe, expect, it } from 'vitest';
import type { CalibrationStore } from '../../src/calibration/calibration.ts';
import { calibrationOf } from '../calibration/calibration-fixture.ts';

/** What every store of calibrations does. `open` gives an empty one. */
export function calibrationStoreContract(
  name: string,
  open: () => Promise<CalibrationStore>,
): void {
  describe(`${name} keeps calibrations`, () => {
    const key = { hostFingerprint: '0123456789abcdef', provider: 'cpu' };

    it('gives one back exactly, and nothing for another host or provider', async () => {
      const store = await open();
      const calibration = calibrationOf();
      await store.saveCalibration(calibration);
      expect(await store.calibration(key)).toEqual(calibration);
      expect(await store.calibration({ ...key, provider: 'webgpu' })).toBeNull();
      expect(await store.calibration({ ...key, hostFingerprint: 'f'.repeat(16) })).toBeNull();
    });

    it('keeps the newest of a host and provider', async () => {
      const store = await open();
      await store.saveCalibration(calibrationOf());
      const newer = calibrationOf({ measuredAt: '2026-02-01T00:00:00.000Z', quick: true });
      await store.saveCalibration(newer);
      expect(await store.calibration(key)).toEqual(newer);
    });
  });
}
