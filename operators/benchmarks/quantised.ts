import { createRandom } from '../../src/core/random.ts';
import type { GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { Tensor } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

function int8(name: string, dims: readonly number[]): Tensor {
  const random = createRandom(name);
  const count = dims.reduce((a, b) => a * b, 1);
  return tensorFrom(
    'int8',
    dims,
    Int8Array.from({ length: count }, () => random.integer(255) - 127),
    name,
  );
}

function quantised(graph: GraphBuilder, x: string, name: string): readonly string[] {
  const scale = graph.initialiser(tensorFrom('float32', [], [0.05], `${name}/scale`));
  const zero = graph.initialiser(tensorFrom('uint8', [], [128], `${name}/zero`));
  const q = graph.node('QuantizeLinear', [x, scale, zero], {}, named(`${name}/quantised`));
  return [q, scale, zero];
}

function conv(
  label: string,
  input: readonly number[],
  outputs: number,
  kernel: number,
): MicroBenchmark {
  const name = `micro/quantised-conv/${label}`;
  const [channels = 1] = input;
  return {
    name,
    family: 'quantised-conv',
    input,
    add: (graph, x) => {
      const [q = '', scale = '', zero = ''] = quantised(graph, x, name);
      const weight = graph.initialiser(int8(`${name}/weight`, [outputs, channels, kernel, kernel]));
      const weightZero = graph.initialiser(tensorFrom('int8', [], [0], `${name}/weight-zero`));
      const pad = Math.floor(kernel / 2);
      return graph.node(
        'QLinearConv',
        [q, scale, zero, weight, scale, weightZero, scale, zero],
        { kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad] },
        named(name),
      );
    },
  };
}

function dense(label: string, rows: number, inner: number, columns: number): MicroBenchmark {
  const name = `micro/quantised-matmul/${label}`;
  return {
    name,
    family: 'quantised-matmul',
    input: [rows, inner],
    add: (graph, x) => {
      const [q = '', , zero = ''] = quantised(graph, x, name);
      const weight = graph.initialiser(int8(`${name}/weight`, [inner, columns]));
      const weightZero = graph.initialiser(tensorFrom('int8', [], [0], `${name}/weight-zero`));
      return graph.node('MatMulInteger', [q, weight, zero, weightZero], {}, named(name));
    },
  };
}

/** Integer products, and the quantisation before them. */
export const QUANTISED_BENCHMARKS: readonly MicroBenchmark[] = [
  conv('3x3', [64, 28, 28], 64, 3),
  conv('1x1', [128, 14, 14], 256, 1),
  dense('sequence', 64, 256, 1024),
  dense('row', 1, 512, 512),
  {
    name: 'micro/quantisation/dynamic',
    family: 'quantisation',
    input: [64, 256],
    add: (graph, x) =>
      graph.node(
        'DynamicQuantizeLinear',
        [x],
        {},
        {
          name: 'micro/quantisation/dynamic',
          outputs: ['y', 'scale', 'zero'].map((o) => `micro/quantisation/dynamic/${o}`),
        },
      ),
  },
];
