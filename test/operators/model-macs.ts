import { costRuleOf, shapeRuleOf } from '../../operators/catalogue.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { inferShapes, nodesInOrder } from '../../src/onnx/shape-inference.ts';
import { UNKNOWN_FACT } from '../../src/onnx/shape-rule.ts';

/**
 * Multiply-accumulates of the matrix products of a model without subgraphs, which is what papers and model zoos count, for
 * inputs of these sizes. Nodes that use constants alone are left out.
 */
export function modelMacs(
  model: ModelGraph,
  inputs: Readonly<Record<string, readonly number[]>>,
): number {
  const given = new Map(Object.entries(inputs).map(([name, shape]) => [name, { shape }]));
  const { values } = inferShapes(model, given, shapeRuleOf);
  const constants = new Set(['', ...model.graph.initialisers.map((t) => t.name)]);
  let macs = 0;
  for (const node of nodesInOrder(model.graph)) {
    if (node.inputs.every((name) => constants.has(name))) {
      for (const name of node.outputs) constants.add(name);
      continue;
    }
    const factOf = (name: string) => values.get(name) ?? UNKNOWN_FACT;
    const product = costRuleOf(
      node.domain,
      node.opType,
    )?.({
      node,
      opset: model.opsets.get(node.domain) ?? 1,
      inputs: node.inputs.map((name) => (name === '' ? null : factOf(name))),
      outputs: node.outputs.map(factOf),
      isConstant: (i) => constants.has(node.inputs[i] ?? ''),
    })?.product;
    if (product != null) macs += product.count * product.m * product.n * product.k;
  }
  return macs;
}
