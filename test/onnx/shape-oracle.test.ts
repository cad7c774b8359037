import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelFile } from '../../src/input/model-file.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { readModel } from '../../src/onnx/read-model.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { nestedLoops } from '../batching/nested-loops.ts';
import { compareShapes, shapeCases } from '../support/shape-oracle.ts';

const ints = (b: GraphBuilder, ...values: number[]): string =>
  b.initialiser(tensorFrom('int64', [values.length], values));

const ramp = (b: GraphBuilder, dims: readonly number[]): string => {
  const count = dims.reduce((a, d) => a * d, 1);
  const numbers = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  return b.initialiser(tensorFrom('float32', dims, numbers));
};

/** Patches of an image, counted and cut by arithmetic on its shape, as exporters write it. */
function shapeArithmetic(): ModelGraph {
  const b = createGraphBuilder();
  const x = b.input('x', 'float32', ['batch', 3, 'height', 'width']);
  const y = b.node('Conv', [x, ramp(b, [8, 3, 4, 4])], { strides: [4, 4] });
  const shape = b.node('Shape', [y]);
  const take = (from: number, to: number): string =>
    b.node('Slice', [shape, ints(b, from), ints(b, to), ints(b, 0)]);
  const positions = b.node('Mul', [take(2, 3), take(3, 4)]);
  const target = b.node('Concat', [take(0, 2), positions], { axis: 0 });
  const tokens = b.node('Transpose', [b.node('Reshape', [y, target])], { perm: [0, 2, 1] });
  const count = b.node('Squeeze', [positions]);
  const zero = b.initialiser(tensorFrom('int64', [], [0]));
  const one = b.initialiser(tensorFrom('int64', [], [1]));
  const places = b.node('Cast', [b.node('Range', [zero, count, one])], { to: 1 });
  const placed = b.node('Add', [tokens, b.node('Unsqueeze', [places, ints(b, 0, 2)])]);
  b.output(b.node('ReduceMean', [placed], { axes: [1] }), 'float32', null);
  return b.model(13);
}

function recurrent(): ModelGraph {
  const b = createGraphBuilder();
  const x = b.input('x', 'float32', ['batch', 'time', 6]);
  const steps = b.node('Transpose', [x], { perm: [1, 0, 2] });
  const outputs = ['all', 'last', 'cell'];
  b.node(
    'LSTM',
    [steps, ramp(b, [2, 20, 6]), ramp(b, [2, 20, 5])],
    { hidden_size: 5, direction: 'bidirectional' },
    { outputs },
  );
  const joined = b.node('Reshape', [
    b.node('Transpose', ['all'], { perm: [2, 0, 1, 3] }),
    ints(b, 0, 0, -1),
  ]);
  const pooled = b.node('GRU', [joined, ramp(b, [1, 12, 10]), ramp(b, [1, 12, 4])], {
    hidden_size: 4,
  });
  b.output(pooled, 'float32', null);
  return b.model(13);
}

/** Takes the branch that fits the rank of its input, as exporters of squeeze do. */
function branches(): ModelGraph {
  const b = createGraphBuilder();
  const x = b.input('x', 'float32', ['batch', 1, 5]);
  const width = b.node('Gather', [b.node('Shape', [x]), ints(b, 1)]);
  const isOne = b.node('Equal', [width, ints(b, 1)]);
  const [then, otherwise] = [createGraphBuilder('t', 't_'), createGraphBuilder('e', 'e_')];
  then.output(then.node('Squeeze', [x, ints(then, 1)]), 'float32', null);
  otherwise.output(otherwise.node('Relu', [x]), 'float32', null);
  const y = b.node('If', [isOne], { then_branch: then.graph(), else_branch: otherwise.graph() });
  b.output(b.node('Tanh', [y]), 'float32', null);
  return b.model(13);
}

const MODELS: readonly (readonly [string, () => ModelGraph])[] = [
  ['shape arithmetic', shapeArithmetic],
  ['recurrent layers', recurrent],
  ['branches', branches],
  ['loops', () => nestedLoops(2, false)],
];

describe('inferred shapes of every intermediate tensor, beside the runtime', () => {
  it.each(MODELS)('agree for %s, at two batch sizes where there is a batch', async (_, make) => {
    const model = make();
    for (const one of shapeCases(model)) {
      const { tensors, mismatches } = await compareShapes(one);
      expect(tensors).toBeGreaterThan(0);
      expect(mismatches).toEqual([]);
    }
  });

  it('agree for SqueezeNet', async () => {
    const path = join(import.meta.dirname, '../../datasets/models/squeezenet1.1.onnx');
    const source = openModelFile(path);
    const cases = shapeCases(readModel(source));
    expect(cases.map((one) => one.batch)).toEqual([1, 2]);
    for (const one of cases) {
      const { tensors, equal } = await compareShapes(one, source);
      expect(tensors).toBe(66);
      expect(equal).toBe(tensors);
    }
    source.close();
  });

  it('differ, and are listed, where a size depends on data or the input is another', async () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', [2, 3]);
    b.output(b.node('NonZero', [b.node('Relu', [x])]), 'int64', null);
    const [one] = shapeCases(b.model(13));
    if (one === undefined) throw new Error('a model has a case');
    const known = await compareShapes(one);
    expect(known).toMatchObject({ tensors: 2, resolved: 1, equal: 1 });
    expect(known.mismatches[0]).toMatch(
      /^NonZero nonzero: inferred int64 \[2, \?\], is int64 \[2, /,
    );
    const wrong = await compareShapes({ ...one, facts: new Map([['x', { shape: [2, 4] }]]) });
    expect(wrong).toMatchObject({ tensors: 2, resolved: 1, equal: 0 });
  });
});
