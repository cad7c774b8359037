import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { createLayers, type Layers } from './layers.ts';

/** How batch normalisation is written down. */
export interface ConvForm {
  /** As a node of its own behind each convolution, or worked into its weights. */
  readonly normalised: boolean;
  /** Identity and Dropout nodes left in between. */
  readonly padded?: boolean;
}

interface ConvOptions {
  readonly kernel?: number;
  readonly stride?: number;
  readonly group?: number;
}

function conv(
  layers: Layers,
  x: string,
  from: number,
  to: number,
  form: ConvForm,
  options: ConvOptions = {},
): string {
  const { op, weight } = layers;
  const { kernel = 3, stride = 1, group = 1 } = options;
  const pad = (kernel - 1) / 2;
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
    group,
  };
  const weights = weight([to, from / group, kernel, kernel]);
  if (!form.normalised) return op('Conv', [x, weights, weight([to])], attributes);
  const passed = form.padded === true ? op('Dropout', [op('Identity', [x])]) : x;
  const statistics = Array.from({ length: 4 }, () => weight([to]));
  return op('BatchNormalization', [op('Conv', [passed, weights], attributes), ...statistics]);
}

function classifier(layers: Layers, x: string, channels: number): ModelGraph {
  const { op, weight, graph } = layers;
  const pooled = op('Flatten', [op('GlobalAveragePool', [x])]);
  const logits = op('Gemm', [pooled, weight([1000, channels]), weight([1000])], { transB: 1 });
  graph.output(logits, 'float32', ['N', 1000]);
  return graph.model(17);
}

/** Two 3x3 convolutions with a residual per block, the width doubling every other block. */
export function residualNet(form: ConvForm): ModelGraph {
  const layers = createLayers();
  const { op, graph } = layers;
  let x = graph.input('image', 'float32', ['N', 3, 112, 112]);
  let channels = 64;
  x = op('Relu', [conv(layers, x, 3, channels, form, { kernel: 7, stride: 2 })]);
  for (const wider of [64, 128, 256]) {
    const stride = wider === channels ? 1 : 2;
    const short = stride === 1 ? x : conv(layers, x, channels, wider, form, { kernel: 1, stride });
    const inner = op('Relu', [conv(layers, x, channels, wider, form, { stride })]);
    x = op('Relu', [op('Add', [conv(layers, inner, wider, wider, form), short])]);
    channels = wider;
  }
  return classifier(layers, x, channels);
}

/** Inverted bottlenecks with depthwise convolutions. */
export function mobileNet(form: ConvForm): ModelGraph {
  const layers = createLayers();
  const { op, graph, scalar } = layers;
  const clipped = (value: string): string => op('Clip', [value, scalar(0), scalar(6)]);
  let x = graph.input('image', 'float32', ['N', 3, 128, 128]);
  x = clipped(conv(layers, x, 3, 16, form, { stride: 2 }));
  let channels = 16;
  for (const [to, stride] of [
    [24, 2],
    [24, 1],
    [40, 2],
    [40, 1],
    [80, 2],
    [80, 1],
  ] as const) {
    const wide = 6 * channels;
    let y = clipped(conv(layers, x, channels, wide, form, { kernel: 1 }));
    y = clipped(conv(layers, y, wide, wide, form, { stride, group: wide }));
    y = conv(layers, y, wide, to, form, { kernel: 1 });
    x = to === channels && stride === 1 ? op('Add', [x, y]) : y;
    channels = to;
  }
  return classifier(layers, x, channels);
}

/** Plain 3x3 convolutions with pooling and wide fully connected layers. */
export function plainNet(form: ConvForm): ModelGraph {
  const layers = createLayers();
  const { op, graph, weight } = layers;
  let x = graph.input('image', 'float32', ['N', 3, 96, 96]);
  let channels = 3;
  for (const wider of [64, 128, 256]) {
    x = op('Relu', [conv(layers, x, channels, wider, form)]);
    x = op('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
    channels = wider;
  }
  const hidden = op('Gemm', [op('Flatten', [x]), weight([256 * 144, 2048]), weight([2048])]);
  const logits = op('Gemm', [op('Relu', [hidden]), weight([2048, 1000]), weight([1000])]);
  graph.output(logits, 'float32', ['N', 1000]);
  return graph.model(17);
}

/** Every layer takes all earlier ones, joined. */
export function denseNet(form: ConvForm): ModelGraph {
  const layers = createLayers();
  const { op, graph } = layers;
  let x = graph.input('image', 'float32', ['N', 3, 64, 64]);
  x = op('Relu', [conv(layers, x, 3, 32, form, { stride: 2 })]);
  let channels = 32;
  for (let i = 0; i < 8; i++) {
    const grown = op('Relu', [conv(layers, x, channels, 16, form)]);
    x = op('Concat', [x, grown], { axis: 1 });
    channels += 16;
  }
  return classifier(layers, x, channels);
}

/** Down by convolutions, up again by transposed ones, joined across. */
export function uNet(form: ConvForm): ModelGraph {
  const layers = createLayers();
  const { op, graph, weight } = layers;
  const top = graph.input('image', 'float32', ['N', 3, 128, 128]);
  const first = op('Relu', [conv(layers, top, 3, 16, form)]);
  const second = op('Relu', [conv(layers, first, 16, 32, form, { stride: 2 })]);
  const third = op('Relu', [conv(layers, second, 32, 64, form, { stride: 2 })]);
  const wide = op('Relu', [conv(layers, third, 64, 32, form)]);
  const grown = op('ConvTranspose', [wide, weight([32, 32, 2, 2])], { strides: [2, 2] });
  const middle = op('Relu', [
    conv(layers, op('Concat', [grown, second], { axis: 1 }), 64, 16, form),
  ]);
  const last = op('ConvTranspose', [middle, weight([16, 16, 2, 2])], { strides: [2, 2] });
  const mask = conv(layers, op('Concat', [last, first], { axis: 1 }), 32, 2, form);
  graph.output(op('Sigmoid', [mask]), 'float32', ['N', 2, 128, 128]);
  return graph.model(17);
}
