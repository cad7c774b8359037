import type { OperatorFamily } from '../../operators/operator.ts';
import type { Prior } from '../surrogate/fit-parameters.ts';
import type { SharingConstants } from './host-constants.ts';

/** A positive constant believed to be near `value`, give or take a factor of e^`logDeviation`. */
export interface Belief {
  readonly value: number;
  readonly logDeviation: number;
}

/** What is believed of a family on any host before it is calibrated, by constant. */
export interface FamilyBelief {
  readonly overheadMs: Belief;
  readonly stepMs: Belief;
  readonly flopsPerMs: Belief;
  readonly narrowing: Belief;
  readonly traffic: Belief;
  readonly serialShare: Belief;
}

const belief = (value: number, logDeviation: number): Belief => ({ value, logDeviation });

/** A constant that plays no part in a family: kept where it is. */
const unused = belief(1e-9, 0.01);

/**
 * Wide beliefs, centred on the order of magnitude of an x86-64 server core of the 2020s with AVX: they decide only what
 * the micro-benchmarks leave open. `flops`: GFLOP/s of one core.
 */
function family(flops: number, options: Partial<FamilyBelief> = {}): FamilyBelief {
  return {
    overheadMs: belief(0.0015, 0.7),
    stepMs: unused,
    flopsPerMs: belief(flops * 1e6, 1),
    narrowing: unused,
    traffic: belief(1, 0.4),
    serialShare: belief(0.03, 1),
    ...options,
  };
}

/** Families whose arithmetic is a matrix product. */
const product = { narrowing: belief(8, 0.7) };

/** Families that touch memory in an order of their own. */
const scattered = { traffic: belief(1.5, 0.7), serialShare: belief(0.3, 1.5) };

/** Beliefs by family; families that are not listed are priced like `elementwise`. */
export const FAMILY_BELIEFS: Readonly<Partial<Record<OperatorFamily, FamilyBelief>>> = {
  conv: family(60, product),
  'depthwise-conv': family(30),
  'quantised-conv': family(100, product),
  matmul: family(60, product),
  'quantised-matmul': family(100, product),
  attention: family(40, { ...product, overheadMs: belief(0.004, 0.7) }),
  recurrent: family(30, { ...product, stepMs: belief(0.001, 1) }),
  shape: family(8),
  elementwise: family(8),
  activation: family(3),
  softmax: family(3),
  normalisation: family(4),
  reduction: family(8),
  pooling: family(6),
  quantisation: family(4),
  'data-movement': family(8, scattered),
  gather: family(8, scattered),
  resize: family(1, scattered),
};

interface LevelBelief {
  readonly bytesPerMs: Belief;
  readonly scaling: Belief;
}

/** Beliefs about the memory hierarchy; bytes per ms of one thread, and how it scales with threads. */
export const MEMORY_BELIEFS: Readonly<Record<'l2' | 'l3' | 'dram', LevelBelief>> & {
  /** How much of the last-level cache a guest of a shared machine really has. */
  readonly l3Share: Belief;
} = {
  l2: { bytesPerMs: belief(6e7, 0.5), scaling: belief(1, 0.05) },
  l3: { bytesPerMs: belief(3e7, 0.5), scaling: belief(0.8, 0.3) },
  dram: { bytesPerMs: belief(1.2e7, 0.5), scaling: belief(0.4, 0.5) },
  l3Share: belief(0.5, 0.5),
};

/** Beliefs about what happens beside the kernels. */
export const SHARING_BELIEFS: Readonly<Record<keyof SharingConstants, Belief>> = {
  gapMs: belief(0.001, 0.7),
  runMs: belief(0.03, 0.7),
  profilingMs: belief(0.003, 0.5),
  syncMs: belief(0.002, 0.7),
  wakeMs: belief(0.01, 1),
  busy: belief(0.05, 0.7),
  turns: belief(0.02, 1),
  barriers: belief(0.5, 1),
};

/** The belief about a constant's logarithm, as a fit wants it. */
export function logPrior({ value, logDeviation }: Belief): Prior {
  return { mean: Math.log(value), deviation: logDeviation };
}
