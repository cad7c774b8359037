import { createRandom } from '../../src/core/random.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { Dimension, ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

/** Seeded weights as a constant of the graph. */
export function weights(b: GraphBuilder, dims: readonly number[], seed = 'w'): string {
  const random = createRandom(seed);
  const count = dims.reduce((x, y) => x * y, 1);
  return b.initialiser(
    tensorFrom(
      'float32',
      dims,
      Array.from({ length: count }, () => random.normal()),
    ),
  );
}

export function integers(b: GraphBuilder, values: readonly number[]): string {
  return b.initialiser(tensorFrom('int64', [values.length], values));
}

export function scalar(b: GraphBuilder, value: number): string {
  return b.initialiser(tensorFrom('int64', [], [value]));
}

export function reshape(b: GraphBuilder, x: string, shape: readonly number[]): string {
  return b.node('Reshape', [x, integers(b, shape)]);
}

/** A graph with the float input x; `build` returns the name of the output. */
export function modelOf(
  shape: readonly Dimension[],
  build: (b: GraphBuilder, x: string) => string,
  opset = 13,
): ModelGraph {
  const b = createGraphBuilder();
  const y = build(b, b.input('x', 'float32', shape));
  b.output(y, 'float32', null);
  return b.model(opset);
}

/** Exported for one sample, each with a trap for the naive rewrite of the batch. */
export const TRAPS: Readonly<Record<string, () => ModelGraph>> = {
  'a channel shuffle that folds groups into the batch': () =>
    modelOf([1, 4, 2, 3], (b, x) => {
      const pairs = b.node('Transpose', [reshape(b, x, [2, 2, 6])], { perm: [1, 0, 2] });
      const halves = reshape(b, pairs, [2, -1, 2, 2, 3]);
      return b.node('Sub', [
        b.node('Gather', [halves, scalar(b, 0)], { axis: 0 }),
        b.node('Gather', [halves, scalar(b, 1)], { axis: 0 }),
      ]);
    }),
  'boxes of two scales folded into the batch and joined': () =>
    modelOf([1, 4, 6], (b, x) => {
      const boxes = (start: number, end: number): string => {
        const part = b.node('Slice', [
          x,
          integers(b, [start]),
          integers(b, [end]),
          integers(b, [2]),
        ]);
        return reshape(b, b.node('Transpose', [part], { perm: [0, 2, 1] }), [-1, 4]);
      };
      const all = b.node('Concat', [boxes(0, 4), boxes(4, 6)], { axis: 0 });
      return reshape(b, all, [1, 6, 4]);
    }),
  'a class token joined to the patches': () =>
    modelOf([1, 3, 4], (b, x) => b.node('Concat', [weights(b, [1, 1, 4]), x], { axis: 1 })),
  'an LSTM with a constant initial state': () =>
    modelOf([1, 5, 3], (b, x) => {
      const steps = b.node('Transpose', [x], { perm: [1, 0, 2] });
      const [h, c] = [weights(b, [1, 1, 2], 'h'), weights(b, [1, 1, 2], 'c')];
      return b.node('LSTM', [steps, weights(b, [1, 8, 3]), weights(b, [1, 8, 2]), '', '', h, c], {
        hidden_size: 2,
      });
    }),
  'a flattening to a written shape': () =>
    modelOf([1, 3, 2, 2], (b, x) =>
      b.node('MatMul', [reshape(b, x, [1, 12]), weights(b, [12, 5])]),
    ),
  'attention heads split with a written batch': () =>
    modelOf([1, 5, 8], (b, x) => {
      const heads = b.node('Transpose', [reshape(b, x, [1, 5, 2, 4])], { perm: [0, 2, 1, 3] });
      const keys = b.node('Transpose', [heads], { perm: [0, 1, 3, 2] });
      const scores = b.node('Softmax', [b.node('MatMul', [heads, keys])], { axis: -1 });
      const mixed = b.node('Transpose', [b.node('MatMul', [scores, heads])], {
        perm: [0, 2, 1, 3],
      });
      return reshape(b, mixed, [1, 5, 8]);
    }),
  'attention heads folded into the batch': () =>
    modelOf([1, 5, 8], (b, x) => {
      const heads = b.node('Transpose', [reshape(b, x, [1, 5, 2, 4])], { perm: [0, 2, 1, 3] });
      const folded = reshape(b, heads, [2, 5, 4]);
      const scores = b.node('MatMul', [folded, b.node('Transpose', [folded], { perm: [0, 2, 1] })]);
      return reshape(b, b.node('Softmax', [scores], { axis: -1 }), [1, 2, 5, 5]);
    }),
  'windows partitioned into the batch': () =>
    modelOf([1, 4, 4, 2], (b, x) => {
      const split = b.node('Transpose', [reshape(b, x, [1, 2, 2, 2, 2, 2])], {
        perm: [0, 1, 3, 2, 4, 5],
      });
      const windows = b.node('Softmax', [reshape(b, split, [4, 4, 2])], { axis: 1 });
      const back = b.node('Transpose', [reshape(b, windows, [1, 2, 2, 2, 2, 2])], {
        perm: [0, 1, 3, 2, 4, 5],
      });
      return reshape(b, back, [1, 4, 4, 2]);
    }),
  'a pixel shuffle': () =>
    modelOf([1, 4, 2, 3], (b, x) => {
      const split = b.node('Transpose', [reshape(b, x, [1, 1, 2, 2, 2, 3])], {
        perm: [0, 1, 4, 2, 5, 3],
      });
      return reshape(b, split, [1, 1, 4, 6]);
    }),
  'a squeezed batch': () =>
    modelOf([1, 3, 4], (b, x) =>
      b.node('MatMul', [b.node('Squeeze', [x, integers(b, [0])]), weights(b, [4, 2])]),
    ),
  'a condition on the batch size': () =>
    modelOf([1, 3], (b, x) => {
      const size = b.node('Gather', [b.node('Shape', [x]), scalar(b, 0)]);
      const branch = (op: string, prefix: string): ReturnType<GraphBuilder['graph']> => {
        const inner = createGraphBuilder(op, prefix);
        inner.output(inner.node(op, [x]), 'float32', null);
        return inner.graph();
      };
      const isOne = b.node('Equal', [size, scalar(b, 1)]);
      return b.node('If', [isOne], {
        then_branch: branch('Tanh', 'then_'),
        else_branch: branch('Neg', 'else_'),
      });
    }),
};
