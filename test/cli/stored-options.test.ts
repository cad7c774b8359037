import { expect, it } from 'vitest';
import { storedOptions, withoutPassword } from '../../src/cli/study-options.ts';

it('keeps no password of a knowledge base with a run', () => {
  const url = 'postgres://ann:secret@db/kb';
  const raw = new Map([
    ['kb', { texts: [url], label: '--kb' }],
    ['batch', { texts: ['1,2'], label: '--batch' }],
  ]);
  expect(storedOptions(raw)).toEqual({ kb: ['postgres://ann@db/kb'], batch: ['1,2'] });
  expect(['tune', 'model.onnx', '--kb', url, `--kb=${url}`].map(withoutPassword)).toEqual([
    'tune',
    'model.onnx',
    '--kb',
    'postgres://ann@db/kb',
    '--kb=postgres://ann@db/kb',
  ]);
});
