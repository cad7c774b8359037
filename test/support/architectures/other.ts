import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../../src/onnx/tensor-from.ts';
import { createLayers, type Layers } from './layers.ts';

/** Fully connected layers with ReLU. */
export function perceptron(widths: readonly number[]): ModelGraph {
  const { graph, op, weight } = createLayers();
  let x = graph.input('x', 'float32', ['N', widths[0] ?? 1]);
  for (const [i, to] of widths.slice(1).entries()) {
    const product = op('MatMul', [x, weight([widths[i] ?? 1, to])]);
    x = op('Relu', [op('Add', [product, weight([to])])]);
  }
  graph.output(x, 'float32', ['N', widths.at(-1) ?? 1]);
  return graph.model(17);
}

/** Token numbers, an embedding, one recurrent layer and a classifier over its steps. */
export function tagger(type: 'LSTM' | 'GRU', hidden: number): ModelGraph {
  const { graph, op, weight, ints } = createLayers();
  const ids = graph.input('ids', 'int64', ['S', 'N']);
  const x = op('Gather', [weight([10_000, 128]), ids]);
  const gates = type === 'LSTM' ? 4 : 3;
  const weights = [
    weight([1, gates * hidden, 128]),
    weight([1, gates * hidden, hidden]),
    weight([1, 2 * gates * hidden]),
  ];
  const states = op(type, [x, ...weights], { hidden_size: hidden });
  const y = op('MatMul', [op('Squeeze', [states, ints(1)]), weight([hidden, 20])]);
  graph.output(y, 'float32', ['S', 'N', 20]);
  return graph.model(17);
}

/** Large tables looked into, and a small perceptron: what recommends. */
export function recommender(): ModelGraph {
  const { graph, op, weight } = createLayers();
  const features = Array.from({ length: 8 }, (_, i) => {
    const ids = graph.input(`ids${i}`, 'int64', ['N']);
    return op('Gather', [weight([200_000, 32]), ids]);
  });
  const joined = op('Concat', features, { axis: 1 });
  const hidden = op('Relu', [op('Gemm', [joined, weight([256, 128]), weight([128])])]);
  const y = op('Sigmoid', [op('Gemm', [hidden, weight([128, 1]), weight([1])])]);
  graph.output(y, 'float32', ['N', 1]);
  return graph.model(17);
}

/** Dilated convolutions along time with gates. */
export function temporalNet(): ModelGraph {
  const { graph, op, weight } = createLayers();
  let x = graph.input('signal', 'float32', ['N', 32, 1000]);
  for (const dilation of [1, 2, 4, 8, 16, 32]) {
    const attributes = { kernel_shape: [3], dilations: [dilation], pads: [dilation, dilation] };
    const branch = (): string => op('Conv', [x, weight([32, 32, 3]), weight([32])], attributes);
    const gated = op('Mul', [op('Tanh', [branch()]), op('Sigmoid', [branch()])]);
    x = op('Add', [x, op('Conv', [gated, weight([32, 32, 1]), weight([32])])]);
  }
  graph.output(x, 'float32', ['N', 32, 1000]);
  return graph.model(17);
}

/** 8-bit convolutions as one operator each, or between DequantizeLinear and QuantizeLinear. */
export function quantisedNet(form: 'QOperator' | 'QDQ'): ModelGraph {
  const layers = createLayers();
  const { graph, op, weight } = layers;
  const image = graph.input('image', 'float32', ['N', 3, 96, 96]);
  const scale = layers.scalar(0.02);
  const zero = graph.initialiser(tensorFrom('uint8', [], [128]));
  let x = op('QuantizeLinear', [image, scale, zero]);
  let channels = 3;
  for (const wider of [32, 64, 128, 128]) {
    const quantised = { x, scale, zero, weights: weight([wider, channels, 3, 3], 'uint8') };
    const bias = weight([wider], 'int32');
    x = form === 'QDQ' ? between(layers, quantised, bias) : single(layers, quantised, bias);
    channels = wider;
  }
  const y = op('GlobalAveragePool', [op('DequantizeLinear', [x, scale, zero])]);
  graph.output(y, 'float32', ['N', 128, 1, 1]);
  return graph.model(17);
}

interface Quantised {
  readonly x: string;
  readonly scale: string;
  readonly zero: string;
  readonly weights: string;
}

const WINDOW = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };

function single({ op }: Layers, { x, scale, zero, weights }: Quantised, bias: string): string {
  return op('QLinearConv', [x, scale, zero, weights, scale, zero, scale, zero, bias], WINDOW);
}

function between({ op }: Layers, { x, scale, zero, weights }: Quantised, bias: string): string {
  const real = (value: string): string => op('DequantizeLinear', [value, scale, zero]);
  const y = op('Conv', [real(x), real(weights), op('DequantizeLinear', [bias, scale])], WINDOW);
  return op('QuantizeLinear', [op('Relu', [y]), scale, zero]);
}
