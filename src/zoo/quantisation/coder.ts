import type { PlainAttributes } from '../../onnx/attributes-from.ts';
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { tensorFrom } from '../../onnx/tensor-from.ts';

/** How an activation is coded in 8 bits: value = scale · (code - zeroPoint). */
export interface Coding {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Adds what codes values in 8 bits and decodes them again. */
export interface Coder {
  /** The activation after uint8; one pair of nodes for all who use it. */
  activation(value: string, coding: Coding): string;
  /**
   * Weights of `axes` axes after int8, and the name of their scales: one for each output channel (the first axis), largest
   * magnitude / 127, computed in the graph.
   */
  weights(value: string, axes: number): { readonly decoded: string; readonly scales: string };
  /** A bias after int32, in units of the scale of the input times those of the weights. */
  bias(value: string, inputScale: number, weightScales: string): string;
}

/** Largest code of int8 on both sides. */
const LIMIT = 127;
/** TensorProto.DataType of int32. */
const INT32 = 6;

/** A coder whose nodes go to `graph`. */
export function createCoder(graph: GraphBuilder): Coder {
  const decodedActivations = new Map<string, string>();
  const scalar = (name: string, type: 'float32' | 'uint8', value: number): string =>
    graph.initialiser(tensorFrom(type, [], [value], name));
  const node = (
    name: string,
    opType: string,
    inputs: readonly string[],
    attributes: PlainAttributes = {},
  ): string => graph.node(opType, inputs, attributes, { name, outputs: [name] });

  return {
    activation: (value, { scale, zeroPoint }) => {
      const known = decodedActivations.get(value);
      if (known !== undefined) return known;
      const parameters = [
        scalar(`${value}/scale`, 'float32', scale),
        scalar(`${value}/zero`, 'uint8', zeroPoint),
      ];
      const codes = node(`${value}/codes`, 'QuantizeLinear', [value, ...parameters]);
      const decoded = node(`${value}/decoded`, 'DequantizeLinear', [codes, ...parameters]);
      decodedActivations.set(value, decoded);
      return decoded;
    },
    weights: (value, axes) => {
      const within = Array.from({ length: axes - 1 }, (_, i) => i + 1);
      const magnitudes = node(`${value}/magnitudes`, 'Abs', [value]);
      const reduction = { axes: within, keepdims: 0 };
      const largest = node(`${value}/largest`, 'ReduceMax', [magnitudes], reduction);
      const limit = scalar(`${value}/limit`, 'float32', LIMIT);
      const scales = node(`${value}/scales`, 'Div', [largest, limit]);
      const shape = node(`${value}/channels`, 'Shape', [scales]);
      const zero = { value: tensorFrom('int8', [1], [0]) };
      const zeros = node(`${value}/zeros`, 'ConstantOfShape', [shape], zero);
      const parameters = [scales, zeros];
      const first = { axis: 0 };
      const codes = node(`${value}/codes`, 'QuantizeLinear', [value, ...parameters], first);
      const decoded = node(`${value}/decoded`, 'DequantizeLinear', [codes, ...parameters], first);
      return { decoded, scales };
    },
    bias: (value, inputScale, weightScales) => {
      const scale = scalar(`${value}/scale`, 'float32', inputScale);
      const units = node(`${value}/units`, 'Mul', [weightScales, scale]);
      const ratio = node(`${value}/ratio`, 'Div', [value, units]);
      const rounded = node(`${value}/rounded`, 'Round', [ratio]);
      const codes = node(`${value}/codes`, 'Cast', [rounded], { to: INT32 });
      return node(`${value}/decoded`, 'DequantizeLinear', [codes, units], { axis: 0 });
    },
  };
}
