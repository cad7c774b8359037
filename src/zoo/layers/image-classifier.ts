import type { ModelGraph } from '../../onnx/model-graph.ts';
import { fullyConnected } from './linear.ts';
import { createNetwork, type Feature, type Network } from './network.ts';
import { globalAveragePool } from './pooling.ts';

const OPSET = 17;
/** Classes of ImageNet. */
export const CLASSES = 1000;

/**
 * A model of one image `input` [N, channels, size, size] and one `output` [N, …outputDims] that `body` makes of it.
 */
export function imageModel(
  name: string,
  image: { readonly channels: number; readonly size: number },
  outputDims: readonly number[],
  body: (network: Network, image: Feature) => string,
): ModelGraph {
  const network = createNetwork(name);
  const { channels, size } = image;
  const value = network.graph.input('input', 'float32', ['N', channels, size, size]);
  network.node('output', 'Identity', [body(network, { value, channels })]);
  network.graph.output('output', 'float32', ['N', ...outputDims]);
  return network.graph.model(OPSET);
}

/** A classifier of RGB images of `size` pixels into the 1000 classes of ImageNet; `body` returns the logits. */
export function imageClassifier(
  name: string,
  size: number,
  body: (network: Network, image: Feature) => string,
): ModelGraph {
  return imageModel(name, { channels: 3, size }, [CLASSES], body);
}

/** The usual end of a classifier: mean over the image, then one fully connected layer. */
export function pooledLogits(network: Network, input: Feature): string {
  const pooled = globalAveragePool(network, 'pool', input);
  return fullyConnected(network, 'classifier', flattened(network, pooled, pooled.channels), {
    channels: CLASSES,
  }).value;
}

/** [N, C, H, W] to [N, C·H·W], which is `channels` then. */
export function flattened(network: Network, input: Feature, channels: number): Feature {
  return { value: network.node('flatten', 'Flatten', [input.value], { axis: 1 }), channels };
}
