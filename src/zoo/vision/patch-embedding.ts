import { reshaped, transposed } from '../layers/axes.ts';
import { convolution } from '../layers/convolution.ts';
import type { Feature, Network } from '../layers/network.ts';

/**
 * Patches of `side` x `side` pixels as tokens (Dosovitskiy et al. 2021, arXiv:2010.11929, equation 1), computed as a
 * convolution: [N, 3, H, W] to [N, H·W / side², channels].
 */
export function patchTokens(
  network: Network,
  image: Feature,
  side: number,
  channels: number,
): Feature {
  const spec = { channels, kernel: side, stride: side, padding: 0 };
  const patches = convolution(network, 'patches', image, spec);
  const flat = reshaped(network, 'patches/flat', patches.value, [0, channels, -1]);
  return { value: transposed(network, 'patches/tokens', flat, [0, 2, 1]), channels };
}
