import { tensorFrom } from '../../onnx/tensor-from.ts';
import type { Network } from './network.ts';
import { sizeOf, sliceAlong, tracedReshape } from './traced-shape.ts';

/** The lowest float32: what masked scores become, since a row of -∞ alone would give NaN. */
const LOWEST = -3.4028234663852886e38;

/** A mask [N, S] of ones (seen) and zeros (hidden) as numbers [N, 1, 1, S] to add to scores, as in BERT. */
export function additiveMask(network: Network, name: string, mask: string): string {
  const rows = network.node(`${name}/rows`, 'Unsqueeze', [
    mask,
    network.integers(`${name}/axes1`, [1]),
  ]);
  const four = network.node(`${name}/four`, 'Unsqueeze', [
    rows,
    network.integers(`${name}/axes2`, [2]),
  ]);
  const seen = network.node(`${name}/seen`, 'Cast', [four], { to: 1 });
  const hidden = network.node(`${name}/hidden`, 'Sub', [network.number(`${name}/one`, 1), seen]);
  return network.node(name, 'Mul', [hidden, network.number(`${name}/lowest`, LOWEST)]);
}

/** Scores with what a mask [N, S] hides replaced, as in DistilBERT: Equal, Reshape, Expand, Where. */
export function hideByMask(network: Network, name: string, scores: string, mask: string): string {
  const hidden = network.node(`${name}/hidden`, 'Equal', [mask, network.index(`${name}/zero`, 0)]);
  const batch = sizeOf(network, `${name}/batch`, scores, 0);
  const tokens = sizeOf(network, `${name}/tokens`, scores, 3);
  const four = tracedReshape(network, `${name}/four`, hidden, [batch, 1, 1, tokens]);
  const shape = network.node(`${name}/shape`, 'Shape', [scores]);
  const grown = network.node(`${name}/grown`, 'Expand', [four, shape]);
  return network.node(name, 'Where', [grown, network.number(`${name}/lowest`, LOWEST), scores]);
}

/**
 * A lower triangle of booleans [1, 1, size, size], made inside the graph: position i sees positions up to i. Folded into a
 * constant at session creation, like the buffer of an exported model.
 */
export function causalTriangle(network: Network, name: string, size: number): string {
  const dims = network.integers(`${name}/dims`, [1, 1, size, size]);
  const value = tensorFrom('float32', [1], [1]);
  const ones = network.node(`${name}/ones`, 'ConstantOfShape', [dims], { value });
  const lower = network.node(`${name}/lower`, 'Trilu', [ones], { upper: 0 });
  return network.node(name, 'Cast', [lower], { to: 9 });
}

/** Scores [N, heads, S, S] with everything after each position hidden, as in GPT-2: two slices of the triangle, Where. */
export function hideFuture(
  network: Network,
  name: string,
  scores: string,
  triangle: string,
): string {
  const tokens = sizeOf(network, `${name}/tokens`, scores, 2);
  const rows = sliceAlong(network, `${name}/rows`, triangle, 2, [0, tokens]);
  const seen = sliceAlong(network, `${name}/seen`, rows, 3, [0, tokens]);
  return network.node(name, 'Where', [seen, scores, network.number(`${name}/lowest`, LOWEST)]);
}
