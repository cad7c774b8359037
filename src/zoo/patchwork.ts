import type { MicroBenchmark } from '../../operators/benchmarks/micro-benchmark.ts';
import { createGraphBuilder, type GraphBuilder } from '../onnx/graph-builder.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { tensorFrom } from '../onnx/tensor-from.ts';
import { createWeightSource } from './weight-source.ts';

const OPSET = 17;

/**
 * Micro-benchmarks side by side in one graph, so that one profiled session times them all: input `x` [N, elements] of
 * the largest, from which each takes its own part. Every end is an output, or the runtime would drop it.
 */
export function patchwork(benchmarks: readonly MicroBenchmark[]): ModelGraph {
  const graph = createGraphBuilder('patchwork');
  const weights = createWeightSource(graph, 'patchwork');
  const elements = Math.max(...benchmarks.map((b) => count(b.input)));
  const x = graph.input('x', 'float32', ['N', elements]);
  for (const benchmark of benchmarks) {
    const part = cut(graph, x, benchmark);
    const end = benchmark.add(graph, part, weights);
    // A single number per benchmark: whole results would be copied out of the runtime.
    const last = graph.node('Shape', [end], {}, { outputs: [`${benchmark.name}/end`] });
    graph.output(last, 'int64', null);
  }
  return graph.model(OPSET);
}

function cut(graph: GraphBuilder, x: string, { name, input }: MicroBenchmark): string {
  const ints = (label: string, ...values: number[]): string =>
    graph.initialiser(tensorFrom('int64', [values.length], values, `${name}/${label}`));
  const bounds = [ints('from', 0), ints('to', count(input)), ints('axis', 1)];
  const part = graph.node('Slice', [x, ...bounds], {}, { outputs: [`${name}/part`] });
  return graph.node('Reshape', [part, ints('shape', -1, ...input)]);
}

function count(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
