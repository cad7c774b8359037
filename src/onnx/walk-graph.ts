import type { Attribute, Graph, GraphNode, ModelGraph, Tensor } from './model-graph.ts';

/** The subgraphs a node holds in its attributes (If, Loop, Scan, …). */
export function subgraphsOf(node: GraphNode): readonly Graph[] {
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

/** A graph with all its subgraphs. */
export function* everyGraph(graph: Graph): Generator<Graph> {
  yield graph;
  for (const node of everyNode(graph.nodes)) yield* subgraphsOf(node);
}

/** Every tensor a model stores: initialisers and attributes, in subgraphs and functions too. */
export function* everyTensor(model: ModelGraph): Generator<Tensor> {
  for (const graph of everyGraph(model.graph)) yield* graph.initialisers;
  yield* attributeTensors(model.graph.nodes);
  for (const { nodes } of model.functions) {
    for (const node of everyNode(nodes)) {
      for (const graph of subgraphsOf(node)) yield* graph.initialisers;
    }
    yield* attributeTensors(nodes);
  }
}

function* attributeTensors(nodes: readonly GraphNode[]): Generator<Tensor> {
  for (const node of everyNode(nodes)) {
    for (const attribute of node.attributes) yield* tensorsOf(attribute);
  }
}

function tensorsOf({ value }: Attribute): readonly Tensor[] {
  if (value.kind === 'tensor') return [value.value];
  return value.kind === 'tensors' ? value.value : [];
}
