import { ELEMENT_TYPES } from '../src/onnx/model-graph.ts';
import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import { concat } from './concat-split.ts';
import { fact, hasInput, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { perOutput } from './pricing.ts';
import {
  dequantiseCost,
  dynamicQuantiseCost,
  lookupCost,
  quantiseCost,
  quantisedBinaryCost,
} from './quantisation-cost.ts';

const quantise: ShapeRule = (call) => {
  const [x, zero] = [inputOf(call, 0), inputOf(call, 2)];
  const code = intAttribute(call.node, 'output_dtype', 0) as keyof typeof ELEMENT_TYPES;
  return [fact(hasInput(call, 2) ? zero.elementType : (ELEMENT_TYPES[code] ?? 'uint8'), x.shape)];
};

const dequantise: ShapeRule = (call) => [
  fact(inputOf(call, 1).elementType, inputOf(call, 0).shape),
];

const dynamicQuantise: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [fact('uint8', x.shape), fact('float32', []), fact('uint8', [])];
};

/** (a, scale, zero, b, scale, zero, …): elementwise on quantised operands. */
const quantisedBinary: ShapeRule = (call) => {
  const [a, b] = [inputOf(call, 0), inputOf(call, 3)];
  return [fact(a.elementType, broadcastShapes([a.shape, b.shape]))];
};

/** (scale, zero, then of each operand: numbers, scale, zero). */
const quantisedConcat: ShapeRule = (call) => {
  const operands = call.inputs.filter((_, i) => i >= 2 && (i - 2) % 3 === 0);
  return concat({ ...call, inputs: operands });
};

/** (condition, a, scale, zero, b, scale, zero, scale, zero) */
const quantisedWhere: ShapeRule = (call) => {
  const [condition, a, b] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 4)];
  return [fact(a.elementType, broadcastShapes([condition.shape, a.shape, b.shape]))];
};

const likeFirst: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

/** Operators between real and quantised numbers. */
export const QUANTISATION: OperatorTable = {
  ...sameRule('quantisation', quantise, quantiseCost, [
    'QuantizeLinear',
    'com.microsoft:QuantizeLinear',
  ]),
  ...sameRule('quantisation', dequantise, dequantiseCost, [
    'DequantizeLinear',
    'com.microsoft:DequantizeLinear',
  ]),
  DynamicQuantizeLinear: {
    family: 'quantisation',
    shape: dynamicQuantise,
    cost: dynamicQuantiseCost,
  },
  ...sameRule('elementwise', quantisedBinary, quantisedBinaryCost, [
    'com.microsoft:QLinearAdd',
    'com.microsoft:QLinearMul',
  ]),
  // Operands of the same scale are copied, others looked up in a table of 256.
  'com.microsoft:QLinearConcat': {
    family: 'quantisation',
    shape: quantisedConcat,
    cost: perOutput('quantisation', 1),
  },
  'com.microsoft:QLinearWhere': {
    family: 'quantisation',
    shape: quantisedWhere,
    cost: perOutput('quantisation', 2),
  },
  ...sameRule('activation', likeFirst, lookupCost, [
    'com.microsoft:QLinearSigmoid',
    'com.microsoft:QLinearLeakyRelu',
  ]),
};
