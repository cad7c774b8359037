import type { KnownShape, ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { fact, fillValue, fixedShape, inputOf, normaliseAxis, offsetOf } from './facts.ts';
import type { CostRule } from './node-cost.ts';
import type { OperatorTable } from './operator.ts';
import { bytesOf, elementsOf, nodeCost, outputElements } from './pricing.ts';

const gather: ShapeRule = (call) => {
  const [data, indices] = [inputOf(call, 0), inputOf(call, 1)];
  if (data.shape === null || indices.shape === null) return [fact(data.elementType, null)];
  const axis = normaliseAxis(intAttribute(call.node, 'axis', 0), data.shape.length);
  if (axis === null) return [fact(data.elementType, null)];
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const [from, at] = [fixedShape(data.shape), fixedShape(indices.shape)];
  const size = data.shape[axis] ?? Number.POSITIVE_INFINITY;
  if (indices.value?.some((i) => i >= size || i < -size)) return [fact(data.elementType, null)];
  if (data.value === null || indices.value === null || from === null || at === null) {
    return [fact(data.elementType, shape)];
  }
  const value = fillValue(shape, (p) => {
    const index = indices.value?.[offsetOf(at, p.slice(axis, axis + at.length))] ?? 0;
    const wrapped = index < 0 ? index + (from[axis] ?? 0) : index;
    return data.value?.[
      offsetOf(from, [...p.slice(0, axis), wrapped, ...p.slice(axis + at.length)])
    ];
  });
  return [fact(data.elementType, shape, value)];
};

const gatherElements: ShapeRule = (call) => [
  fact(inputOf(call, 0).elementType, inputOf(call, 1).shape),
];

const gatherNd: ShapeRule = (call) => {
  const [data, indices] = [inputOf(call, 0), inputOf(call, 1)];
  const depth = indices.shape?.at(-1);
  if (data.shape === null || indices.shape === null || typeof depth !== 'number')
    return [fact(data.elementType, null)];
  const batch = intAttribute(call.node, 'batch_dims', 0);
  const shape: KnownShape = [...indices.shape.slice(0, -1), ...data.shape.slice(batch + depth)];
  return [fact(data.elementType, shape)];
};

const scatter: ShapeRule = (call) => [fact(inputOf(call, 0).elementType, inputOf(call, 0).shape)];

/** Like `scatter`, following contents: exporters write into shape tensors this way. */
const scatterNd: ShapeRule = (call) => {
  const [data, indices, updates] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const dims = fixedShape(data.shape);
  const depth = indices.shape?.at(-1);
  const plain = stringAttribute(call.node, 'reduction', 'none') === 'none';
  if (
    dims === null ||
    data.value === null ||
    indices.value === null ||
    updates.value === null ||
    !plain ||
    depth !== dims.length
  ) {
    return scatter(call);
  }
  const value = [...data.value];
  updates.value.forEach((v, i) => {
    const position = indices.value?.slice(i * dims.length, (i + 1) * dims.length) ?? [];
    value[
      offsetOf(
        dims,
        position.map((p, axis) => (p < 0 ? p + (dims[axis] ?? 0) : p)),
      )
    ] = v;
  });
  return [fact(data.elementType, dims, value)];
};

/** com.microsoft GatherBlockQuantized: (data, indices, scales, zero points); bytes hold two 4-bit numbers of the last axis. */
const gatherQuantised: ShapeRule = (call) => {
  const [data, indices, scales] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  if (data.shape === null || indices.shape === null || data.shape.length === 0)
    return [fact(scales.elementType, null)];
  const axis = normaliseAxis(intAttribute(call.node, 'gather_axis', 0), data.shape.length) ?? 0;
  const last = data.shape.at(-1) ?? null;
  const perByte = data.elementType === 'uint8' ? 8 / intAttribute(call.node, 'bits', 4) : 1;
  const logical = data.shape.with(-1, last === null ? null : last * perByte);
  const shape = [...logical.slice(0, axis), ...indices.shape, ...logical.slice(axis + 1)];
  return [fact(scales.elementType, shape)];
};

/** Reads the rows it picks, in their few bits, and makes reals of them: two operations per number. */
const quantisedLookup: CostRule = (call) => {
  const [data, made] = [inputOf(call, 0), outputElements(call)];
  const bits = data.elementType === 'uint8' ? intAttribute(call.node, 'bits', 4) : 4;
  const touched = { 0: (made * bits) / 8, 2: bytesOf(call.outputs[0]) };
  return nodeCost(call, 'gather', { flops: 2 * made, touched });
};

/** Reads the elements it picks and their indices. */
const lookup: CostRule = (call) =>
  nodeCost(call, 'gather', { touched: { 0: bytesOf(call.outputs[0]) } });

/** Copies the data and writes the updates into the copy; one operation per update where they are combined. */
const scattering: CostRule = (call) => {
  const combined = stringAttribute(call.node, 'reduction', 'none') !== 'none';
  const updates = call.inputs[2];
  return nodeCost(call, 'gather', {
    flops: combined ? elementsOf(updates) : 0,
    bytesWritten: bytesOf(call.outputs[0]) + bytesOf(updates),
    width: elementsOf(updates),
  });
};

/** Lookups and scattered writes. */
export const GATHER: OperatorTable = {
  Gather: { family: 'gather', shape: gather, cost: lookup },
  GatherElements: { family: 'gather', shape: gatherElements, cost: lookup },
  GatherND: { family: 'gather', shape: gatherNd, cost: lookup },
  'com.microsoft:GatherBlockQuantized': {
    family: 'gather',
    shape: gatherQuantised,
    cost: quantisedLookup,
  },
  Scatter: { family: 'gather', shape: scatter, cost: scattering },
  ScatterElements: { family: 'gather', shape: scatter, cost: scattering },
  ScatterND: { family: 'gather', shape: scatterNd, cost: scattering },
};
