import { intAttribute } from '../../operators/attributes.ts';
import type { Graph, GraphNode, ModelGraph } from '../onnx/model-graph.ts';
import type { TensorFact } from '../onnx/shape-rule.ts';
import { everyNode, subgraphsOf } from '../onnx/walk-graph.ts';

/** Operators that hand the numbers of their first input on unchanged. */
const CARRIERS = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Expand',
  'Tile',
  'Slice',
  'Split',
  'Concat',
  'Gather',
]);

/**
 * How many different integers an input may hold because of what the graph does with them: rows of the tables it is
 * looked up in, depth of one-hot codes. Null where nothing bounds it.
 */
export function indexBound(
  model: ModelGraph,
  input: string,
  facts: ReadonlyMap<string, TensorFact>,
): number | null {
  const consumers = consumersOf(model.graph);
  const seen = new Set<string>();
  const waiting = [input];
  let bound: number | null = null;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const node of consumers.get(name) ?? []) {
      const rows = rowsLookedUp(node, name, facts);
      if (rows !== null) bound = Math.min(bound ?? rows, rows);
      waiting.push(...handedOn(node, name));
    }
  }
  return bound;
}

/** Names under which the value goes on: outputs, or the input of a body that generates sequences. */
function handedOn(node: GraphNode, name: string): readonly string[] {
  const carries =
    CARRIERS.has(node.opType) && (node.inputs[0] === name || node.opType === 'Concat');
  if (carries) return node.outputs;
  if (node.domain !== 'com.microsoft' || node.inputs[0] !== name) return [];
  return subgraphsOf(node).flatMap((body) => body.inputs.slice(0, 1).map((i) => i.name));
}

function rowsLookedUp(
  node: GraphNode,
  name: string,
  facts: ReadonlyMap<string, TensorFact>,
): number | null {
  const rows = (table: number, axis: number): number | null =>
    facts.get(node.inputs[table] ?? '')?.shape?.at(axis) ?? null;
  if (node.opType === 'Gather' && node.inputs[1] === name)
    return rows(0, intAttribute(node, 'axis', 0));
  if (node.opType === 'OneHot' && node.inputs[0] === name)
    return facts.get(node.inputs[1] ?? '')?.value?.[0] ?? null;
  if (node.opType === 'EmbedLayerNormalization') {
    if (node.inputs[0] === name) return rows(2, 0);
    if (node.inputs[1] === name) return rows(4, 0);
  }
  return null;
}

function consumersOf(graph: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const consumers = new Map<string, GraphNode[]>();
  for (const node of everyNode(graph.nodes)) {
    for (const name of node.inputs) {
      const list = consumers.get(name);
      if (list === undefined) consumers.set(name, [node]);
      else list.push(node);
    }
  }
  return consumers;
}
