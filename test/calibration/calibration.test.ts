import { describe, expect, it } from 'vitest';
import { staleness } from '../../src/calibration/calibration.ts';
import { calibrationOf } from './calibration-fixture.ts';

describe('a stored calibration', () => {
  const calibration = calibrationOf();
  const now = {
    runtimeVersion: calibration.runtimeVersion,
    constantsVersion: calibration.constants.version,
  };

  it('is good while the runtime and the law are the same', () => {
    expect(staleness(calibration, now)).toBeNull();
  });

  it('is stale once either has changed, and says which', () => {
    expect(staleness(calibration, { ...now, runtimeVersion: '2.0.0' })).toContain('2.0.0');
    expect(staleness(calibration, { ...now, constantsVersion: 99 })).toContain('version of tune');
  });
});
