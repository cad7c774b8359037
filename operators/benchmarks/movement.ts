import type { GraphBuilder } from '../../src/onnx/graph-builder.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import type { OperatorFamily } from '../operator.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

function benchmark(
  label: string,
  family: OperatorFamily,
  input: readonly number[],
  add: (graph: GraphBuilder, x: string, name: string) => string,
): MicroBenchmark {
  const name = `micro/${family}/${label}`;
  return { name, family, input, add: (graph, x) => add(graph, x, name) };
}

/** The runtime moves a Transpose past what comes after it where it can; not past a new shape. */
function transposed(graph: GraphBuilder, x: string, name: string, perm: readonly number[]): string {
  const turned = graph.node('Transpose', [x], { perm }, named(name));
  return graph.node('Reshape', [turned, integers(graph, `${name}/flat`, [-1])]);
}

function integers(graph: GraphBuilder, name: string, values: readonly number[]): string {
  return graph.initialiser(tensorFrom('int64', [values.length], values, name));
}

/** Operators that move data about without computing. */
export const MOVEMENT_BENCHMARKS: readonly MicroBenchmark[] = [
  benchmark('heads', 'data-movement', [128, 8, 64], (graph, x, name) =>
    transposed(graph, x, name, [0, 2, 1, 3]),
  ),
  benchmark('channels-last', 'data-movement', [96, 28, 28], (graph, x, name) =>
    transposed(graph, x, name, [0, 2, 3, 1]),
  ),
  benchmark('concat', 'data-movement', [64, 28, 28], (graph, x, name) => {
    const other = graph.node('Neg', [x], {}, named(`${name}/other`));
    return graph.node('Concat', [x, other], { axis: 1 }, named(name));
  }),
  benchmark('slice', 'data-movement', [128, 28, 28], (graph, x, name) => {
    const bounds = [[64], [128], [1]].map((values, i) =>
      integers(graph, `${name}/bound-${i}`, values),
    );
    return graph.node('Slice', [x, ...bounds], {}, named(name));
  }),
  benchmark('embedding', 'gather', [128], (graph, x, name) => {
    const table = graph.initialiser(
      tensorFrom('float32', [512, 256], new Float32Array(512 * 256).fill(0.5), `${name}/table`),
    );
    const magnitude = graph.node('Abs', [x], {}, named(`${name}/magnitude`));
    const whole = graph.node('Cast', [magnitude], { to: 7 }, named(`${name}/whole`));
    return graph.node('Gather', [table, whole], {}, named(name));
  }),
  benchmark('nearest', 'resize', [32, 28, 28], (graph, x, name) => {
    const scales = graph.initialiser(tensorFrom('float32', [4], [1, 1, 2, 2], `${name}/scales`));
    return graph.node('Resize', [x, '', scales], { mode: 'nearest' }, named(name));
  }),
  benchmark('linear', 'resize', [32, 28, 28], (graph, x, name) => {
    const scales = graph.initialiser(tensorFrom('float32', [4], [1, 1, 2, 2], `${name}/scales`));
    return graph.node('Resize', [x, '', scales], { mode: 'linear' }, named(name));
  }),
];
