import type { PlainAttributes } from '../../src/onnx/attributes-from.ts';
import type { OperatorFamily } from '../operator.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

/** One operator over its input alone. */
function unary(
  opType: string,
  label: string,
  family: OperatorFamily,
  input: readonly number[],
  attributes: PlainAttributes = {},
): MicroBenchmark {
  const name = `micro/${family}/${label}`;
  return {
    name,
    family,
    input,
    add: (graph, x) => graph.node(opType, [x], attributes, named(name)),
  };
}

/** A value and another made from it, added. */
function sum(label: string, input: readonly number[]): MicroBenchmark {
  const name = `micro/elementwise/${label}`;
  return {
    name,
    family: 'elementwise',
    input,
    add: (graph, x) => {
      const other = graph.node('Neg', [x], {}, named(`${name}/other`));
      return graph.node('Mul', [x, other], {}, named(name));
    },
  };
}

/** A value scaled channel by channel. */
function scaled(label: string, input: readonly number[]): MicroBenchmark {
  const name = `micro/elementwise/${label}`;
  const [channels = 1] = input;
  return {
    name,
    family: 'elementwise',
    input,
    add: (graph, x, weights) =>
      graph.node('Mul', [x, weights.weight(`${name}/scale`, [channels, 1, 1], 1)], {}, named(name)),
  };
}

/** Elementwise operators and activations: three sizes tell the levels of the memory hierarchy apart. */
export const POINTWISE_BENCHMARKS: readonly MicroBenchmark[] = [
  sum('4k', [4096]),
  sum('256k', [262_144]),
  sum('2m', [2_097_152]),
  scaled('channels', [128, 28, 28]),
  unary('Sigmoid', 'sigmoid', 'activation', [128, 28, 28]),
  unary('Tanh', 'tanh', 'activation', [128, 128]),
  unary('Erf', 'erf', 'activation', [128, 512]),
  unary('Relu', 'relu', 'activation', [64, 56, 56]),
  unary('Softmax', 'rows', 'softmax', [8, 128, 128], { axis: -1 }),
  unary('Softmax', 'classes', 'softmax', [1000], { axis: -1 }),
  unary('ReduceMean', 'rows', 'reduction', [256, 256], { axes: [2], keepdims: 1 }),
  unary('ReduceMean', 'image', 'reduction', [128, 28, 28], { axes: [2, 3], keepdims: 1 }),
  unary('MaxPool', 'max-3x3', 'pooling', [64, 56, 56], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  }),
  unary('GlobalAveragePool', 'global', 'pooling', [512, 7, 7]),
  unary('AveragePool', 'average-2x2', 'pooling', [128, 28, 28], {
    kernel_shape: [2, 2],
    strides: [2, 2],
  }),
];
