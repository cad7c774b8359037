import type { AttributeValue, Graph, GraphNode } from '../onnx/model-graph.ts';
import { subgraphsOf } from '../onnx/walk-graph.ts';
import { renamedGraph } from './rename-values.ts';

/**
 * The graph with no value name used in two bodies: the branches of an If may use the same names for different values,
 * while facts are kept by name. Graphs without bodies are returned as they are.
 */
export function distinctNames(graph: Graph): Graph {
  if (!graph.nodes.some((node) => subgraphsOf(node).length > 0)) return graph;
  return distinctBodies(graph, new Set(namesMadeIn(graph)));
}

function distinctBodies(graph: Graph, taken: Set<string>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => distinctNode(node, taken)) };
}

function distinctNode(node: GraphNode, taken: Set<string>): GraphNode {
  if (subgraphsOf(node).length === 0) return node;
  const attributes = node.attributes.map((a) => ({ ...a, value: distinctValue(a.value, taken) }));
  return { ...node, attributes };
}

function distinctValue(value: AttributeValue, taken: Set<string>): AttributeValue {
  if (value.kind === 'graph') return { ...value, value: distinctBody(value.value, taken) };
  if (value.kind !== 'graphs') return value;
  return { ...value, value: value.value.map((body) => distinctBody(body, taken)) };
}

function distinctBody(body: Graph, taken: Set<string>): Graph {
  const renamed = new Map<string, string>();
  for (const name of namesMadeIn(body)) {
    let free = name;
    for (let i = 2; taken.has(free); i++) free = `${name} (${i})`;
    taken.add(free);
    if (free !== name) renamed.set(name, free);
  }
  const distinct =
    renamed.size === 0 ? body : renamedGraph(body, (name) => renamed.get(name) ?? name);
  return distinctBodies(distinct, taken);
}

function namesMadeIn(graph: Graph): readonly string[] {
  const made = [
    ...graph.inputs.map((i) => i.name),
    ...graph.initialisers.map((t) => t.name),
    ...graph.nodes.flatMap((n) => n.outputs),
  ];
  return [...new Set(made)].filter((name) => name !== '');
}
