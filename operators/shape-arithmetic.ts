import { ELEMENT_TYPES, type ElementType, type Tensor } from '../src/onnx/model-graph.ts';
import { constantFact } from '../src/onnx/shape-inference-constants.ts';
import { type KnownShape, MAX_VALUE_ELEMENTS, type ShapeRule } from '../src/onnx/shape-rule.ts';
import {
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  tensorAttribute,
} from './attributes.ts';
import { contentsOf, elementCount, fact, fillValue, fixedShape, inputOf } from './facts.ts';
import type { CostRule } from './node-cost.ts';
import type { OperatorTable } from './operator.ts';
import { movement, nodeCost, perInput, perOutput, untouched } from './pricing.ts';

const shapeOf: ShapeRule = (call) => {
  const shape = inputOf(call, 0).shape;
  if (shape === null) return [fact('int64', [null])];
  const clamp = (axis: number): number =>
    Math.min(shape.length, Math.max(0, axis < 0 ? axis + shape.length : axis));
  const start = clamp(intAttribute(call.node, 'start', 0));
  const end = clamp(intAttribute(call.node, 'end', shape.length));
  const part = shape.slice(start, end);
  return [fact('int64', [part.length], fixedShape(part))];
};

const size: ShapeRule = (call) => {
  const shape = inputOf(call, 0).shape;
  const count = shape === null ? null : elementCount(shape);
  return [fact('int64', [], count === null ? null : [count])];
};

const constant: ShapeRule = ({ node }) => {
  const tensor = tensorAttribute(node, 'value');
  if (tensor !== undefined) return [constantFact(tensor)];
  const scalarInt = node.attributes.find((a) => a.name === 'value_int');
  if (scalarInt !== undefined) return [fact('int64', [], [intAttribute(node, 'value_int', 0)])];
  const ints = intsAttribute(node, 'value_ints');
  if (ints !== undefined) return [fact('int64', [ints.length], ints)];
  const floats = floatsAttribute(node, 'value_floats');
  if (floats !== undefined) return [fact('float32', [floats.length], floats)];
  const scalarFloat = node.attributes.find((a) => a.name === 'value_float');
  return scalarFloat === undefined
    ? []
    : [fact('float32', [], [floatAttribute(node, 'value_float', 0)])];
};

/** A shape given as the contents of a tensor; axes unknown where only their number is known. */
export function shapeFromInput(
  value: readonly number[] | undefined,
  shape: KnownShape | null,
): KnownShape | null {
  if (value !== undefined) return value;
  const rank = shape?.[0];
  return typeof rank === 'number' ? new Array<null>(rank).fill(null) : null;
}

const constantOfShape: ShapeRule = (call) => {
  const shape = shapeFromInput(contentsOf(call, 0), inputOf(call, 0).shape);
  const tensor: Tensor | undefined = tensorAttribute(call.node, 'value');
  const filler = tensor === undefined ? fact('float32', [1], [0]) : constantFact(tensor);
  const value = filler.value?.[0];
  if (shape === null || value === undefined) return [fact(filler.elementType, shape)];
  return [
    fact(
      filler.elementType,
      shape,
      fillValue(shape, () => value),
    ),
  ];
};

const range: ShapeRule = (call) => {
  const elementType = inputOf(call, 0).elementType;
  const [start, limit, delta] = [
    contentsOf(call, 0)?.[0],
    contentsOf(call, 1)?.[0],
    contentsOf(call, 2)?.[0],
  ];
  if (start === undefined || limit === undefined || delta === undefined || delta === 0) {
    return [fact(elementType, [null])];
  }
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  return [
    fact(
      elementType,
      [count],
      fillValue([count], (_, i) => start + i * delta),
    ),
  ];
};

const eyeLike: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const code = intAttribute(call.node, 'dtype', 0);
  const elementType: ElementType =
    ELEMENT_TYPES[code as keyof typeof ELEMENT_TYPES] ?? x.elementType;
  return [fact(elementType, x.shape)];
};

/** 1 where an element is not zero: positions are known only for known contents. */
const nonZero: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const dims = fixedShape(x.shape);
  if (x.value === null || dims === null) return [fact('int64', [x.shape?.length ?? null, null])];
  const positions: number[][] = [];
  fillValue(dims, (position, flat) => {
    if ((x.value?.[flat] ?? 0) !== 0) positions.push([...position]);
    return 0;
  });
  const value = dims.flatMap((_, axis) => positions.map((p) => p[axis] ?? 0));
  return [
    fact(
      'int64',
      [dims.length, positions.length],
      value.length <= MAX_VALUE_ELEMENTS ? value : null,
    ),
  ];
};

const oneHot: ShapeRule = (call) => {
  const [indices, values] = [inputOf(call, 0), inputOf(call, 2)];
  if (indices.shape === null) return [fact(values.elementType, null)];
  const axis = intAttribute(call.node, 'axis', -1);
  const at = axis < 0 ? axis + indices.shape.length + 1 : axis;
  return [
    fact(values.elementType, indices.shape.toSpliced(at, 0, contentsOf(call, 1)?.[0] ?? null)),
  ];
};

/** Looks at the shape of a tensor, not at its elements. */
const shapeOnly: CostRule = (call) => nodeCost(call, 'shape', { touched: { 0: 0 } });

/** Part of the model: read, like an initialiser, by whoever uses it. */
const stored: CostRule = (call) => untouched(call, 'shape');

/** Operators that make shapes, constants and index patterns. */
export const SHAPE_ARITHMETIC: OperatorTable = {
  Shape: { family: 'shape', shape: shapeOf, cost: shapeOnly },
  Size: { family: 'shape', shape: size, cost: shapeOnly },
  Constant: { family: 'shape', shape: constant, cost: stored },
  ConstantOfShape: { family: 'shape', shape: constantOfShape, cost: movement('data-movement') },
  Range: { family: 'shape', shape: range, cost: perOutput('elementwise', 1) },
  EyeLike: { family: 'shape', shape: eyeLike, cost: shapeOnly },
  NonZero: { family: 'shape', shape: nonZero, cost: perInput('elementwise', 1) },
  OneHot: { family: 'gather', shape: oneHot, cost: movement('gather') },
};
