import { runtimeDefault } from '../../../src/space/configuration.ts';
import type { RecordedSurface } from './recorded-surface.ts';

/** A surface that no machine has: one sample per run, the runtime's default as reference. */
export function madeUpSurface(points: RecordedSurface['points']): RecordedSurface {
  return {
    name: 'made-up',
    family: 'made-up',
    baseBatch: 1,
    signature: null,
    workAt: null,
    host: 'here',
    hostParts: {},
    reference: runtimeDefault(1),
    points,
  };
}
