import { tensorFrom } from '../../onnx/tensor-from.ts';
import { reshaped, transposed } from '../layers/axes.ts';
import type { Feature, Network } from '../layers/network.ts';
import { imageAttention } from './image-attention.ts';
import { rolled } from './roll.ts';

export interface WindowAttentionSpec {
  /** Side of the image of tokens, a multiple of the window's. */
  readonly size: number;
  /** Side of a window. */
  readonly window: number;
  readonly heads: number;
  /** How far the windows are shifted along both axes; 0 for not at all. */
  readonly shift: number;
}

/** Added to the score of two tokens that only the cyclic shift brought together. */
const APART = -100;

/**
 * Attention within windows of an image of tokens, [N, H, W, channels] to the same (Liu et al. 2021, arXiv:2103.14030,
 * section 3.2): cyclic shift, partition into windows, attention with relative position bias, and all of it undone.
 */
export function windowAttention(
  network: Network,
  name: string,
  input: Feature,
  { size, window, heads, shift }: WindowAttentionSpec,
): Feature {
  const { channels } = input;
  const count = size / window;
  const tokens = window ** 2;
  const step = (label: string): string => `${name}/${label}`;
  const swapped = [0, 1, 3, 2, 4, 5];

  const shifted =
    shift === 0 ? input.value : rolled(network, step('roll'), input.value, [1, 2], size, shift);
  const grid = [-1, count, window, count, window, channels];
  const cut = reshaped(network, step('cut'), shifted, grid);
  const apart = transposed(network, step('apart'), cut, swapped);
  const value = reshaped(network, step('windows'), apart, [-1, tokens, channels]);

  const positions = relativeBias(network, step('bias'), window, heads);
  const attended = imageAttention(
    network,
    step('attention'),
    { value, channels },
    {
      tokens,
      heads,
      biased: (scores) => {
        const biased = network.node(step('biased'), 'Add', [scores, positions]);
        if (shift === 0) return biased;
        const perWindow = [-1, count ** 2, heads, tokens, tokens];
        const opened = reshaped(network, step('opened'), biased, perWindow);
        const mask = shiftMask(network, step('mask'), size, window, shift);
        const masked = network.node(step('harmless'), 'Add', [opened, mask]);
        return reshaped(network, step('closed'), masked, [-1, heads, tokens, tokens]);
      },
    },
  );

  const windows = [-1, count, count, window, window, channels];
  const laid = reshaped(network, step('laid'), attended.value, windows);
  const together = transposed(network, step('together'), laid, swapped);
  const image = reshaped(network, step('image'), together, [-1, size, size, channels]);
  const back =
    shift === 0 ? image : rolled(network, step('back'), image, [1, 2], size, size - shift);
  return { value: back, channels };
}

/** Equation 4: the learnt number of each offset between two tokens and each head: [1, heads, tokens, tokens]. */
function relativeBias(network: Network, name: string, window: number, heads: number): string {
  const offsets = 2 * window - 1;
  const tokens = window ** 2;
  const table = network.weight(`${name}/table`, [offsets ** 2, heads], 0.2);
  const offset = (a: number, b: number): number => a - b + window - 1;
  const positions = Array.from({ length: tokens ** 2 }, (_, i) => {
    const [a, b] = [Math.floor(i / tokens), i % tokens];
    const down = offset(Math.floor(a / window), Math.floor(b / window));
    return down * offsets + offset(a % window, b % window);
  });
  const indices = network.integers(`${name}/indices`, positions);
  const taken = network.node(`${name}/taken`, 'Gather', [table, indices], { axis: 0 });
  const square = reshaped(network, `${name}/square`, taken, [1, tokens, tokens, heads]);
  return transposed(network, name, square, [0, 3, 1, 2]);
}

/**
 * What keeps tokens apart that are neighbours only through the cyclic shift: [windows, 1, tokens, tokens], from the part of
 * the image (0 to 8) that each token of each window came from.
 */
function shiftMask(
  network: Network,
  name: string,
  size: number,
  window: number,
  shift: number,
): string {
  const count = size / window;
  const tokens = window ** 2;
  const region = (position: number): number =>
    Number(position >= size - window) + Number(position >= size - shift);
  const parts = Array.from({ length: count ** 2 * tokens }, (_, i) => {
    const [w, t] = [Math.floor(i / tokens), i % tokens];
    const row = Math.floor(w / count) * window + Math.floor(t / window);
    const column = (w % count) * window + (t % window);
    return 3 * region(row) + region(column);
  });
  const { graph } = network;
  const stored = graph.initialiser(
    tensorFrom('int64', [count ** 2, 1, tokens, 1], parts, `${name}/parts`),
  );
  const turned = transposed(network, `${name}/turned`, stored, [0, 1, 3, 2]);
  const same = network.node(`${name}/same`, 'Equal', [stored, turned]);
  const numbers = [network.number(`${name}/zero`, 0), network.number(`${name}/apart`, APART)];
  return network.node(name, 'Where', [same, ...numbers]);
}
