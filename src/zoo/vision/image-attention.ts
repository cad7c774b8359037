import { reshaped, transposed } from '../layers/axes.ts';
import { linear } from '../layers/linear.ts';
import type { Feature, Network } from '../layers/network.ts';

export interface ImageAttentionSpec {
  readonly tokens: number;
  readonly heads: number;
  /** What is added to the scores [B, heads, tokens, tokens] before the softmax. */
  readonly biased?: (scores: string) => string;
}

/**
 * Self-attention of the tokens of an image, [B, tokens, channels] to the same, with one projection for queries, keys and
 * values, as timm and torchvision compute it without fused kernels (Vaswani et al. 2017, arXiv:1706.03762, equation 1).
 */
export function imageAttention(
  network: Network,
  name: string,
  input: Feature,
  { tokens, heads, biased = (scores) => scores }: ImageAttentionSpec,
): Feature {
  const { channels } = input;
  const depth = channels / heads;
  const projected = linear(network, `${name}/qkv`, input, { channels: 3 * channels });
  const shape = [-1, tokens, 3, heads, depth];
  const split = reshaped(network, `${name}/split`, projected.value, shape);
  const perHead = transposed(network, `${name}/heads`, split, [2, 0, 3, 1, 4]);
  const [queries, keys, values] = (['q', 'k', 'v'] as const).map((role, i) =>
    part(network, `${name}/${role}`, perHead, i),
  ) as [string, string, string];
  const factor = network.number(`${name}/factor`, 1 / Math.sqrt(depth));
  const scaled = network.node(`${name}/scaled`, 'Mul', [queries, factor]);
  const turned = transposed(network, `${name}/turned`, keys, [0, 1, 3, 2]);
  const scores = biased(network.node(`${name}/scores`, 'MatMul', [scaled, turned]));
  const shares = network.node(`${name}/softmax`, 'Softmax', [scores], { axis: -1 });
  const mixed = network.node(`${name}/mixed`, 'MatMul', [shares, values]);
  const together = transposed(network, `${name}/together`, mixed, [0, 2, 1, 3]);
  const value = reshaped(network, `${name}/joined`, together, [-1, tokens, channels]);
  return linear(network, `${name}/projection`, { value, channels }, { channels });
}

/** One of the stacked values along the first axis. */
function part(network: Network, name: string, stacked: string, index: number): string {
  const position = network.index(`${name}/index`, index);
  return network.node(name, 'Gather', [stacked, position], { axis: 0 });
}
