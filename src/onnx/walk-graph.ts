import type { Graph, GraphNode, ModelGraph, Tensor } from './model-graph.ts';

/** The subgraphs a node holds in its attributes (If, Loop, Scan, …). */
export function subgraphsOf(node: GraphNode): readonly Graph[] {
  if (!node.attributes.some(({ value }) => value.kind === 'graph' || value.kind === 'graphs'))
    return [];
  return node.attributes.flatMap(({ value }) => {
    if (value.kind === 'graph') return [value.value];
    return value.kind === 'graphs' ? value.value : [];
  });
}

/** Every node of these, of their subgraphs, and of those in turn. */
export function* everyNode(nodes: readonly GraphNode[]): Generator<GraphNode> {
  const waiting = [nodes];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const node of next) {
      yield node;
      for (const graph of subgraphsOf(node)) waiting.push(graph.nodes);
    }
  }
}

/** A tensor a model stores, and the node whose attribute holds it; null for initialisers. */
export interface StoredTensor {
  readonly tensor: Tensor;
  readonly holder: GraphNode | null;
}

/** Every tensor a model stores: initialisers and attributes, in subgraphs and functions too. */
export function* everyTensor(model: ModelGraph): Generator<StoredTensor> {
  for (const tensor of model.graph.initialisers) yield { tensor, holder: null };
  yield* tensorsUnder(model.graph.nodes);
  for (const { nodes } of model.functions) yield* tensorsUnder(nodes);
}

function* tensorsUnder(nodes: readonly GraphNode[]): Generator<StoredTensor> {
  for (const holder of everyNode(nodes)) {
    for (const { value } of holder.attributes) {
      const held =
        value.kind === 'tensor' ? [value.value] : value.kind === 'tensors' ? value.value : [];
      for (const tensor of held) yield { tensor, holder };
    }
    const initialisers = subgraphsOf(holder).flatMap((graph) => graph.initialisers);
    for (const tensor of initialisers) yield { tensor, holder: null };
  }
}
