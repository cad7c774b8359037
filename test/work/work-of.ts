import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { graphWork } from '../../src/work/graph-work.ts';
import type { GraphWork } from '../../src/work/work-unit.ts';

/** Work of a model whose inputs have these shapes. */
export function workOf(
  model: ModelGraph,
  shapes: Readonly<Record<string, readonly number[]>> = {},
): GraphWork {
  const inputs = new Map(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
  return graphWork(model, inputs, 1);
}

/** Work of a graph that ends in the value `build` returns; `x` is its input of this shape. */
export function workOfGraph(
  shape: readonly number[],
  build: (graph: GraphBuilder, x: string) => string,
): GraphWork {
  const graph = createGraphBuilder();
  const x = graph.input('x', 'float32', [...shape]);
  graph.output(build(graph, x), 'float32', null);
  return workOf(graph.model(17, { 'com.microsoft': 1 }));
}

/** A constant of ones. */
export function ones(graph: GraphBuilder, ...dims: readonly number[]): string {
  const count = dims.reduce((a, b) => a * b, 1);
  return graph.initialiser(tensorFrom('float32', dims, new Float32Array(count).fill(1)));
}

export const labels = (work: GraphWork): readonly string[] => work.units.map((u) => u.label);
