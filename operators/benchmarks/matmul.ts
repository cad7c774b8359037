import { type MicroBenchmark, named } from './micro-benchmark.ts';

/** Rows of one sample by a constant matrix: a fully connected layer or a projection. */
function dense(label: string, rows: number, inner: number, columns: number): MicroBenchmark {
  const name = `micro/matmul/${label}`;
  return {
    name,
    family: 'matmul',
    input: [rows, inner],
    add: (graph, x, weights) => {
      const deviation = Math.sqrt(2 / inner);
      const weight = weights.weight(`${name}/weight`, [inner, columns], deviation);
      return graph.node('MatMul', [x, weight], {}, named(name));
    },
  };
}

/** Two activations multiplied, as scores and contexts of attention are. */
function activations(label: string, heads: number, rows: number, inner: number): MicroBenchmark {
  const name = `micro/matmul/${label}`;
  return {
    name,
    family: 'matmul',
    input: [heads, rows, inner],
    add: (graph, x) => {
      const other = graph.node('Transpose', [x], { perm: [0, 1, 3, 2] }, named(`${name}/other`));
      const moved = graph.node('Relu', [other], {}, named(`${name}/moved`));
      return graph.node('MatMul', [x, moved], {}, named(name));
    },
  };
}

/** Matrix products: single rows, which read the weights and little else, up to whole sequences. */
export const MATMUL_BENCHMARKS: readonly MicroBenchmark[] = [
  dense('row-2048', 1, 2048, 2048),
  dense('row-512', 1, 512, 512),
  dense('row-64', 1, 64, 64),
  dense('sequence-256', 64, 256, 1024),
  dense('sequence-768', 32, 768, 768),
  dense('sequence-64', 16, 64, 64),
  activations('heads', 8, 64, 32),
];
