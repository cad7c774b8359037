import type { PlainAttributes } from '../../onnx/attributes-from.ts';
import { createGraphBuilder, type GraphBuilder } from '../../onnx/graph-builder.ts';
import { tensorFrom } from '../../onnx/tensor-from.ts';
import { createWeightSource, type WeightSource } from '../weight-source.ts';

/** A value inside a network: its name in the graph, and how many channels (features of a token) it has. */
export interface Feature {
  readonly value: string;
  readonly channels: number;
}

/** A graph under construction with the weights made inside it. Every node is called like its first output. */
export interface Network extends WeightSource {
  readonly graph: GraphBuilder;
  /** Adds a node of one output and returns the output's name. */
  node(
    name: string,
    opType: string,
    inputs: readonly string[],
    attributes?: PlainAttributes,
  ): string;
  /** Name of a stored list of int64: axes, shapes, bounds of slices. */
  integers(name: string, values: readonly number[]): string;
  /** Name of a stored int64 without axes: one position. */
  index(name: string, value: number): string;
  /** Name of a stored float32 number that is not learnt, such as a bound or a factor. */
  number(name: string, value: number): string;
}

/** An empty network; its name is the seed of its weights. */
export function createNetwork(name: string): Network {
  const graph = createGraphBuilder(name);
  return {
    ...createWeightSource(graph, name),
    graph,
    node: (output, opType, inputs, attributes = {}) =>
      graph.node(opType, inputs, attributes, { name: output, outputs: [output] }),
    integers: (tensor, values) =>
      graph.initialiser(tensorFrom('int64', [values.length], values, tensor)),
    index: (tensor, value) => graph.initialiser(tensorFrom('int64', [], [value], tensor)),
    number: (tensor, value) => graph.initialiser(tensorFrom('float32', [], [value], tensor)),
  };
}
