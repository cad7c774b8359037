import type { OperatorFamily } from '../../operators/operator.ts';
import { FAMILIES } from './reference-machine.ts';
import { PART_NAMES, type Signature, type SignaturePart } from './signature.ts';

/** How far two models are apart, in all and by part. */
export interface SignatureDistance {
  /** At least 0; 0 for equal signatures, about 1 where one thing that matters is entirely different. */
  readonly total: number;
  /** What each part adds to it. */
  readonly parts: Readonly<Record<SignaturePart, number>>;
}

/** Families of which one export's is another's: a fused attention holds the products that feed it, and so on. */
const KINDS: Readonly<Record<OperatorFamily, string>> = {
  conv: 'convolution',
  'depthwise-conv': 'convolution',
  'quantised-conv': 'convolution',
  matmul: 'product',
  attention: 'product',
  'quantised-matmul': 'product',
  recurrent: 'recurrent',
  quantisation: 'by number',
  normalisation: 'by number',
  softmax: 'by number',
  activation: 'by number',
  elementwise: 'by number',
  reduction: 'by number',
  pooling: 'window',
  resize: 'window',
  gather: 'movement',
  'data-movement': 'movement',
  shape: 'movement',
  'control-flow': 'movement',
  detection: 'other',
  random: 'other',
  signal: 'other',
};

type Compare = (a: readonly number[], b: readonly number[]) => number;

interface Weighing {
  readonly weight: number;
  readonly compare: Compare;
}

/**
 * Weights by what each part decides for serving. Where time goes matters most, since each family has its own response to
 * batch and threads; arithmetic and bytes say the same less directly. How long kernels are decides whether threads help,
 * and whether weights fit in caches what instances cost each other. Totals count little by the decade: a model three
 * times as heavy with the same mixture has much the same surface. What inputs look like hints at use, no more.
 */
const WEIGHTS: Readonly<Record<SignaturePart, Weighing>> = {
  time: { weight: 2, compare: byFamilyAndKind },
  flops: { weight: 0.5, compare: byFamilyAndKind },
  bytes: { weight: 0.5, compare: byFamilyAndKind },
  totals: { weight: 0.3, compare: meanDifference },
  intensity: { weight: 0.2, compare: moved },
  duration: { weight: 0.5, compare: moved },
  workingSet: { weight: 0.3, compare: moved },
  weights: { weight: 1, compare: meanDifference },
  structure: { weight: 0.25, compare: meanDifference },
  inputs: { weight: 0.15, compare: meanDifference },
  precision: { weight: 0.5, compare: meanDifference },
};

/**
 * Distance between two signatures; symmetric.
 * Throws a RangeError where their versions differ: they cannot be compared.
 */
export function signatureDistance(a: Signature, b: Signature): SignatureDistance {
  if (a.version !== b.version) {
    throw new RangeError(`signatures of versions ${a.version} and ${b.version} cannot be compared`);
  }
  const parts = Object.fromEntries(
    PART_NAMES.map((name) => {
      const { weight, compare } = WEIGHTS[name];
      return [name, weight * compare(a.parts[name], b.parts[name])];
    }),
  ) as Record<SignaturePart, number>;
  return { total: PART_NAMES.reduce((sum, name) => sum + parts[name], 0), parts };
}

/** Likeness of two models, from 0 to 1: 1 for equal signatures, e⁻¹ at a distance of 1. */
export function similarity(a: Signature, b: Signature): number {
  return Math.exp(-signatureDistance(a, b).total);
}

/** Number of the kind of each family, in the order of the families. */
const KIND_OF_FAMILY: readonly number[] = (() => {
  const kinds = [...new Set(FAMILIES.map((family) => KINDS[family]))];
  return FAMILIES.map((family) => kinds.indexOf(KINDS[family]));
})();
const KIND_COUNT = Math.max(...KIND_OF_FAMILY) + 1;

/** Share that would have to change hands, half between families and half between kinds of families: 0 to 1. */
function byFamilyAndKind(a: readonly number[], b: readonly number[]): number {
  // Loops: a search compares its model with every one that is known.
  const kinds = new Float64Array(KIND_COUNT);
  let fine = 0;
  for (let i = 0; i < KIND_OF_FAMILY.length; i++) {
    const [of, other] = [a[i] ?? 0, b[i] ?? 0];
    const kind = KIND_OF_FAMILY[i] ?? 0;
    kinds[kind] = (kinds[kind] ?? 0) + of - other;
    fine += Math.abs(of - other);
  }
  let coarse = 0;
  for (const difference of kinds) coarse += Math.abs(difference);
  return (fine + coarse) / 4;
}

/** Steps of the scale that the distribution has to move by: the earth mover's distance in one dimension. */
function moved(a: readonly number[], b: readonly number[]): number {
  let [carried, distance] = [0, 0];
  a.forEach((share, i) => {
    carried += share - (b[i] ?? 0);
    distance += Math.abs(carried);
  });
  return distance;
}

function meanDifference(a: readonly number[], b: readonly number[]): number {
  return (
    a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / Math.max(1, a.length)
  );
}
