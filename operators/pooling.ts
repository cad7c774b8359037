import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intsAttribute } from './attributes.ts';
import { windowedSizes } from './conv.ts';
import { contentsOf, fact, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { globalPoolCost, maxRoiPoolCost, poolCost, roiAlignCost } from './pooling-cost.ts';
import { movement } from './pricing.ts';

const pool: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null || x.shape.length < 3) return [fact(x.elementType, null)];
  const kernel = intsAttribute(call.node, 'kernel_shape') ?? [];
  const shape = [...x.shape.slice(0, 2), ...windowedSizes(call, x.shape.slice(2), kernel)];
  return [fact(x.elementType, shape), fact('int64', shape)];
};

/** com.microsoft NhwcMaxPool: channels last. */
const poolChannelsLast: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null || x.shape.length < 3) return [fact(x.elementType, null)];
  const kernel = intsAttribute(call.node, 'kernel_shape') ?? [];
  const sizes = windowedSizes(call, x.shape.slice(1, -1), kernel);
  return [fact(x.elementType, [x.shape[0] ?? null, ...sizes, x.shape.at(-1) ?? null])];
};

const globalPool: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  return [fact(x.elementType, x.shape?.map((d, i) => (i < 2 ? d : 1)) ?? null)];
};

const unpool: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  const given = contentsOf(call, 2);
  if (given !== undefined) return [fact(x.elementType, given)];
  if (x.shape === null || call.node.inputs[2]) return [fact(x.elementType, null)];
  const [kernel, strides, pads] = [
    intsAttribute(call.node, 'kernel_shape') ?? [],
    intsAttribute(call.node, 'strides'),
    intsAttribute(call.node, 'pads'),
  ];
  const count = x.shape.length - 2;
  const sizes = x.shape.slice(2).map((d, i) => {
    if (d === null) return null;
    return (
      (d - 1) * (strides?.[i] ?? 1) + (kernel[i] ?? 1) - (pads?.[i] ?? 0) - (pads?.[i + count] ?? 0)
    );
  });
  return [fact(x.elementType, [...x.shape.slice(0, 2), ...sizes])];
};

const roi: ShapeRule = (call) => {
  const [x, rois] = [inputOf(call, 0), inputOf(call, 1)];
  const pooled = intsAttribute(call.node, 'pooled_shape');
  const size = (name: string, at: number): number => {
    const attribute = call.node.attributes.find((a) => a.name === name)?.value;
    return attribute?.kind === 'int' ? Number(attribute.value) : (pooled?.[at] ?? 1);
  };
  const shape = [
    rois.shape?.[0] ?? null,
    x.shape?.[1] ?? null,
    size('output_height', 0),
    size('output_width', 1),
  ];
  return [fact(x.elementType, shape)];
};

/** Pooling, over windows, whole planes and regions. */
export const POOLING: OperatorTable = {
  ...sameRule('pooling', pool, poolCost, [
    'MaxPool',
    'AveragePool',
    'LpPool',
    'com.microsoft:QLinearAveragePool',
    'com.microsoft.nchwc:MaxPool',
    'com.microsoft.nchwc:AveragePool',
  ]),
  ...sameRule('pooling', globalPool, globalPoolCost, [
    'GlobalAveragePool',
    'GlobalMaxPool',
    'GlobalLpPool',
    'com.microsoft:QLinearGlobalAveragePool',
    'com.microsoft.nchwc:GlobalMaxPool',
    'com.microsoft.nchwc:GlobalAveragePool',
  ]),
  'com.microsoft:NhwcMaxPool': { family: 'pooling', shape: poolChannelsLast, cost: poolCost },
  RoiAlign: { family: 'pooling', shape: roi, cost: roiAlignCost },
  MaxRoiPool: { family: 'pooling', shape: roi, cost: maxRoiPoolCost },
  MaxUnpool: { family: 'pooling', shape: unpool, cost: movement('pooling') },
};
