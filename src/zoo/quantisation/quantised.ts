import { createGraphBuilder, type GraphBuilder } from '../../onnx/graph-builder.ts';
import type { GraphNode, ModelGraph } from '../../onnx/model-graph.ts';
import { type Coder, type Coding, createCoder } from './coder.ts';

/**
 * Largest magnitude of what each kind of node puts out, by operator; 'input' for the model's own inputs. A range too small
 * saturates, one too large is coarse; neither changes the cost.
 */
export type ActivationRanges = Readonly<Record<string, number>>;

/** Operators with integer kernels, and how many of their inputs are activations. */
const CODED: ReadonlyMap<string, number> = new Map([
  ['Conv', 1],
  ['Gemm', 1],
  ['Add', 2],
  ['GlobalAveragePool', 1],
]);
/** Operators that move or choose values: what comes out is coded as what goes in. */
const PASSING: ReadonlySet<string> = new Set(['MaxPool', 'Flatten']);
/** Operators that never put out anything negative. */
const NON_NEGATIVE: ReadonlySet<string> = new Set(['Relu', 'Clip']);

/**
 * The model with 8-bit arithmetic in QDQ form, as tools for static quantisation write it: every operator with an integer
 * kernel between decoded inputs, so that the runtime replaces them by that kernel. Activations are uint8 with one scale
 * each, from `ranges`; weights int8 with one scale per output channel; biases int32. Convolutions and Gemm must have their
 * weights, output channels first, as second input and the bias as third, and nodes must be in order. Throws a RangeError
 * for an activation whose range is not given.
 */
export function quantised(model: ModelGraph, name: string, ranges: ActivationRanges): ModelGraph {
  const original = model.graph;
  const builder = createGraphBuilder(name);
  const coder = createCoder(builder);
  const constants = new Set(original.initialisers.map((tensor) => tensor.name));
  const ownInput = codingOf('input', ranges);
  const codings: Codings = new Map(original.inputs.map((input) => [input.name, ownInput]));
  for (const node of original.nodes) {
    if (node.inputs.every((input) => constants.has(input))) {
      for (const output of node.outputs) constants.add(output);
      addNode(builder, node);
    } else {
      addNode(builder, { ...node, inputs: codedInputs(node, coder, codings) });
      const coding = outputCoding(node, codings, ranges);
      for (const output of node.outputs) codings.set(output, coding);
    }
  }
  const { nodes, initialisers } = builder.graph();
  const all = [...original.initialisers, ...initialisers];
  return { ...model, graph: { ...original, name, nodes, initialisers: all } };
}

/** How each activation is coded; undefined where its range is not given. */
type Codings = Map<string, Coding | undefined>;

function outputCoding(
  node: GraphNode,
  codings: Codings,
  ranges: ActivationRanges,
): Coding | undefined {
  if (PASSING.has(node.opType)) return codings.get(node.inputs[0] ?? '');
  return codingOf(node.opType, ranges);
}

function addNode(graph: GraphBuilder, { attributes, opType, inputs, ...options }: GraphNode): void {
  const plain = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
  graph.node(opType, inputs, plain, options);
}

/** The node's inputs after coding and decoding, where its operator has an integer kernel. */
function codedInputs(node: GraphNode, coder: Coder, codings: Codings): readonly string[] {
  const { opType, inputs } = node;
  const count = PASSING.has(opType) ? 1 : (CODED.get(opType) ?? 0);
  if (count === 0) return inputs;
  const known = inputs.slice(0, count).map((value) => {
    const coding = codings.get(value);
    if (coding === undefined) throw new RangeError(`the range of ${value} is not given`);
    return { value, coding };
  });
  const activations = known.map(({ value, coding }) => coder.activation(value, coding));
  const [weight, bias] = inputs.slice(count);
  if (weight === undefined) return activations;
  const { decoded, scales } = coder.weights(weight, opType === 'Conv' ? 4 : 2);
  const scale = known[0]?.coding.scale ?? 1;
  const ends = bias === undefined ? [] : [coder.bias(bias, scale, scales)];
  return [...activations, decoded, ...ends];
}

function codingOf(kind: string, ranges: ActivationRanges): Coding | undefined {
  const range = ranges[kind];
  if (range === undefined) return undefined;
  return NON_NEGATIVE.has(kind)
    ? { scale: range / 255, zeroPoint: 0 }
    : { scale: range / 127, zeroPoint: 128 };
}
