import { tensorByteLength } from './element-type.ts';
import type { Graph } from './model-graph.ts';
import type { TensorFact } from './shape-rule.ts';
import { capturedNames, topologicalOrder } from './topological-order.ts';

/**
 * Highest total size, in bytes, of the values alive at once when the nodes of a graph run one after the other: a value
 * lives from the node that makes it to the last that uses it, graph inputs and outputs the whole time. Values of unknown
 * shape count as nothing, subgraphs are not looked into: a lower bound for memory, without weights and workspace.
 */
export function activationPeakBytes(graph: Graph, facts: ReadonlyMap<string, TensorFact>): number {
  const order = topologicalOrder(graph);
  if (order.kind === 'cycle') return 0;
  const sizeOf = (name: string): number => {
    const fact = facts.get(name);
    if (fact?.shape == null || fact.shape.includes(null)) return 0;
    return tensorByteLength(fact.elementType, fact.shape as readonly number[]) ?? 0;
  };
  const weights = new Set(graph.initialisers.map((t) => t.name));
  const kept = new Set(graph.outputs.map((o) => o.name));
  const lastUse = new Map<string, number>();
  order.nodes.forEach((node, i) => {
    for (const name of [...node.inputs, ...capturedNames(node)]) lastUse.set(name, i);
  });
  let alive = graph.inputs.reduce(
    (sum, i) => (weights.has(i.name) ? sum : sum + sizeOf(i.name)),
    0,
  );
  let peak = alive;
  const made = new Map<number, string[]>();
  order.nodes.forEach((node, i) => {
    for (const name of node.outputs) {
      alive += sizeOf(name);
      if (name === '' || kept.has(name)) continue;
      const until = lastUse.get(name) ?? i;
      made.set(until, [...(made.get(until) ?? []), name]);
    }
    peak = Math.max(peak, alive);
    for (const name of made.get(i) ?? []) alive -= sizeOf(name);
  });
  return peak;
}
