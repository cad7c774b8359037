import { createRandom } from '../../core/random.ts';
import { tensorFrom } from '../../onnx/tensor-from.ts';
import { type EmbeddingTable, lookUp } from './embedding.ts';
import type { Feature, Network } from './network.ts';
import type { Projection } from './transformer-projection.ts';

/** Parts of a model as onnxruntime's quantize_dynamic leaves them: int8 weights, symmetric, one scale per tensor. */
export interface DynamicQuantisation {
  /** DynamicQuantizeLinear (once per input), MatMulInteger of uint8 with int8, Cast, Mul, and a bias in float32. */
  readonly project: Projection;
  /** A table in int8: Gather, then DequantizeLinear of the rows found. */
  readonly embed: (
    network: Network,
    name: string,
    indices: string,
    table: EmbeddingTable,
  ) => Feature;
}

/** A prime, for the reason given for the weights in float32. */
const BLOCK_LENGTH = 4093;

/** Deviations of the weights that ±127 stand for: few normal numbers lie beyond, and those are clipped. */
const RANGE = 4;

/** Quantised parts whose weights are cut from one block of int8 numbers that is added to the network. */
export function dynamicQuantisation(network: Network, seed: string): DynamicQuantisation {
  const random = createRandom(seed);
  const normal = Int8Array.from({ length: BLOCK_LENGTH }, () => toInt8(random.normal()));
  const block = network.graph.initialiser(
    tensorFrom('int8', [BLOCK_LENGTH], normal, 'weights/int8-block'),
  );
  const cut = (name: string, dims: readonly number[]): string =>
    cutWeight(network, name, block, random.integer(BLOCK_LENGTH), dims);
  const inputs = new Map<string, Quantised>();

  return {
    project: (_, name, input, channels) => {
      const quantised = inputs.get(input.value) ?? quantiseInput(network, input.value);
      inputs.set(input.value, quantised);
      const weight: Quantised = {
        value: cut(`${name}/weight_quantized`, [input.channels, channels]),
        ...weightScale(network, name, 1 / Math.sqrt(input.channels)),
      };
      return integerProduct(network, name, quantised, weight, channels);
    },
    embed: (_, name, indices, { rows, channels, deviation = 0.02 }) => {
      const table = cut(`${name}/weight_quantized`, [rows, channels]);
      const { scale, zero } = weightScale(network, name, deviation);
      const found = lookUp(network, `${name}/rows`, table, indices);
      return { value: network.node(name, 'DequantizeLinear', [found, scale, zero]), channels };
    },
  };
}

/** Integers with what turns them into numbers: (value − zero) · scale. */
interface Quantised {
  readonly value: string;
  readonly scale: string;
  readonly zero: string;
}

const toInt8 = (normal: number): number =>
  Math.max(-127, Math.min(127, Math.round((normal * 127) / RANGE)));

/** Tile, Slice and Reshape of the block; folded into a constant at session creation. */
function cutWeight(
  network: Network,
  name: string,
  block: string,
  start: number,
  dims: readonly number[],
): string {
  const end = start + dims.reduce((a, b) => a * b, 1);
  const repeats = network.integers(`${name}/repeats`, [Math.ceil(end / BLOCK_LENGTH)]);
  const tiled = network.node(`${name}/tiled`, 'Tile', [block, repeats]);
  const limits = [network.integers(`${name}/from`, [start]), network.integers(`${name}/to`, [end])];
  const piece = network.node(`${name}/cut`, 'Slice', [tiled, ...limits]);
  return network.node(name, 'Reshape', [piece, network.integers(`${name}/dims`, dims)]);
}

/** Scale and zero point of weights of the given deviation. */
function weightScale(
  network: Network,
  name: string,
  deviation: number,
): { readonly scale: string; readonly zero: string } {
  return {
    scale: network.number(`${name}/weight_scale`, (deviation * RANGE) / 127),
    zero: network.graph.initialiser(tensorFrom('int8', [], [0], `${name}/weight_zero_point`)),
  };
}

function quantiseInput(network: Network, input: string): Quantised {
  const outputs = ['quantized', 'scale', 'zero_point'].map((role) => `${input}_${role}`);
  const name = `${input}_QuantizeLinear`;
  network.graph.node('DynamicQuantizeLinear', [input], {}, { name, outputs });
  const [value = '', scale = '', zero = ''] = outputs;
  return { value, scale, zero };
}

function integerProduct(
  network: Network,
  name: string,
  input: Quantised,
  weight: Quantised,
  channels: number,
): Feature {
  const operands = [input.value, weight.value, input.zero, weight.zero];
  const product = network.node(`${name}/product_quantized`, 'MatMulInteger', operands);
  const cast = network.node(`${name}/product_cast`, 'Cast', [product], { to: 1 });
  const scale = network.node(`${name}/product_scales`, 'Mul', [input.scale, weight.scale]);
  const scaled = network.node(`${name}/product`, 'Mul', [cast, scale]);
  const bias = network.constant(`${name}/bias`, [channels], 0);
  return { value: network.node(name, 'Add', [scaled, bias]), channels };
}
