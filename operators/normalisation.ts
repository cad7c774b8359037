import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { fact, inputOf, normaliseAxis } from './facts.ts';
import {
  batchNormalisationCost,
  groupNormalisationCost,
  hardmaxCost,
  instanceNormalisationCost,
  layerNormalisationCost,
  lpNormalisationCost,
  lrnCost,
  meanVarianceCost,
  rmsNormalisationCost,
  skipGroupNormalisationCost,
  skipLayerNormalisationCost,
  skipRmsNormalisationCost,
  softmaxCost,
} from './normalisation-cost.ts';
import { type OperatorTable, sameRule } from './operator.ts';

/** First output like the input; training outputs are statistics per channel. */
const perChannel: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const statistics = fact(x.elementType, [x.shape?.[1] ?? null]);
  return [fact(x.elementType, x.shape), ...call.node.outputs.slice(1).map(() => statistics)];
};

/** Statistics keep the rank with the normalised axes at 1. */
const layerNormalisation: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const axis = normaliseAxis(intAttribute(call.node, 'axis', -1), x.shape.length) ?? 0;
  const statistics = fact(
    'float32',
    x.shape.map((d, i) => (i < axis ? d : 1)),
  );
  return [fact(x.elementType, x.shape), statistics, statistics];
};

/** Output 3 is the sum before normalisation. */
const skipLayerNormalisation: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const statistics = fact(
    'float32',
    x.shape?.map((d, i) => (i < (x.shape?.length ?? 0) - 1 ? d : 1)) ?? null,
  );
  return [fact(x.elementType, x.shape), statistics, statistics, fact(x.elementType, x.shape)];
};

/** com.microsoft SkipGroupNorm: (x, scale, shift, skip, bias); output 1 is the sum before normalisation. */
const skipGroupNormalisation: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [fact(x.elementType, x.shape), fact(x.elementType, x.shape)];
};

const same: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

/** Normalisations and softmax. */
export const NORMALISATION: OperatorTable = {
  BatchNormalization: {
    family: 'normalisation',
    shape: perChannel,
    cost: batchNormalisationCost,
  },
  ...sameRule('normalisation', layerNormalisation, layerNormalisationCost, [
    'LayerNormalization',
    'com.microsoft:LayerNormalization',
  ]),
  ...sameRule('normalisation', layerNormalisation, rmsNormalisationCost, [
    'RMSNormalization',
    'SimplifiedLayerNormalization',
    'com.microsoft:SimplifiedLayerNormalization',
  ]),
  'com.microsoft:SkipLayerNormalization': {
    family: 'normalisation',
    shape: skipLayerNormalisation,
    cost: skipLayerNormalisationCost,
  },
  'com.microsoft:SkipSimplifiedLayerNormalization': {
    family: 'normalisation',
    shape: skipLayerNormalisation,
    cost: skipRmsNormalisationCost,
  },
  InstanceNormalization: { family: 'normalisation', shape: same, cost: instanceNormalisationCost },
  ...sameRule('normalisation', same, groupNormalisationCost, [
    'GroupNormalization',
    'com.microsoft:GroupNorm',
  ]),
  'com.microsoft:SkipGroupNorm': {
    family: 'normalisation',
    shape: skipGroupNormalisation,
    cost: skipGroupNormalisationCost,
  },
  LpNormalization: { family: 'normalisation', shape: same, cost: lpNormalisationCost },
  MeanVarianceNormalization: { family: 'normalisation', shape: same, cost: meanVarianceCost },
  LRN: { family: 'normalisation', shape: same, cost: lrnCost },
  ...sameRule('softmax', same, softmaxCost, [
    'Softmax',
    'LogSoftmax',
    'com.microsoft:QLinearSoftmax',
    'com.microsoft:BiasSoftmax',
  ]),
  Hardmax: { family: 'softmax', shape: same, cost: hardmaxCost },
};
