import { intAttribute } from '../../operators/attributes.ts';
import { operatorOf } from '../../operators/catalogue.ts';
import { normaliseAxis } from '../../operators/facts.ts';
import type { OperatorFamily } from '../../operators/operator.ts';
import type { BatchRule, BatchStep } from './batch-step.ts';
import {
  allBatchFirst,
  einsum,
  firstOutputOnly,
  layerNormalisation,
  matmul,
  oneHot,
  reduce,
  resize,
  softmax,
  unchangedAlongBatch,
} from './rules-compute.ts';
import { batchFirst, elementwise, elementwiseIn, onFirst } from './rules-elementwise.ts';
import { alignedElements, gatherNd, scatterNd } from './rules-index.ts';
import { concat, gather, slice, split } from './rules-join.ts';
import { expand, reshape, tile, transpose } from './rules-reshape.ts';
import { packedAttention, recurrent, reverseSequence } from './rules-sequence.ts';

const axisAttribute =
  (fallback: number) =>
  (step: BatchStep, rank: number): readonly number[] => {
    const axis = normaliseAxis(intAttribute(step.node, 'axis', fallback), rank);
    return axis === null ? [] : [axis];
  };

/** Axes the channel parameters of a quantiser lie on; a scalar scale has none. */
const quantisedAxis = (step: BatchStep, rank: number): readonly number[] => {
  const perChannel =
    (step.inputs[1]?.base.shape?.length ?? 0) > 0 && step.inputs[1]?.base.shape?.[0] !== 1;
  return perChannel ? axisAttribute(1)(step, rank) : [];
};

const cumSumAxis = (step: BatchStep, rank: number): readonly number[] => {
  const axis = step.inputs[1]?.base.value?.[0];
  return axis === undefined
    ? Array.from({ length: rank }, (_, i) => i)
    : [axis < 0 ? axis + rank : axis];
};

const dependsOnData =
  (reason: string): BatchRule =>
  (step) =>
    step.refuse(reason);

const MIXES = 'which makes samples depend on each other';

const triangle = onFirst(
  (_, rank) => [rank - 1, rank - 2],
  'it works on the axis that holds the batch',
);

const RULES: Readonly<Record<string, BatchRule>> = {
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Pad: unchangedAlongBatch,
  Trilu: triangle,
  'com.microsoft:Trilu': triangle,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherElements: alignedElements,
  GatherND: gatherNd,
  Scatter: alignedElements,
  ScatterElements: alignedElements,
  ScatterND: scatterNd,
  OneHot: oneHot,
  ReverseSequence: reverseSequence,
  MatMul: matmul(1),
  Gemm: matmul(1),
  MatMulInteger: matmul(1),
  QLinearMatMul: matmul(3),
  'com.microsoft:FusedMatMul': matmul(1),
  'com.microsoft:FusedGemm': matmul(1),
  'com.microsoft:MatMulIntegerToFloat': matmul(1),
  'com.microsoft:DynamicQuantizeMatMul': matmul(1),
  'com.microsoft:QGemm': matmul(3),
  'com.microsoft:MatMulNBits': onFirst((_, rank) => [rank - 1], 'it sums over the batch'),
  Einsum: einsum,
  BatchNormalization: onFirst(() => [1], 'the batch lies where it expects channels'),
  LRN: onFirst(() => [1], 'the batch lies where it expects channels'),
  InstanceNormalization: batchFirst,
  GroupNormalization: batchFirst,
  'com.microsoft:GroupNorm': batchFirst,
  LpNormalization: onFirst(axisAttribute(-1), 'it normalises over the batch'),
  MeanVarianceNormalization: dependsOnData('it normalises over the batch by default'),
  LayerNormalization: layerNormalisation,
  RMSNormalization: layerNormalisation,
  SimplifiedLayerNormalization: layerNormalisation,
  'com.microsoft:LayerNormalization': layerNormalisation,
  'com.microsoft:SimplifiedLayerNormalization': layerNormalisation,
  'com.microsoft:SkipLayerNormalization': layerNormalisation,
  'com.microsoft:SkipSimplifiedLayerNormalization': layerNormalisation,
  QuantizeLinear: onFirst(quantisedAxis, 'the batch lies where it expects channels'),
  DequantizeLinear: onFirst(quantisedAxis, 'the batch lies where it expects channels'),
  'com.microsoft:QuantizeLinear': onFirst(
    quantisedAxis,
    'the batch lies where it expects channels',
  ),
  'com.microsoft:DequantizeLinear': onFirst(
    quantisedAxis,
    'the batch lies where it expects channels',
  ),
  DynamicQuantizeLinear: firstOutputOnly,
  'com.microsoft:QLinearAdd': elementwiseIn(0, 3),
  'com.microsoft:QLinearMul': elementwiseIn(0, 3),
  'com.microsoft:QLinearSoftmax': softmax,
  CumSum: onFirst(cumSumAxis, `it sums along the batch, ${MIXES}`),
  TopK: onFirst(axisAttribute(-1), `it selects among samples, ${MIXES}`),
  Resize: resize,
  Upsample: resize,
  GridSample: allBatchFirst,
  AffineGrid: allBatchFirst,
  Multinomial: batchFirst,
  'com.microsoft:Attention': packedAttention,
  'com.microsoft:QAttention': packedAttention,
  'com.microsoft:BeamSearch': allBatchFirst,
  'com.microsoft:GreedySearch': allBatchFirst,
  'com.microsoft:Sampling': allBatchFirst,
  NonZero: dependsOnData('how many elements it finds depends on the data of all samples together'),
  NonMaxSuppression: dependsOnData(
    'how many boxes it keeps depends on the data, and its result lists all samples together',
  ),
  Unique: dependsOnData(`it finds distinct values among all samples, ${MIXES}`),
  Compress: dependsOnData('how many elements it keeps depends on the data'),
  EyeLike: dependsOnData('it makes an identity matrix as large as the batch'),
  RoiAlign: dependsOnData('its regions name the samples they are cut from'),
  MaxRoiPool: dependsOnData('its regions name the samples they are cut from'),
  Det: onFirst((_, rank) => [rank - 1, rank - 2], 'it works on the axis that holds the batch'),
};

const OF_FAMILY: Partial<Record<OperatorFamily, BatchRule>> = {
  activation: elementwise,
  elementwise,
  random: elementwise,
  conv: batchFirst,
  'quantised-conv': batchFirst,
  pooling: batchFirst,
  resize: batchFirst,
  reduction: reduce,
  softmax,
  recurrent,
  attention: allBatchFirst,
  signal: batchFirst,
  gather: allBatchFirst,
  'data-movement': batchFirst,
};

/** How the batch passes an operator; undefined where nobody has said. */
export function batchRuleOf(domain: string, opType: string): BatchRule | undefined {
  const own = RULES[domain === '' ? opType : `${domain}:${opType}`];
  const operator = operatorOf(domain, opType);
  return own ?? (operator === undefined ? undefined : OF_FAMILY[operator.family]);
}
