import { attributesFrom, type PlainAttributes } from './attributes-from.ts';
import type {
  Dimension,
  ElementType,
  Graph,
  GraphNode,
  ModelGraph,
  Tensor,
  ValueInfo,
} from './model-graph.ts';

/** IR version written: understood by runtimes since 2021, and enough for opset 17. */
const IR_VERSION = 8;

export interface NodeOptions {
  /** Names of the outputs; one fresh name by default. */
  readonly outputs?: readonly string[];
  readonly name?: string;
  readonly domain?: string;
}

/** Builds a graph node by node; values are handled by their names. */
export interface GraphBuilder {
  /** A name no value of this graph has, starting with `hint`. */
  fresh(hint: string): string;
  /** Declares an input and returns its name. */
  input(name: string, elementType: ElementType, shape: readonly Dimension[] | null): string;
  /** Adds constant data under the tensor's name, or a fresh one where it has none, and returns that name. */
  initialiser(tensor: Tensor): string;
  /** Adds a node and returns the name of its first output. '' as input leaves an optional one out. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: PlainAttributes,
    options?: NodeOptions,
  ): string;
  /** Declares a value to be an output of the graph. */
  output(name: string, elementType: ElementType, shape: readonly Dimension[] | null): void;
  /** The graph so far, as a subgraph for an attribute or to look at. */
  graph(): Graph;
  /** The graph so far as a model. */
  model(opset: number, otherOpsets?: Readonly<Record<string, number>>): ModelGraph;
}

/** An empty graph. Subgraphs whose values must not hide those around them take another `prefix` for fresh names. */
export function createGraphBuilder(name = 'graph', prefix = ''): GraphBuilder {
  const taken = new Set<string>();
  /** How many names of each hint were given, so that finding the next takes one step. */
  const counts = new Map<string, number>();
  const nodes: GraphNode[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const initialisers: Tensor[] = [];

  const fresh = (hint: string): string => {
    const base = `${prefix}${hint}`;
    let candidate = base;
    let count = counts.get(base) ?? 1;
    while (taken.has(candidate)) candidate = `${base}_${++count}`;
    counts.set(base, count);
    taken.add(candidate);
    return candidate;
  };
  const value = (
    valueName: string,
    elementType: ElementType,
    shape: readonly Dimension[] | null,
  ): ValueInfo => ({ name: valueName, type: { kind: 'tensor', elementType, shape } });
  const graph = (): Graph => ({
    name,
    nodes: [...nodes],
    inputs: [...inputs],
    outputs: [...outputs],
    valueInfo: [],
    initialisers: [...initialisers],
    sparseInitialisers: [],
  });

  return {
    fresh,
    input: (inputName, elementType, shape) => {
      taken.add(inputName);
      inputs.push(value(inputName, elementType, shape));
      return inputName;
    },
    initialiser: (tensor) => {
      const named = tensor.name === '' ? fresh('constant') : tensor.name;
      taken.add(named);
      initialisers.push({ ...tensor, name: named });
      return named;
    },
    node: (opType, nodeInputs, attributes = {}, options = {}) => {
      const names = options.outputs ?? [fresh(opType.toLowerCase())];
      for (const output of names) taken.add(output);
      nodes.push({
        name: options.name ?? `${prefix}${opType}_${nodes.length}`,
        opType,
        domain: options.domain ?? '',
        inputs: [...nodeInputs],
        outputs: [...names],
        attributes: attributesFrom(attributes),
      });
      return names[0] ?? '';
    },
    output: (outputName, elementType, shape) => {
      outputs.push(value(outputName, elementType, shape));
    },
    graph,
    model: (opset, otherOpsets = {}) => ({
      irVersion: IR_VERSION,
      opsets: new Map([['', opset], ...Object.entries(otherOpsets)]),
      producer: 'onnx-tune',
      metadata: new Map(),
      graph: graph(),
      functions: [],
    }),
  };
}
