import type { OperatorFamily } from '../../operators/operator.ts';
import type { HostConstants } from '../../src/cost/host-constants.ts';
import { parameterVector } from '../../src/cost/parameter-vector.ts';
import type { GraphWork, WorkUnit } from '../../src/work/work-unit.ts';

export const MEGABYTE: number = 2 ** 20;

export const FAMILIES: readonly OperatorFamily[] = ['elementwise', 'conv', 'matmul', 'recurrent'];

const SHAPE = { cores: 4, l2Bytes: MEGABYTE, l3Bytes: 32 * MEGABYTE };

/** A host exactly as it is believed to be before any measurement. */
export function believedHost(cores = SHAPE.cores): HostConstants {
  const vector = parameterVector({ ...SHAPE, cores }, FAMILIES);
  const means = vector.priors.map((p) => p.mean);
  return vector.constants(
    means,
    means.map(() => 0),
  );
}

export function unitOf(changes: Partial<WorkUnit> = {}): WorkUnit {
  return {
    family: 'conv',
    label: 'Conv',
    node: 'conv',
    nodes: ['conv'],
    outputs: ['y'],
    after: [],
    elementType: 'float32',
    flops: 1e8,
    bytesRead: 1e5,
    weightBytes: 1e5,
    bytesWritten: 1e5,
    width: 1000,
    steps: 1,
    product: { count: 1, m: 3000, n: 128, k: 128 },
    times: 1,
    ...changes,
  };
}

export function workOf(units: readonly WorkUnit[], batch = 1): GraphWork {
  return { batch, parameters: 0, weightBytes: 0, units, unknownOperators: [], unresolved: [] };
}
