import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { contentsOf, fact, hasInput, inputOf, normaliseAxis } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { determinantCost, dftCost, stftCost, windowCost } from './signal-cost.ts';

/** [N, axes…, 1 or 2]: the last axis holds real and imaginary parts. */
const dft: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const fromInput = hasInput(call, 2) ? contentsOf(call, 2)?.[0] : -2;
  const given = call.opset < 20 ? intAttribute(call.node, 'axis', 1) : fromInput;
  const axis = given === undefined ? null : normaliseAxis(given, x.shape.length);
  if (axis === null) return [fact(x.elementType, null)];
  const length = hasInput(call, 1) ? (contentsOf(call, 1)?.[0] ?? null) : (x.shape[axis] ?? null);
  const onesided = intAttribute(call.node, 'onesided', 0) === 1;
  const size = onesided && length !== null ? Math.floor(length / 2) + 1 : length;
  return [fact(x.elementType, x.shape.with(axis, size).with(-1, 2))];
};

/** Signal [N, samples, 1 or 2] to [N, frames, bins, 2]. */
const stft: ShapeRule = (call) => {
  const [signal, window] = [inputOf(call, 0), inputOf(call, 2)];
  const length = contentsOf(call, 3)?.[0] ?? window.shape?.[0] ?? null;
  const [step, samples] = [contentsOf(call, 1)?.[0], signal.shape?.[1] ?? null];
  const known = length !== null && step !== undefined && samples !== null;
  const frames = known ? Math.floor((samples - length) / step) + 1 : null;
  const onesided = intAttribute(call.node, 'onesided', 1) === 1;
  const bins = length !== null && onesided ? Math.floor(length / 2) + 1 : length;
  return [fact(signal.elementType, [signal.shape?.[0] ?? null, frames, bins, 2])];
};

const window: ShapeRule = (call) => [fact('float32', [contentsOf(call, 0)?.[0] ?? null])];

const melWeights: ShapeRule = (call) => {
  const [bands, length] = [contentsOf(call, 0)?.[0], contentsOf(call, 1)?.[0]];
  return [
    fact('float32', [length === undefined ? null : Math.floor(length / 2) + 1, bands ?? null]),
  ];
};

/** The last two axes are a matrix of which one number is left. */
const matrix: ShapeRule = (call) => [
  fact(inputOf(call, 0).elementType, inputOf(call, 0).shape?.slice(0, -2) ?? null),
];

/** Fourier transforms, windows and matrix functions. */
export const SIGNAL: OperatorTable = {
  DFT: { family: 'signal', shape: dft, cost: dftCost },
  STFT: { family: 'signal', shape: stft, cost: stftCost },
  MelWeightMatrix: { family: 'signal', shape: melWeights, cost: windowCost },
  Det: { family: 'signal', shape: matrix, cost: determinantCost },
  ...sameRule('signal', window, windowCost, ['HannWindow', 'HammingWindow', 'BlackmanWindow']),
};
