import type { ElementType } from '../src/onnx/model-graph.ts';
import { ELEMENT_TYPES } from '../src/onnx/model-graph.ts';
import type { OperatorCall, ShapeRule, TensorFact } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import { elementwiseCost, TRIGONOMETRY } from './elementwise-cost.ts';
import { fact, fillValue, fixedShape, inputOf, offsetOf } from './facts.ts';
import type { CostRule } from './node-cost.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { bytesOf, nodeCost, view } from './pricing.ts';

type Fold = (values: readonly number[], elementType: ElementType) => number;

/** Shape and contents of `inputs` combined element by element with broadcasting. */
function combine(
  inputs: readonly TensorFact[],
  elementType: ElementType,
  fold: Fold | undefined,
): TensorFact {
  const shape = broadcastShapes(inputs.map((i) => i.shape));
  if (shape === null || fold === undefined || inputs.some((i) => i.value === null)) {
    return fact(elementType, shape);
  }
  const operandType = inputs[0]?.elementType ?? elementType;
  const value = fillValue(shape, (position) => {
    const operands = inputs.map(
      (i) => i.value?.[offsetOf(fixedShape(i.shape) ?? [], position)] ?? Number.NaN,
    );
    return fold(operands, operandType);
  });
  return fact(elementType, shape, value);
}

/** Operators of opset 6 and older broadcast a smaller second input at an axis; the first input's shape is the result's. */
function isLegacyBroadcast(call: OperatorCall): boolean {
  return call.node.domain === '' && call.opset < 7 && call.inputs.length === 2;
}

function variadic(fold?: Fold, result?: ElementType): ShapeRule {
  return (call) => {
    const inputs = call.inputs.map((i, index) => i ?? inputOf(call, index));
    const elementType =
      result ?? inputs.find((i) => i.elementType !== 'undefined')?.elementType ?? 'undefined';
    if (isLegacyBroadcast(call)) return [fact(elementType, inputs[0]?.shape ?? null)];
    return [combine(inputs, elementType, fold)];
  };
}

/** Same shape and type as the first input; further inputs are parameters. */
function unary(fold?: (x: number) => number, result?: ElementType): ShapeRule {
  return (call) => {
    const x = inputOf(call, 0);
    const value = fold === undefined || x.value === null ? null : x.value.map(fold);
    return [fact(result ?? x.elementType, x.shape, value)];
  };
}

const isInteger = (t: ElementType): boolean => /^u?int/.test(t);

const divide: Fold = ([a = 0, b = 1], type) => (isInteger(type) ? Math.trunc(a / b) : a / b);

/** `fmod=0` takes the sign of the divisor, as Python does. */
const modulo: ShapeRule = (call) => {
  const truncated = intAttribute(call.node, 'fmod', 0) === 1;
  const fold: Fold = ([a = 0, b = 1]) => (truncated ? a % b : a - b * Math.floor(a / b));
  return variadic(fold)(call);
};

const where: ShapeRule = (call) => {
  const [condition, x, y] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  return [combine([condition, x, y], x.elementType, ([c, a = 0, b = 0]) => (c ? a : b))];
};

const cast: ShapeRule = (call) => {
  const to =
    ELEMENT_TYPES[intAttribute(call.node, 'to', 1) as keyof typeof ELEMENT_TYPES] ?? 'undefined';
  return [castFact(inputOf(call, 0), to)];
};

const castLike: ShapeRule = (call) => [castFact(inputOf(call, 0), inputOf(call, 1).elementType)];

function castFact(x: TensorFact, to: ElementType): TensorFact {
  const value = x.value?.map((v) =>
    to === 'bool' ? Number(v !== 0) : isInteger(to) ? Math.trunc(v) : v,
  );
  return fact(to, x.shape, value ?? null);
}

const clip: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const low = call.node.inputs[1] ? call.inputs[1]?.value?.[0] : Number.NEGATIVE_INFINITY;
  const high = call.node.inputs[2] ? call.inputs[2]?.value?.[0] : Number.POSITIVE_INFINITY;
  const known = call.opset >= 11 && low !== undefined && high !== undefined;
  return [
    fact(
      x.elementType,
      x.shape,
      known ? (x.value?.map((v) => Math.min(high, Math.max(low, v))) ?? null) : null,
    ),
  ];
};

const dropout: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [x, fact(call.opset < 10 ? x.elementType : 'bool', x.shape)];
};

const compare = (test: (a: number, b: number) => boolean): ShapeRule =>
  variadic(([a = 0, b = 0]) => Number(test(a, b)), 'bool');

/** Adds its bias to the first input; the second and third inputs do not change the shape. */
const likeFirst: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

const isTrue = (v: number | undefined): boolean => v !== undefined && v !== 0;

/** (x [N,S,2D], bias): one half of the channels, times the activation of the other. */
const splitGelu: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const width = x.shape?.at(-1) ?? null;
  return [fact(x.elementType, x.shape?.with(-1, width === null ? null : width / 2) ?? null)];
};

const ARITHMETIC: Readonly<Record<string, ShapeRule>> = {
  Add: variadic(([a = 0, b = 0]) => a + b),
  Sub: variadic(([a = 0, b = 0]) => a - b),
  Mul: variadic(([a = 0, b = 0]) => a * b),
  Div: variadic(divide),
  Mod: modulo,
  Pow: variadic(([a = 0, b = 0]) => a ** b),
  Max: variadic((values) => Math.max(...values)),
  Min: variadic((values) => Math.min(...values)),
  Sum: variadic((values) => values.reduce((a, b) => a + b, 0)),
  Mean: variadic((values) => values.reduce((a, b) => a + b, 0) / values.length),
  Equal: compare((a, b) => a === b),
  Greater: compare((a, b) => a > b),
  GreaterOrEqual: compare((a, b) => a >= b),
  Less: compare((a, b) => a < b),
  LessOrEqual: compare((a, b) => a <= b),
  And: variadic(([a, b]) => Number(isTrue(a) && isTrue(b)), 'bool'),
  Or: variadic(([a, b]) => Number(isTrue(a) || isTrue(b)), 'bool'),
  Xor: variadic(([a, b]) => Number(isTrue(a) !== isTrue(b)), 'bool'),
  Where: where,
  BitShift: variadic(),
  BitwiseAnd: variadic(),
  BitwiseOr: variadic(),
  BitwiseXor: variadic(),
  Not: unary((x) => Number(x === 0), 'bool'),
  BitwiseNot: unary(),
  Abs: unary(Math.abs),
  Neg: unary((x) => -x),
  Sign: unary(Math.sign),
  Ceil: unary(Math.ceil),
  Floor: unary(Math.floor),
  Round: unary(roundHalfEven),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((x) => 1 / x),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  IsNaN: unary(undefined, 'bool'),
  IsInf: unary(undefined, 'bool'),
  Cast: cast,
  CastLike: castLike,
  Clip: clip,
};

/** Halves go to the even neighbour, as ONNX asks. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Functions of one number that take many operations, or are used as activations. */
const ACTIVATIONS = [
  ...TRIGONOMETRY,
  'Erf',
  'Relu',
  'LeakyRelu',
  'ThresholdedRelu',
  'Elu',
  'Celu',
  'Selu',
  'Gelu',
  'Swish',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Tanh',
  'Mish',
  'Softplus',
  'Softsign',
  'Shrink',
  'ParametricSoftplus',
  'ScaledTanh',
  'Affine',
  'com.microsoft:Gelu',
  'com.microsoft:FastGelu',
  'com.microsoft:QuickGelu',
  'com.microsoft:BiasGelu',
];

/** Arithmetic that is priced like an activation. */
const MANY_OPERATIONS: ReadonlySet<string> = new Set(['Exp', 'Log', 'Pow']);

const pass = elementwiseCost('elementwise');

/** Outside training nothing is dropped; a mask that somebody asked for is all ones. */
const dropoutCost: CostRule = (call) => {
  const nothing = Object.fromEntries(call.inputs.map((_, i) => [i, 0]));
  const mask = (call.node.outputs[1] ?? '') === '' ? 0 : bytesOf(call.outputs[1]);
  return nodeCost(call, 'data-movement', { touched: nothing, bytesWritten: mask });
};

/** Elementwise arithmetic, comparison, logic and activations. */
export const ELEMENTWISE: OperatorTable = {
  ...Object.fromEntries(
    Object.entries(ARITHMETIC).map(([name, shape]) => {
      const family = MANY_OPERATIONS.has(name) ? 'activation' : 'elementwise';
      return [name, { family, shape, cost: elementwiseCost(family) }];
    }),
  ),
  ...sameRule('elementwise', likeFirst, pass, ['ImageScaler', 'CumSum', 'com.microsoft:BiasAdd']),
  'com.microsoft:BiasSplitGelu': {
    family: 'activation',
    shape: splitGelu,
    cost: elementwiseCost('activation'),
  },
  Identity: { family: 'elementwise', shape: (call) => [inputOf(call, 0)], cost: view },
  Dropout: { family: 'elementwise', shape: dropout, cost: dropoutCost },
  'com.microsoft:BiasDropout': { family: 'elementwise', shape: dropout, cost: pass },
  ...sameRule('activation', unary(), elementwiseCost('activation'), [...ACTIVATIONS, 'PRelu']),
};
