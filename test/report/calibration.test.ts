import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { calibrationJson } from '../../src/report/calibration-json.ts';
import { CALIBRATION_SCHEMA } from '../../src/report/calibration-schema.ts';
import { calibrationText } from '../../src/report/calibration-text.ts';
import { inertJson } from '../../src/report/inert-json.ts';
import { calibrationOf } from '../calibration/calibration-fixture.ts';
import { closed } from './closed-schema.ts';
import { NARROW, WIDE } from './styles.ts';

describe('what calibrate prints', () => {
  it('does not show a belief as if it had been measured', () => {
    const text = calibrationText(calibrationOf(), WIDE);
    expect(text).toContain('elementwise');
    expect(text).toContain('the measurements leave it open');
    expect(text).toMatch(/taking turns +– for single threads/);
  });

  it('shows what was measured', () => {
    const plain = calibrationOf();
    const { sharing } = plain.constants;
    const constants = {
      ...plain.constants,
      sharing: { ...sharing, turns: { value: 0.2, logDeviation: 0.1 } },
    };
    expect(calibrationText(calibrationOf({ constants }), WIDE)).toContain(
      '+20 % for single threads',
    );
  });

  it('is pure ASCII where it must be', () => {
    expect(calibrationText(calibrationOf(), NARROW)).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('is JSON of exactly what the schema describes', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(
      closed(CALIBRATION_SCHEMA),
    );
    validate(JSON.parse(inertJson(calibrationJson(calibrationOf()))));
    expect(validate.errors).toBeNull();
  });
});
