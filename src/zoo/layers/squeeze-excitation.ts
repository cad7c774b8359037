import { float } from '../../onnx/attributes-from.ts';
import type { Activation } from './activation.ts';
import { convolution } from './convolution.ts';
import type { Feature, Network } from './network.ts';
import { globalAveragePool } from './pooling.ts';

export interface SqueezeExcitationSpec {
  /** Channels between the two layers. */
  readonly squeezed: number;
  readonly activation: Activation;
  readonly gate: 'sigmoid' | 'hard-sigmoid';
}

/** Bias of the gates: nearly open, as trained networks have them, so that features do not fade away layer by layer. */
const OPEN = 2;

/**
 * Squeeze-and-excitation (Hu et al. 2018, arXiv:1709.01507): every channel times a gate in [0, 1] that two 1x1 convolutions
 * compute from the channels' means.
 */
export function squeezeExcitation(
  network: Network,
  name: string,
  input: Feature,
  { squeezed, activation, gate }: SqueezeExcitationSpec,
): Feature {
  const { channels } = input;
  const mean = globalAveragePool(network, `${name}/pool`, input);
  const hidden = convolution(network, `${name}/fc1`, mean, {
    channels: squeezed,
    kernel: 1,
    activation,
  });
  const sums = convolution(network, `${name}/fc2`, hidden, { channels, kernel: 1, bias: OPEN });
  const open =
    gate === 'sigmoid'
      ? network.node(`${name}/gate`, 'Sigmoid', [sums.value])
      : network.node(`${name}/gate`, 'HardSigmoid', [sums.value], {
          alpha: float(1 / 6),
          beta: float(0.5),
        });
  return { value: network.node(name, 'Mul', [open, input.value]), channels };
}
