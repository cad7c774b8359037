import type { AttributeValue, Graph, GraphNode, ValueInfo } from '../onnx/model-graph.ts';

/** The node with every value under another name, those of its bodies included; '' (omitted) stays. */
export function renamedNode(node: GraphNode, nameOf: (value: string) => string): GraphNode {
  const renamed = (name: string): string => (name === '' ? '' : nameOf(name));
  return {
    ...node,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: node.attributes.map((a) => ({ ...a, value: renamedValue(a.value, renamed) })),
  };
}

/** The graph with every value under another name. */
export function renamedGraph(graph: Graph, nameOf: (value: string) => string): Graph {
  const info = (value: ValueInfo): ValueInfo => ({ ...value, name: nameOf(value.name) });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renamedNode(node, nameOf)),
    inputs: graph.inputs.map(info),
    outputs: graph.outputs.map(info),
    valueInfo: graph.valueInfo.map(info),
    initialisers: graph.initialisers.map((t) => ({ ...t, name: nameOf(t.name) })),
  };
}

function renamedValue(value: AttributeValue, nameOf: (value: string) => string): AttributeValue {
  if (value.kind === 'graph') return { ...value, value: renamedGraph(value.value, nameOf) };
  if (value.kind !== 'graphs') return value;
  return { ...value, value: value.value.map((graph) => renamedGraph(graph, nameOf)) };
}
