import { createRandom, type Random } from '../core/random.ts';
import { createGraphBuilder, type GraphBuilder } from '../onnx/graph-builder.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { tensorFrom } from '../onnx/tensor-from.ts';
import type { ZooModel } from './zoo-model.ts';

const OPSET = 17;

/** Seed of the weights shipped in datasets/models. */
export const SQUEEZENET_SEED = 'squeezenet1.1';

/** The one model whose weights are stored, since it is shipped as a file. */
export const SQUEEZENET: ZooModel = {
  name: 'squeezenet-1.1',
  title: 'SqueezeNet 1.1',
  family: 'squeezenet',
  domain: 'vision',
  paper:
    'Iandola et al.: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size, 2016, arXiv:1602.07360; layers of SqueezeNet_v1.1/deploy.prototxt of github.com/forresti/SqueezeNet, at 227 pixels',
  published: {
    parameters: 1_235_496,
    multiplyAccumulates: null,
    source:
      'torchvision.models.squeezenet1_1: num_params of its weights; its GFLOPS are for 224 pixels',
  },
  build: () => squeezenet(SQUEEZENET_SEED),
};

interface Fire {
  readonly name: string;
  readonly squeeze: number;
  readonly expand: number;
  /** A 3x3/2 maximum pool follows. */
  readonly pooled?: boolean;
}

const FIRES: readonly Fire[] = [
  { name: 'fire2', squeeze: 16, expand: 64 },
  { name: 'fire3', squeeze: 16, expand: 64, pooled: true },
  { name: 'fire4', squeeze: 32, expand: 128 },
  { name: 'fire5', squeeze: 32, expand: 128, pooled: true },
  { name: 'fire6', squeeze: 48, expand: 192 },
  { name: 'fire7', squeeze: 48, expand: 192 },
  { name: 'fire8', squeeze: 64, expand: 256 },
  { name: 'fire9', squeeze: 64, expand: 256 },
];

interface Convolution {
  readonly name: string;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly kernel: 1 | 3;
  readonly stride?: number;
  readonly padding?: number;
}

/**
 * SqueezeNet 1.1 (Iandola et al. 2016, arXiv:1602.07360; the layers of SqueezeNet_v1.1/deploy.prototxt by its authors):
 * `data` [N, 3, 227, 227] to `prob` [N, 1000], 1,235,496 parameters. Dropout, which does nothing in inference, is left
 * out. The weights are not trained: He's uniform initialisation from `seed`, zero biases. The arithmetic used rounds
 * the same everywhere, so that a seed gives the same bytes on every platform.
 */
export function squeezenet(seed: string): ModelGraph {
  const random = createRandom(seed);
  const graph = createGraphBuilder('squeezenet1.1');
  const data = graph.input('data', 'float32', ['N', 3, 227, 227]);
  let value = convolution(graph, random, data, {
    name: 'conv1',
    inputChannels: 3,
    outputChannels: 64,
    kernel: 3,
    stride: 2,
  });
  value = maximumPool(graph, 'pool1', value);
  let channels = 64;
  for (const module of FIRES) {
    value = fire(graph, random, value, channels, module);
    channels = 2 * module.expand;
    if (module.pooled === true)
      value = maximumPool(graph, module.name.replace('fire', 'pool'), value);
  }
  value = convolution(graph, random, value, {
    name: 'conv10',
    inputChannels: channels,
    outputChannels: 1000,
    kernel: 1,
  });
  value = graph.node('GlobalAveragePool', [value], {}, named('pool10'));
  value = graph.node('Flatten', [value], { axis: 1 }, named('logits'));
  graph.output(graph.node('Softmax', [value], { axis: 1 }, named('prob')), 'float32', ['N', 1000]);
  return graph.model(OPSET);
}

function fire(
  graph: GraphBuilder,
  random: Random,
  input: string,
  channels: number,
  module: Fire,
): string {
  const { name, squeeze, expand } = module;
  const squeezed = convolution(graph, random, input, {
    name: `${name}/squeeze1x1`,
    inputChannels: channels,
    outputChannels: squeeze,
    kernel: 1,
  });
  const expanded = ([1, 3] as const).map((kernel) =>
    convolution(graph, random, squeezed, {
      name: `${name}/expand${kernel}x${kernel}`,
      inputChannels: squeeze,
      outputChannels: expand,
      kernel,
      padding: kernel === 3 ? 1 : 0,
    }),
  );
  return graph.node('Concat', expanded, { axis: 1 }, named(`${name}/concat`));
}

/** Convolution with bias and ReLU, as every convolution of the network is. */
function convolution(
  graph: GraphBuilder,
  random: Random,
  input: string,
  layer: Convolution,
): string {
  const { name, inputChannels, outputChannels, kernel, stride = 1, padding = 0 } = layer;
  const fanIn = inputChannels * kernel * kernel;
  const dims = [outputChannels, inputChannels, kernel, kernel];
  const weights = uniform(random.fork(name), outputChannels * fanIn, Math.sqrt(6 / fanIn));
  const weight = graph.initialiser(tensorFrom('float32', dims, weights, `${name}/weight`));
  const zeros = new Float32Array(outputChannels);
  const bias = graph.initialiser(tensorFrom('float32', [outputChannels], zeros, `${name}/bias`));
  const attributes = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  };
  const convolved = graph.node('Conv', [input, weight, bias], attributes, named(name));
  return graph.node('Relu', [convolved], {}, named(`${name}/relu`));
}

/** Caffe rounds the size of a pooled image up. */
function maximumPool(graph: GraphBuilder, name: string, input: string): string {
  const attributes = { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 };
  return graph.node('MaxPool', [input], attributes, named(name));
}

function named(name: string): { readonly name: string; readonly outputs: readonly string[] } {
  return { name, outputs: [name] };
}

function uniform(random: Random, count: number, bound: number): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * random.next() - 1) * bound);
}
