import type { OperatorCall, ShapeRule } from '../src/onnx/shape-rule.ts';
import { floatsAttribute, intsAttribute, stringAttribute } from './attributes.ts';
import { contentsOf, fact, inputOf, normaliseAxis } from './facts.ts';
import type { OperatorTable } from './operator.ts';
import { partialMovement } from './pricing.ts';
import { affineGridCost, gridSampleCost, resizeCost } from './resize-cost.ts';

/** Scale factors of a Resize or Upsample in any opset; undefined where not given or not known. */
export function resizeScales(call: OperatorCall): readonly number[] | undefined {
  const attribute = floatsAttribute(call.node, 'scales');
  const given =
    attribute ?? contentsOf(call, call.node.opType === 'Upsample' || call.opset < 11 ? 1 : 2);
  return given?.length === 0 ? undefined : given;
}

/** Target sizes of a Resize; undefined where not given or not known. */
export function resizeSizes(call: OperatorCall): readonly number[] | undefined {
  const given = call.opset >= 11 && call.node.opType === 'Resize' ? contentsOf(call, 3) : undefined;
  return given?.length === 0 ? undefined : given;
}

/** Axes the factors or sizes are about: all, or those named since opset 18. */
export function resizeAxes(call: OperatorCall, rank: number): readonly number[] {
  const given = intsAttribute(call.node, 'axes');
  return (
    given?.map((a) => normaliseAxis(a, rank) ?? 0) ?? Array.from({ length: rank }, (_, i) => i)
  );
}

const resize: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const axes = resizeAxes(call, x.shape.length);
  const [sizes, scales] = [resizeSizes(call), resizeScales(call)];
  const shape: (number | null)[] = [...x.shape];
  axes.forEach((axis, i) => {
    shape[axis] =
      sizes === undefined ? scaled(x.shape?.[axis] ?? null, scales?.[i]) : (sizes[i] ?? null);
  });
  const policy = stringAttribute(call.node, 'keep_aspect_ratio_policy', 'stretch');
  return [
    fact(
      x.elementType,
      sizes !== undefined && policy !== 'stretch' ? shape.map(() => null) : shape,
    ),
  ];
};

const scaled = (size: number | null, scale: number | undefined): number | null =>
  size === null || scale === undefined ? null : Math.floor(size * scale);

const gridSample: ShapeRule = (call) => {
  const [x, grid] = [inputOf(call, 0), inputOf(call, 1)];
  if (x.shape === null || grid.shape === null) return [fact(x.elementType, null)];
  return [fact(x.elementType, [...x.shape.slice(0, 2), ...grid.shape.slice(1, -1)])];
};

const affineGrid: ShapeRule = (call) => {
  const [theta, size] = [inputOf(call, 0), contentsOf(call, 1)];
  if (size === undefined) return [fact(theta.elementType, null)];
  return [fact(theta.elementType, [size[0] ?? null, ...size.slice(2), size.length - 2])];
};

const centerCropPad: ShapeRule = (call) => {
  const [x, target] = [inputOf(call, 0), contentsOf(call, 1)];
  if (x.shape === null) return [fact(x.elementType, null)];
  const axes = resizeAxes(call, x.shape.length);
  return [
    fact(
      x.elementType,
      x.shape.map((d, i) => (axes.includes(i) ? (target?.[axes.indexOf(i)] ?? null) : d)),
    ),
  ];
};

/** The old experimental Crop: borders left, top, right, bottom, or the size to keep. */
const crop: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape?.length !== 4) return [fact(x.elementType, null)];
  const [n = null, c = null, h = null, w = null] = x.shape;
  const kept = intsAttribute(call.node, 'scale');
  if (kept !== undefined) return [fact(x.elementType, [n, c, kept[0] ?? null, kept[1] ?? null])];
  const [left = 0, top = 0, right = 0, bottom = 0] = intsAttribute(call.node, 'border') ?? [];
  return [
    fact(x.elementType, [
      n,
      c,
      h === null ? null : h - top - bottom,
      w === null ? null : w - left - right,
    ]),
  ];
};

/** Resampling of images and signals. */
export const RESIZE: OperatorTable = {
  Resize: { family: 'resize', shape: resize, cost: resizeCost },
  Upsample: { family: 'resize', shape: resize, cost: resizeCost },
  Crop: { family: 'data-movement', shape: crop, cost: partialMovement },
  GridSample: { family: 'resize', shape: gridSample, cost: gridSampleCost },
  AffineGrid: { family: 'resize', shape: affineGrid, cost: affineGridCost },
  CenterCropPad: { family: 'resize', shape: centerCropPad, cost: partialMovement },
};
