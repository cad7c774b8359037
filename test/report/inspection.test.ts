import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { inertJson } from '../../src/report/inert-json.ts';
import type { Inspection } from '../../src/report/inspection.ts';
import { inspectionJson } from '../../src/report/inspection-json.ts';
import { INSPECTION_SCHEMA } from '../../src/report/inspection-schema.ts';
import { inspectionText } from '../../src/report/inspection-text.ts';
import { closed } from './closed-schema.ts';
import { HOSTILE_INSPECTION, inspectionOf, PROFILED } from './inspections.ts';
import { COLOURED, NARROW, WIDE } from './styles.ts';

const SCENES: readonly [name: string, inspection: Inspection][] = [
  ['plain', inspectionOf()],
  ['profiled', PROFILED],
  ['hostile', HOSTILE_INSPECTION],
];

describe('what inspect prints', () => {
  it.each(SCENES)('is as agreed: %s', async (name, inspection) => {
    const text = inspectionText(inspection, WIDE);
    await expect(text).toMatchFileSnapshot(`../golden/__golden__/inspection-${name}.txt`);
  });

  it.each(SCENES)('fits 60 columns of ASCII without colour: %s', (_name, inspection) => {
    const lines = inspectionText(inspection, NARROW).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it.each(SCENES)('says the same in colour: %s', (_name, inspection) => {
    const plain = inspectionText(inspection, { ...COLOURED, palette: WIDE.palette });
    expect(stripVTControlCharacters(inspectionText(inspection, COLOURED))).toBe(plain);
  });

  it('names the command that would make an expectation possible', () => {
    expect(inspectionText(inspectionOf({ expectation: null }), WIDE)).toContain('tune calibrate');
  });

  it('says what stops the batch, and where', () => {
    const obstacle = { node: 'mix', opType: 'MatMul', reason: 'multiplies samples' };
    const batching = { status: 'fixed', baseBatch: 1, changes: 0, obstacle } as const;
    expect(inspectionText(inspectionOf({ batching }), WIDE)).toContain(
      'only a batch of 1: MatMul mix: multiplies samples',
    );
  });
});

describe('the JSON of inspect', () => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(closed(INSPECTION_SCHEMA));

  it.each(SCENES)('has exactly what the schema describes: %s', (_name, inspection) => {
    validate(JSON.parse(inertJson(inspectionJson(inspection))));
    expect(validate.errors).toBeNull();
  });

  it('keeps the names that scripts rely on', () => {
    expect(Object.keys(inspectionJson(inspectionOf()))).toEqual(
      expect.arrayContaining([
        'inputs',
        'outputs',
        'parameters',
        'weight_bytes',
        'flops',
        'bytes_moved',
        'families',
        'signature',
        'unresolved_tensors',
        'batchable',
        'neighbours',
      ]),
    );
  });
});
