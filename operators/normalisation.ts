import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { fact, inputOf, normaliseAxis } from './facts.ts';
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

const same: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

/** Normalisations and softmax. */
export const NORMALISATION: OperatorTable = {
  BatchNormalization: { family: 'normalisation', shape: perChannel },
  ...sameRule('normalisation', layerNormalisation, [
    'LayerNormalization',
    'RMSNormalization',
    'SimplifiedLayerNormalization',
    'com.microsoft:LayerNormalization',
    'com.microsoft:SimplifiedLayerNormalization',
  ]),
  ...sameRule('normalisation', skipLayerNormalisation, [
    'com.microsoft:SkipLayerNormalization',
    'com.microsoft:SkipSimplifiedLayerNormalization',
  ]),
  ...sameRule('normalisation', same, [
    'InstanceNormalization',
    'GroupNormalization',
    'LpNormalization',
    'MeanVarianceNormalization',
    'LRN',
    'com.microsoft:GroupNorm',
  ]),
  ...sameRule('softmax', same, [
    'Softmax',
    'LogSoftmax',
    'Hardmax',
    'com.microsoft:QLinearSoftmax',
  ]),
};
