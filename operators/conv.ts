import type { ElementType } from '../src/onnx/model-graph.ts';
import type { KnownShape, OperatorCall, ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, intsAttribute, stringAttribute } from './attributes.ts';
import { convCost, convTransposeCost, deformConvCost, quantisedConvCost } from './conv-cost.ts';
import { fact, inputOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';

/** How a sliding window lies on one axis. */
interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** Window of spatial axis `i` out of `count` from a node's attributes. */
function windowOf(call: OperatorCall, kernel: number, i: number, count: number): Window {
  const pads = intsAttribute(call.node, 'pads');
  return {
    kernel,
    stride: intsAttribute(call.node, 'strides')?.[i] ?? 1,
    dilation: intsAttribute(call.node, 'dilations')?.[i] ?? 1,
    before: pads?.[i] ?? 0,
    after: pads?.[i + count] ?? 0,
  };
}

/** Output size of a window along an axis of `size`. */
function slidingSize(call: OperatorCall, size: number | null, window: Window): number | null {
  if (size === null) return null;
  const autoPad = stringAttribute(call.node, 'auto_pad', 'NOTSET');
  if (autoPad.startsWith('SAME')) return Math.ceil(size / window.stride);
  const extent = window.dilation * (window.kernel - 1) + 1;
  const padding = autoPad === 'VALID' ? 0 : window.before + window.after;
  const steps = (size + padding - extent) / window.stride;
  if (intAttribute(call.node, 'ceil_mode', 0) === 0) return Math.floor(steps) + 1;
  const up = Math.ceil(steps) + 1;
  // A window that would start in the padding after the end is left out.
  return (up - 1) * window.stride >= size + window.before ? up - 1 : up;
}

/** Spatial sizes after windows of the given kernel sizes. */
export function windowedSizes(
  call: OperatorCall,
  spatial: KnownShape,
  kernel: KnownShape,
): KnownShape {
  return spatial.map((size, i) => {
    const k = kernel[i] ?? null;
    return k === null ? null : slidingSize(call, size, windowOf(call, k, i, spatial.length));
  });
}

function conv(weightIndex: number, result?: (call: OperatorCall) => ElementType): ShapeRule {
  return (call) => {
    const [x, w] = [inputOf(call, 0), inputOf(call, weightIndex)];
    const elementType = result?.(call) ?? x.elementType;
    if (x.shape === null || x.shape.length < 3) return [fact(elementType, null)];
    const channels = x.shape[1] ?? null;
    const wanted = w.shape?.[1] ?? null;
    const fits =
      channels === null ||
      wanted === null ||
      channels === wanted * intAttribute(call.node, 'group', 1);
    if (!fits) return [fact(elementType, null)];
    const spatial = x.shape.slice(2);
    const kernel =
      intsAttribute(call.node, 'kernel_shape') ?? w.shape?.slice(2) ?? spatial.map(() => null);
    return [
      fact(elementType, [
        x.shape[0] ?? null,
        w.shape?.[0] ?? null,
        ...windowedSizes(call, spatial, kernel),
      ]),
    ];
  };
}

const convTranspose: ShapeRule = (call) => {
  const [x, w] = [inputOf(call, 0), inputOf(call, 1)];
  if (x.shape === null || x.shape.length < 3) return [fact(x.elementType, null)];
  const spatial = x.shape.slice(2);
  const kernel = intsAttribute(call.node, 'kernel_shape') ?? w.shape?.slice(2) ?? [];
  const perGroup = w.shape?.[1] ?? null;
  const channels = perGroup === null ? null : perGroup * intAttribute(call.node, 'group', 1);
  const sizes = spatial.map((size, i) =>
    transposedSize(call, size, kernel[i] ?? null, i, spatial.length),
  );
  return [fact(x.elementType, [x.shape[0] ?? null, channels, ...sizes])];
};

function transposedSize(
  call: OperatorCall,
  size: number | null,
  kernel: number | null,
  i: number,
  count: number,
): number | null {
  const given = intsAttribute(call.node, 'output_shape');
  if (given !== undefined) return given[given.length - count + i] ?? null;
  if (size === null || kernel === null) return null;
  const window = windowOf(call, kernel, i, count);
  if (stringAttribute(call.node, 'auto_pad', 'NOTSET').startsWith('SAME'))
    return size * window.stride;
  const extra = intsAttribute(call.node, 'output_padding')?.[i] ?? 0;
  const extent = window.dilation * (kernel - 1) + 1;
  return (size - 1) * window.stride + extent + extra - window.before - window.after;
}

/** Convolutions. */
export const CONV: OperatorTable = {
  ...sameRule('conv', conv(1), convCost, [
    'Conv',
    'com.microsoft:FusedConv',
    'com.microsoft.nchwc:Conv',
  ]),
  DeformConv: { family: 'conv', shape: conv(1), cost: deformConvCost },
  ConvTranspose: { family: 'conv', shape: convTranspose, cost: convTransposeCost },
  ConvInteger: {
    family: 'quantised-conv',
    shape: conv(1, () => 'int32'),
    cost: quantisedConvCost({ weight: 1, bias: null }, false),
  },
  QLinearConv: {
    family: 'quantised-conv',
    shape: conv(3, (call) => inputOf(call, 7).elementType),
    cost: quantisedConvCost({ weight: 3, bias: 8 }, true),
  },
};
