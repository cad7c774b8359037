import type { Graph, GraphNode } from './model-graph.ts';
import { subgraphsOf } from './walk-graph.ts';

/** Nodes in an order in which every value is made before it is used, or the nodes of one cycle. */
export type NodeOrder =
  | { readonly kind: 'ordered'; readonly nodes: readonly GraphNode[] }
  | { readonly kind: 'cycle'; readonly nodes: readonly GraphNode[] };

/** Orders the nodes of one graph by what they use, captured values of subgraphs included; keeps an order that is right already. */
export function topologicalOrder(graph: Pick<Graph, 'nodes'>): NodeOrder {
  if (isInOrder(graph.nodes)) return { kind: 'ordered', nodes: graph.nodes };
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  makers.delete('');
  const done = new Set<GraphNode>();
  const ordered: GraphNode[] = [];
  for (const root of graph.nodes) {
    const cycle = visit(root, makers, done, ordered);
    if (cycle !== null) return { kind: 'cycle', nodes: cycle };
  }
  return { kind: 'ordered', nodes: ordered };
}

/** Nearly every file is: one pass that allocates little. */
function isInOrder(nodes: readonly GraphNode[]): boolean {
  const waiting = new Set<string>();
  for (const node of nodes) for (const name of node.outputs) waiting.add(name);
  waiting.delete('');
  const isWaiting = (name: string): boolean => waiting.has(name);
  return nodes.every((node) => {
    if (node.inputs.some(isWaiting) || [...capturedNames(node)].some(isWaiting)) return false;
    for (const name of node.outputs) waiting.delete(name);
    return true;
  });
}

/** Depth-first, with a stack of its own since graphs are deeper than call stacks. Returns a cycle where it meets one. */
function visit(
  root: GraphNode,
  makers: ReadonlyMap<string, GraphNode>,
  done: Set<GraphNode>,
  ordered: GraphNode[],
): readonly GraphNode[] | null {
  if (done.has(root)) return null;
  const path = [{ node: root, waiting: makersFor(root, makers) }];
  const onPath = new Set([root]);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const next = step.waiting.pop();
    if (next === undefined) {
      path.pop();
      onPath.delete(step.node);
      done.add(step.node);
      ordered.push(step.node);
    } else if (onPath.has(next)) {
      const nodes = path.map((s) => s.node);
      return nodes.slice(nodes.indexOf(next));
    } else if (!done.has(next)) {
      path.push({ node: next, waiting: makersFor(next, makers) });
      onPath.add(next);
    }
  }
  return null;
}

/** Last first, so that popping takes them in the order of the inputs. */
function makersFor(node: GraphNode, makers: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const used = [...node.inputs, ...capturedNames(node)];
  return used.flatMap((name) => makers.get(name) ?? []).reverse();
}

const NONE: ReadonlySet<string> = new Set();

/** Names of outer values that a node's subgraphs use. */
export function capturedNames(node: GraphNode): ReadonlySet<string> {
  const graphs = subgraphsOf(node);
  if (graphs.length === 0) return NONE;
  const captured = new Set<string>();
  for (const graph of graphs) {
    const own = new Set<string>([
      '',
      ...graph.inputs.map((i) => i.name),
      ...graph.initialisers.map((t) => t.name),
      ...graph.nodes.flatMap((n) => n.outputs),
    ]);
    const capture = (name: string): void => {
      if (!own.has(name)) captured.add(name);
    };
    for (const inner of graph.nodes) {
      inner.inputs.forEach(capture);
      capturedNames(inner).forEach(capture);
    }
    for (const output of graph.outputs) capture(output.name);
  }
  return captured;
}
