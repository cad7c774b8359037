import type { Graph, GraphNode } from './model-graph.ts';
import { topologicalOrder } from './topological-order.ts';

/** Operators long enough to be worth running beside each other; the rest is over before a thread has woken up. */
const HEAVY = new Set([
  'Conv',
  'ConvTranspose',
  'ConvInteger',
  'QLinearConv',
  'Gemm',
  'MatMul',
  'MatMulInteger',
  'QLinearMatMul',
  'FusedConv',
  'FusedMatMul',
  'FusedGemm',
  'Einsum',
  'Attention',
  'MultiHeadAttention',
  'LSTM',
  'GRU',
  'RNN',
]);

/**
 * Heavy operators per heavy operator on the longest path: 1 is a chain, 2 means that half of the heavy work could run
 * beside the other half. Subgraphs are not looked into. Cyclic graphs count as chains.
 */
export function graphWidth(graph: Graph): number {
  const order = topologicalOrder(graph);
  if (order.kind === 'cycle') return 1;
  const depthOf = new Map<string, number>();
  let heavy = 0;
  let longest = 0;
  for (const node of order.nodes) {
    const own = isHeavy(node) ? 1 : 0;
    const depth =
      own + node.inputs.reduce((deepest, name) => Math.max(deepest, depthOf.get(name) ?? 0), 0);
    for (const output of node.outputs) depthOf.set(output, depth);
    heavy += own;
    longest = Math.max(longest, depth);
  }
  return longest === 0 ? 1 : heavy / longest;
}

function isHeavy(node: GraphNode): boolean {
  return HEAVY.has(node.opType);
}
