import { createRandom } from '../core/random.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { tensorFrom } from '../onnx/tensor-from.ts';

/** Makes the weights of one model inside its graph. */
export interface WeightSource {
  /**
   * Name of a float32 constant of shape `dims` with mean 0 and the given standard deviation (about He's √(2 / fan-in) keeps
   * activations from exploding or fading away). Every call gives other numbers.
   */
  weight(name: string, dims: readonly number[], deviation: number): string;
  /** Name of a float32 constant of shape `dims` whose elements all are `value`: biases, scales, running means. */
  constant(name: string, dims: readonly number[], value: number): string;
}

/**
 * Length of the block of random numbers all weights of a model are cut from. A prime, so that rows of a matrix, which
 * start at multiples of their length, are different parts of it.
 */
const BLOCK_LENGTH = 4093;

/**
 * Weights that are computed from one small block of seeded normal numbers, so that a model of any size is a small file,
 * built at once: Mul (scale), Tile, Slice, Reshape. The runtime folds them into constants when it creates a session with
 * its default optimisations, and packs them like stored ones; test/bench shows that the speed is the same. Unlike weights
 * that are all equal they keep samples distinct, so that mixing up the samples of a batch would be noticed.
 */
export function createWeightSource(graph: GraphBuilder, seed: string): WeightSource {
  const random = createRandom(seed);
  const numbers = Float32Array.from({ length: BLOCK_LENGTH }, () => random.normal());
  const block = graph.initialiser(tensorFrom('float32', [BLOCK_LENGTH], numbers, 'weights/block'));
  const ints = (name: string, ...values: number[]): string =>
    graph.initialiser(tensorFrom('int64', [values.length], values, name));
  const named = (name: string) => ({ name, outputs: [name] });

  return {
    weight: (name, dims, deviation) => {
      const count = dims.reduce((a, b) => a * b, 1);
      const start = random.integer(BLOCK_LENGTH);
      const scale = graph.initialiser(tensorFrom('float32', [], [deviation], `${name}/deviation`));
      const scaled = graph.node('Mul', [block, scale], {}, named(`${name}/scaled`));
      const repeats = ints(`${name}/repeats`, Math.ceil((start + count) / BLOCK_LENGTH));
      const tiled = graph.node('Tile', [scaled, repeats], {}, named(`${name}/tiled`));
      const from = ints(`${name}/from`, start);
      const to = ints(`${name}/to`, start + count);
      const cut = graph.node('Slice', [tiled, from, to], {}, named(`${name}/cut`));
      return graph.node('Reshape', [cut, ints(`${name}/dims`, ...dims)], {}, named(name));
    },
    constant: (name, dims, value) =>
      graph.node(
        'ConstantOfShape',
        [ints(`${name}/dims`, ...dims)],
        { value: tensorFrom('float32', [1], [value]) },
        named(name),
      ),
  };
}
