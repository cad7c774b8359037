import { elementCount, tensorByteLength } from './element-type.ts';
import type { ElementType, ModelGraph } from './model-graph.ts';
import { everyNode, everyTensor } from './walk-graph.ts';

/** What a model is made of, read off the file. */
export interface ModelStatistics {
  /** Numbers in stored tensors, except those of type int64, bool and string, which are shapes, axes, indices and labels. */
  readonly parameters: number;
  /** Bytes the parameters take, wherever they are stored. */
  readonly weightBytes: number;
  /** Nodes of the graph and its subgraphs; bodies of local functions count once each. */
  readonly nodes: number;
  /** Nodes by operator ('Conv', 'com.microsoft::Gelu'), most frequent first. */
  readonly operators: ReadonlyMap<string, number>;
}

const NOT_WEIGHTS: ReadonlySet<ElementType> = new Set<ElementType>([
  'int64',
  'bool',
  'string',
  'undefined',
]);

/** Counts a model's parameters and operators; constants that tools keep as Constant nodes count like initialisers. */
export function modelStatistics(model: ModelGraph): ModelStatistics {
  let parameters = 0;
  let weightBytes = 0;
  for (const { tensor } of everyTensor(model)) {
    if (NOT_WEIGHTS.has(tensor.elementType)) continue;
    parameters += elementCount(tensor.dims);
    weightBytes += tensorByteLength(tensor.elementType, tensor.dims) ?? 0;
  }
  const counts = new Map<string, number>();
  let nodes = 0;
  for (const body of [model.graph, ...model.functions]) {
    for (const { domain, opType } of everyNode(body.nodes)) {
      const operator = domain === '' ? opType : `${domain}::${opType}`;
      counts.set(operator, (counts.get(operator) ?? 0) + 1);
      nodes++;
    }
  }
  const operators = new Map([...counts].sort(([, a], [, b]) => b - a));
  return { parameters, weightBytes, nodes, operators };
}
