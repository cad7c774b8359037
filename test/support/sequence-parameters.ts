import { shapeRuleOf } from '../../operators/catalogue.ts';
import type { GraphNode, ModelGraph } from '../../src/onnx/model-graph.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';

/** What batch normalisation measured rather than learnt: its inputs from here on. */
const FIRST_STATISTIC = 3;

/**
 * Learnt parameters of a model whose weights are made inside the graph: elements of the real-valued or int8 constants of
 * one axis or more that nodes depending on the input use. A constant and its transpose count once.
 */
export function learntParameters(model: ModelGraph): number {
  const constants = constantProducers(model);
  const facts = inferShapes(model, new Map(), shapeRuleOf).values;
  const learnt = new Set<string>();
  for (const node of model.graph.nodes) {
    if (node.outputs.some((name) => constants.has(name))) continue;
    node.inputs.forEach((name, i) => {
      const isStatistic = node.opType === 'BatchNormalization' && i >= FIRST_STATISTIC;
      if (constants.has(name) && !isStatistic) learnt.add(untransposed(name, constants));
    });
  }
  return [...learnt].reduce((total, name) => {
    const fact = facts.get(name);
    const isNumber = fact?.elementType === 'float32' || fact?.elementType === 'int8';
    if (!isNumber || fact.shape === null || fact.shape.length === 0) return total;
    return total + fact.shape.reduce<number>((a, b) => a * (b ?? Number.NaN), 1);
  }, 0);
}

/** Constants made by nodes, each with its node. */
function constantProducers(model: ModelGraph): ReadonlyMap<string, GraphNode> {
  const stored = new Set(model.graph.initialisers.map((t) => t.name));
  const producers = new Map<string, GraphNode>();
  for (const node of model.graph.nodes) {
    const isConstant = node.inputs.every((name) => stored.has(name) || producers.has(name));
    if (isConstant) for (const output of node.outputs) producers.set(output, node);
  }
  return producers;
}

function untransposed(name: string, producers: ReadonlyMap<string, GraphNode>): string {
  const node = producers.get(name);
  return node?.opType === 'Transpose' ? untransposed(node.inputs[0] ?? '', producers) : name;
}
