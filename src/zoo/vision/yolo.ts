import { tensorFrom } from '../../onnx/tensor-from.ts';
import { convolution } from '../layers/convolution.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { maximumPool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';

const OPSET = 17;
const SIZE = 416;
/** Channels of the 3x3 convolutions on the way down; a 2x2 maximum pool follows each but the last. */
const WIDTHS = [16, 32, 64, 128, 256, 512, 1024];
/** The convolution whose output the finer of the two grids is made of too. */
const FINE = 4;
/** Three boxes of four coordinates, objectness and the 80 classes of COCO. */
const PREDICTIONS = 3 * (4 + 1 + 80);

export const YOLO_V3_TINY: ZooModel = {
  name: 'yolo-v3-tiny',
  title: 'YOLOv3-tiny',
  family: 'yolo',
  domain: 'vision',
  paper:
    'Redmon, Farhadi: YOLOv3: An Incremental Improvement, 2018, arXiv:1804.02767; layers of yolov3-tiny.cfg of github.com/pjreddie/darknet, without the decoding of boxes',
  published: {
    parameters: 8_860_000,
    multiplyAccumulates: 2_785_500_000,
    source:
      'parameters: github.com/AlexeyAB/darknet/issues/6022 (8.86 M); multiply-accumulates: half of the 5.571 BFLOPS that Darknet prints for yolov3-tiny at 416',
  },
  build: () => {
    const network = createNetwork('yolo-v3-tiny');
    const { graph } = network;
    const image = graph.input('input', 'float32', ['N', 3, SIZE, SIZE]);
    const { fine, coarse } = backbone(network, { value: image, channels: 3 });

    const neck = leaky(network, 'neck', coarse, 256, 1);
    head(network, 'coarse', leaky(network, 'coarse/conv', neck, 512, 3), SIZE / 32);

    const narrow = leaky(network, 'fine/narrow', neck, 128, 1);
    const larger = upsampled(network, 'fine/larger', narrow);
    const values = [larger.value, fine.value];
    const value = network.node('fine/concat', 'Concat', values, { axis: 1 });
    const joined = { value, channels: larger.channels + fine.channels };
    head(network, 'fine', leaky(network, 'fine/conv', joined, 256, 3), SIZE / 16);
    return graph.model(OPSET);
  },
};

function backbone(network: Network, image: Feature): { fine: Feature; coarse: Feature } {
  let x = image;
  let fine = image;
  WIDTHS.forEach((channels, level) => {
    x = leaky(network, `down${level}`, x, channels, 3);
    if (level === FINE) fine = x;
    if (level < WIDTHS.length - 2)
      x = maximumPool(network, `down${level}/pool`, x, { kernel: 2, stride: 2 });
    else if (level === WIDTHS.length - 2) x = keepingPool(network, `down${level}/pool`, x);
  });
  return { fine, coarse: x };
}

function leaky(
  network: Network,
  name: string,
  input: Feature,
  channels: number,
  kernel: number,
): Feature {
  return convolution(network, name, input, { channels, kernel, activation: 'leaky-relu' });
}

/** Darknet's 2x2 pool at stride 1 pads below and at the right, so that the size stays. */
function keepingPool(network: Network, name: string, input: Feature): Feature {
  const attributes = { kernel_shape: [2, 2], pads: [0, 0, 1, 1], strides: [1, 1] };
  return { ...input, value: network.node(name, 'MaxPool', [input.value], attributes) };
}

/** Twice the side by repeating pixels. */
function upsampled(network: Network, name: string, input: Feature): Feature {
  const scales = tensorFrom('float32', [4], [1, 1, 2, 2], `${name}/scales`);
  const inputs = [input.value, '', network.graph.initialiser(scales)];
  const attributes = {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  };
  return { ...input, value: network.node(name, 'Resize', inputs, attributes) };
}

/** The predictions of one grid, as an output of the model. */
function head(network: Network, name: string, input: Feature, side: number): void {
  const { value } = convolution(network, `${name}/predictions`, input, {
    channels: PREDICTIONS,
    kernel: 1,
  });
  network.node(name, 'Identity', [value]);
  network.graph.output(name, 'float32', ['N', PREDICTIONS, side, side]);
}
