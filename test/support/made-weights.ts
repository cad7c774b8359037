import type { GraphNode, ModelGraph, Tensor } from '../../src/onnx/model-graph.ts';

/** A float32 constant that a graph makes for itself, as src/zoo/weight-source.ts writes it. */
export type MadeWeight = {
  readonly name: string;
  readonly dims: readonly number[];
} & (
  | { readonly kind: 'random'; readonly deviation: number }
  | { readonly kind: 'equal'; readonly value: number }
);

/** What of a graph makes weights, and the weights it makes. */
export interface MadeWeights {
  readonly weights: readonly MadeWeight[];
  /** The nodes that make them, none of which any other node needs. */
  readonly makers: ReadonlySet<GraphNode>;
}

/** Reads back from the graph how its weights are made: Reshape of Slice of Tile of Mul, or ConstantOfShape. */
export function madeWeights({ graph }: ModelGraph): MadeWeights {
  const stored = new Map(graph.initialisers.map((tensor) => [tensor.name, tensor]));
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((o) => [o, node])));
  const makers = new Set<GraphNode>();
  const weights: MadeWeight[] = [];
  for (const node of graph.nodes) {
    const [name = ''] = node.outputs;
    const dims = integersOf(stored.get(node.inputs.at(-1) ?? ''));
    const value = node.opType === 'ConstantOfShape' ? equalValue(node) : null;
    if (dims !== null && value !== null) {
      weights.push({ name, dims, kind: 'equal', value });
      makers.add(node);
    }
    const chain = node.opType === 'Reshape' ? chainBefore(node, producers) : [];
    if (dims === null || chain.map((n) => n.opType).join() !== 'Slice,Tile,Mul') continue;
    const deviation = floatOf(stored.get(chain.at(-1)?.inputs[1] ?? ''));
    weights.push({ name, dims, kind: 'random', deviation });
    for (const maker of [node, ...chain]) makers.add(maker);
  }
  return { weights, makers };
}

/** The three nodes before one, each the producer of the first input of the next. */
function chainBefore(last: GraphNode, producers: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const chain: GraphNode[] = [];
  for (let node: GraphNode | undefined = last; chain.length < 3; ) {
    node = producers.get(node?.inputs[0] ?? '');
    if (node === undefined) break;
    chain.push(node);
  }
  return chain;
}

/** What a ConstantOfShape fills with; null where it is not float32. */
function equalValue({ attributes }: GraphNode): number | null {
  const value = attributes.find((a) => a.name === 'value')?.value;
  return value?.kind === 'tensor' && value.value.elementType === 'float32'
    ? floatOf(value.value)
    : null;
}

function integersOf(tensor: Tensor | undefined): readonly number[] | null {
  if (tensor?.data.kind !== 'inline' || tensor.elementType !== 'int64') return null;
  const { bytes } = tensor.data;
  return Array.from(new BigInt64Array(bytes.slice().buffer), Number);
}

function floatOf(tensor: Tensor | undefined): number {
  if (tensor?.data.kind !== 'inline') throw new Error(`no number is stored in ${tensor?.name}`);
  const [value = Number.NaN] = new Float32Array(tensor.data.bytes.slice().buffer);
  return value;
}
