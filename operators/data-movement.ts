import type { KnownShape, OperatorCall, ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import {
  contentsOf,
  elementCount,
  fact,
  fillValue,
  fixedShape,
  inputOf,
  normaliseAxis,
  offsetOf,
} from './facts.ts';
import type { OperatorTable } from './operator.ts';
import { movement, perInput, view } from './pricing.ts';
import { shapeFromInput } from './shape-arithmetic.ts';

/** The list an operator takes as an attribute in old opsets and as input `index` since. */
export function listOperand(
  call: OperatorCall,
  name: string,
  index: number,
): readonly number[] | undefined {
  return intsAttribute(call.node, name) ?? contentsOf(call, index);
}

const reshape: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const target = shapeFromInput(listOperand(call, 'shape', 1), inputOf(call, 1).shape);
  if (target === null) return [fact(x.elementType, null)];
  const copyZero = intAttribute(call.node, 'allowzero', 0) === 0;
  const shape = resolveReshape(x.shape, target, copyZero);
  return [fact(x.elementType, shape, shape === null ? null : x.value)];
};

/** The shape a Reshape target stands for: 0 copies, one -1 takes what is left. Null where the sizes cannot fit. */
export function resolveReshape(
  from: KnownShape | null,
  target: KnownShape,
  copyZero: boolean,
): KnownShape | null {
  const shape = target.map((d, i) => (d === 0 && copyZero ? (from?.[i] ?? null) : d));
  const total = from === null ? null : elementCount(from);
  const free = shape.indexOf(-1);
  const rest = elementCount(shape.filter((_, i) => i !== free));
  if (free >= 0) {
    const left = total === null || rest === null ? null : rest === 0 ? 0 : total / rest;
    if (left !== null && !Number.isInteger(left)) return null;
    return shape.with(free, left);
  }
  return total !== null && rest !== null && total !== rest ? null : shape;
}

const flatten: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, [null, null])];
  const axis = intAttribute(call.node, 'axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return [
    fact(x.elementType, [elementCount(x.shape.slice(0, at)), elementCount(x.shape.slice(at))]),
  ];
};

const transpose: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const from = x.shape;
  const order = intsAttribute(call.node, 'perm') ?? from.map((_, i) => from.length - 1 - i);
  if (order.length !== from.length) return [fact(x.elementType, null)];
  const shape = order.map((axis) => from[axis] ?? null);
  const dims = fixedShape(from);
  if (x.value === null || dims === null) return [fact(x.elementType, shape)];
  const value = fillValue(shape, (position) => {
    const source = dims.map((_, axis) => position[order.indexOf(axis)] ?? 0);
    return x.value?.[offsetOf(dims, source)];
  });
  return [fact(x.elementType, shape, value)];
};

const squeeze: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const rank = x.shape.length;
  const given = listOperand(call, 'axes', 1);
  if (given === undefined && (call.node.inputs[1] ?? '') !== '') return [fact(x.elementType, null)];
  if (given === undefined && x.shape.includes(null)) return [fact(x.elementType, null)];
  const axes = given?.map((a) => normaliseAxis(a, rank));
  const shape = x.shape.filter((d, i) => (axes === undefined ? d !== 1 : !axes.includes(i)));
  return [fact(x.elementType, shape, x.value)];
};

const unsqueeze: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const axes = listOperand(call, 'axes', 1);
  if (x.shape === null || axes === undefined) return [fact(x.elementType, null)];
  const rank = x.shape.length + axes.length;
  const inserted = new Set(axes.map((a) => normaliseAxis(a, rank)));
  const rest = [...x.shape];
  const shape = Array.from({ length: rank }, (_, i) =>
    inserted.has(i) ? 1 : (rest.shift() ?? null),
  );
  return [fact(x.elementType, shape, x.value)];
};

const expand: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const target = shapeFromInput(contentsOf(call, 1), inputOf(call, 1).shape);
  const shape = broadcastShapes([x.shape, target]);
  const dims = fixedShape(x.shape);
  if (shape === null || x.value === null || dims === null) return [fact(x.elementType, shape)];
  return [
    fact(
      x.elementType,
      shape,
      fillValue(shape, (p) => x.value?.[offsetOf(dims, p)]),
    ),
  ];
};

const tile: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const repeats = contentsOf(call, 1);
  if (x.shape === null) return [fact(x.elementType, null)];
  const shape = x.shape.map((d, i) =>
    d === null || repeats?.[i] === undefined ? null : d * repeats[i],
  );
  const dims = fixedShape(x.shape);
  if (x.value === null || dims === null) return [fact(x.elementType, shape)];
  const value = fillValue(
    shape,
    (p) =>
      x.value?.[
        offsetOf(
          dims,
          p.map((at, i) => at % (dims[i] ?? 1)),
        )
      ],
  );
  return [fact(x.elementType, shape, value)];
};

const pad: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const pads = listOperand(call, 'pads', 1) ?? intsAttribute(call.node, 'paddings');
  if (x.shape === null) return [fact(x.elementType, null)];
  const rank = x.shape.length;
  const axes =
    call.opset >= 18 && call.node.inputs[3] ? contentsOf(call, 3) : x.shape.map((_, i) => i);
  if (pads === undefined || axes === undefined)
    return [fact(x.elementType, new Array<null>(rank).fill(null))];
  const shape: (number | null)[] = [...x.shape];
  axes.forEach((a, i) => {
    const axis = normaliseAxis(a, rank) ?? 0;
    const d = shape[axis] ?? null;
    shape[axis] = d === null ? null : d + (pads[i] ?? 0) + (pads[i + axes.length] ?? 0);
  });
  return [fact(x.elementType, shape)];
};

const depthToSpace: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const block = intAttribute(call.node, 'blocksize', 1);
  if (x.shape?.length !== 4) return [fact(x.elementType, null)];
  const [n, c, h, w] = x.shape as [number | null, number | null, number | null, number | null];
  return [
    fact(x.elementType, [n, times(c, 1 / (block * block)), times(h, block), times(w, block)]),
  ];
};

const spaceToDepth: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const block = intAttribute(call.node, 'blocksize', 1);
  if (x.shape?.length !== 4) return [fact(x.elementType, null)];
  const [n, c, h, w] = x.shape as [number | null, number | null, number | null, number | null];
  return [
    fact(x.elementType, [n, times(c, block * block), times(h, 1 / block), times(w, 1 / block)]),
  ];
};

const times = (d: number | null, factor: number): number | null =>
  d === null ? null : Math.floor(d * factor + 1e-9);

const sameAsFirst: ShapeRule = (call) => [
  fact(inputOf(call, 0).elementType, inputOf(call, 0).shape),
];

const col2im: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const [image, block] = [contentsOf(call, 1), contentsOf(call, 2)];
  if (x.shape?.length !== 3 || image === undefined || block === undefined)
    return [fact(x.elementType, null)];
  const channels = times(x.shape[1] ?? null, 1 / block.reduce((a, b) => a * b, 1));
  return [fact(x.elementType, [x.shape[0] ?? null, channels, ...image])];
};

const moved = movement();

/** Operators that move numbers without computing. */
export const DATA_MOVEMENT: OperatorTable = {
  Reshape: { family: 'data-movement', shape: reshape, cost: view },
  Flatten: { family: 'data-movement', shape: flatten, cost: view },
  Squeeze: { family: 'data-movement', shape: squeeze, cost: view },
  Unsqueeze: { family: 'data-movement', shape: unsqueeze, cost: view },
  Transpose: { family: 'data-movement', shape: transpose, cost: moved },
  Expand: { family: 'data-movement', shape: expand, cost: moved },
  Tile: { family: 'data-movement', shape: tile, cost: moved },
  Pad: { family: 'data-movement', shape: pad, cost: moved },
  DepthToSpace: { family: 'data-movement', shape: depthToSpace, cost: moved },
  SpaceToDepth: { family: 'data-movement', shape: spaceToDepth, cost: moved },
  Col2Im: { family: 'data-movement', shape: col2im, cost: perInput('data-movement', 1) },
  ReverseSequence: { family: 'data-movement', shape: sameAsFirst, cost: moved },
  Trilu: { family: 'data-movement', shape: sameAsFirst, cost: moved },
  'com.microsoft:Trilu': { family: 'data-movement', shape: sameAsFirst, cost: moved },
};
