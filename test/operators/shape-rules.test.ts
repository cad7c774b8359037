import { describe, expect, it } from 'vitest';
import { shapeRuleOf } from '../../operators/catalogue.ts';
import type { PlainAttributes } from '../../src/onnx/attributes-from.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ElementType } from '../../src/onnx/model-graph.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { openModel, runRows } from '../support/run-batch.ts';

type Operand =
  | readonly number[]
  | { readonly is: ElementType; readonly dims: readonly number[]; readonly of: readonly number[] };

interface Case {
  readonly op: string;
  /** A list is the shape of an input fed at run time; `is` a constant; null an omitted input. */
  readonly inputs: readonly (Operand | null)[];
  readonly attributes?: PlainAttributes;
  readonly opset?: number;
  readonly outputs?: number;
  readonly domain?: string;
}

const ints = (...of: number[]): Operand => ({ is: 'int64', dims: [of.length], of });
const reals = (...of: number[]): Operand => ({ is: 'float32', dims: [of.length], of });
const int = (value: number): Operand => ({ is: 'int64', dims: [], of: [value] });

const CASES: readonly Case[] = [
  {
    op: 'Add',
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
  },
  { op: 'Pow', inputs: [[2, 3], []] },
  {
    op: 'Conv',
    inputs: [
      [2, 4, 9, 11],
      [6, 2, 3, 3],
    ],
    attributes: { group: 2, strides: [2, 1], pads: [1, 0, 0, 2], dilations: [1, 2] },
  },
  {
    op: 'Conv',
    inputs: [
      [1, 2, 9],
      [3, 2, 4],
    ],
    attributes: { auto_pad: 'SAME_UPPER', strides: [2] },
  },
  {
    op: 'ConvTranspose',
    inputs: [
      [1, 4, 5, 6],
      [4, 3, 3, 3],
    ],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 0] },
  },
  {
    op: 'MaxPool',
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 2], strides: [2, 2], ceil_mode: 1 },
  },
  {
    op: 'MaxPool',
    inputs: [[1, 1, 5, 5]],
    attributes: { kernel_shape: [2, 2], strides: [3, 3], pads: [1, 1, 1, 1], ceil_mode: 1 },
  },
  {
    op: 'AveragePool',
    inputs: [[1, 2, 7, 8]],
    attributes: { kernel_shape: [3, 3], auto_pad: 'VALID', strides: [2, 2] },
  },
  { op: 'GlobalAveragePool', inputs: [[2, 3, 4, 5]] },
  { op: 'Gemm', inputs: [[3, 2], [4, 3], [4]], attributes: { transA: 1, transB: 1 } },
  {
    op: 'MatMul',
    inputs: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
  },
  { op: 'MatMul', inputs: [[4], [3, 4, 2]] },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
    attributes: { equation: 'bij,jk->bki' },
  },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    attributes: { equation: '...ij,...jk->...ik' },
  },
  { op: 'Reshape', inputs: [[2, 3, 4], ints(0, -1, 2)] },
  { op: 'Flatten', inputs: [[2, 3, 4]], attributes: { axis: 2 } },
  { op: 'Squeeze', inputs: [[1, 3, 1], ints(-1)] },
  { op: 'Squeeze', inputs: [[1, 3, 1]], attributes: { axes: [0] }, opset: 11 },
  { op: 'Unsqueeze', inputs: [[3, 4], ints(0, -1)] },
  { op: 'Transpose', inputs: [[2, 3, 4]] },
  { op: 'Expand', inputs: [[3, 1], ints(2, 1, 4)] },
  { op: 'Tile', inputs: [[2, 3], ints(2, 3)] },
  { op: 'Pad', inputs: [[2, 3], ints(0, 1, 2, 1)] },
  { op: 'Pad', inputs: [[2, 3]], attributes: { pads: [1, 0, 0, 2] }, opset: 2 },
  { op: 'DepthToSpace', inputs: [[1, 8, 2, 3]], attributes: { blocksize: 2 } },
  { op: 'SpaceToDepth', inputs: [[1, 2, 4, 6]], attributes: { blocksize: 2 } },
  {
    op: 'Concat',
    inputs: [
      [2, 3],
      [2, 5],
    ],
    attributes: { axis: -1 },
  },
  { op: 'Split', inputs: [[2, 7], ints(3, 4)], attributes: { axis: 1 }, outputs: 2 },
  { op: 'Split', inputs: [[2, 7]], attributes: { axis: 1, num_outputs: 3 }, outputs: 3, opset: 18 },
  { op: 'Slice', inputs: [[5, 6], ints(-2, 5), ints(99, 0), ints(0, 1), ints(1, -2)] },
  { op: 'Slice', inputs: [[5, 6]], attributes: { starts: [1], ends: [-1], axes: [1] }, opset: 9 },
  {
    op: 'Gather',
    inputs: [[5, 6, 2], { is: 'int64', dims: [2, 2], of: [0, 1, 2, -1] }],
    attributes: { axis: 1 },
  },
  { op: 'GatherElements', inputs: [[3, 2], { is: 'int64', dims: [1, 2], of: [0, 1] }] },
  { op: 'GatherND', inputs: [[3, 2, 4], { is: 'int64', dims: [2, 1], of: [0, 1] }] },
  { op: 'OneHot', inputs: [ints(1, 0), int(3), reals(0, 1)], attributes: { axis: 0 } },
  { op: 'ReduceMean', inputs: [[2, 3, 4]], attributes: { axes: [1, -1], keepdims: 0 } },
  { op: 'ReduceSum', inputs: [[2, 3, 4], ints(1)] },
  { op: 'ReduceMax', inputs: [[2, 3, 4]] },
  { op: 'ArgMax', inputs: [[2, 3, 4]], attributes: { axis: 1, keepdims: 0 } },
  { op: 'TopK', inputs: [[2, 5], ints(3)], outputs: 2 },
  { op: 'Softmax', inputs: [[2, 5]] },
  { op: 'LayerNormalization', inputs: [[2, 3, 4], [4]], opset: 17 },
  { op: 'InstanceNormalization', inputs: [[2, 3, 4], [3], [3]] },
  { op: 'Resize', inputs: [[1, 2, 3, 5], null, reals(1, 1, 2, 1.5)] },
  { op: 'Resize', inputs: [[1, 2, 3, 5], null, null, ints(1, 2, 7, 4)] },
  {
    op: 'Resize',
    inputs: [[1, 2, 3, 5], null, null, ints(7, 4)],
    attributes: { axes: [2, 3] },
    opset: 18,
  },
  { op: 'Upsample', inputs: [[1, 2, 3, 5], reals(1, 1, 2, 2)], opset: 9 },
  {
    op: 'LSTM',
    inputs: [
      [5, 2, 3],
      [2, 16, 3],
      [2, 16, 4],
    ],
    attributes: { hidden_size: 4, direction: 'bidirectional' },
    outputs: 3,
  },
  {
    op: 'GRU',
    inputs: [
      [5, 2, 3],
      [1, 12, 3],
      [1, 12, 4],
    ],
    attributes: { hidden_size: 4 },
    outputs: 2,
  },
  { op: 'Range', inputs: [int(2), int(11), int(4)] },
  { op: 'ConstantOfShape', inputs: [ints(2, 3)] },
  { op: 'Shape', inputs: [[2, 3, 4]], attributes: { start: 1 }, opset: 15 },
  { op: 'NonZero', inputs: [reals(0, 2, 3)] },
  { op: 'CumSum', inputs: [[2, 3], int(1)] },
  { op: 'Clip', inputs: [[2, 3]] },
  { op: 'DynamicQuantizeLinear', inputs: [[2, 3]], outputs: 3 },
  {
    op: 'GridSample',
    inputs: [
      [1, 2, 4, 4],
      [1, 3, 5, 2],
    ],
    opset: 16,
  },
  {
    op: 'FusedMatMul',
    domain: 'com.microsoft',
    inputs: [
      [2, 4, 3],
      [2, 4, 5],
    ],
    attributes: { transA: 1 },
  },
  { op: 'BiasGelu', domain: 'com.microsoft', inputs: [[2, 4], [4]] },
  { op: 'SkipLayerNormalization', domain: 'com.microsoft', inputs: [[2, 3, 4], [2, 3, 4], [4]] },
];

describe('shape rules', () => {
  it.each(
    CASES.map(
      (c) =>
        [`${c.op} ${JSON.stringify(c.inputs)} ${JSON.stringify(c.attributes ?? {})}`, c] as const,
    ),
  )(
    'agree with the runtime: %s',
    async (_, { op, inputs, attributes = {}, opset = 13, outputs = 1, domain = '' }) => {
      const b = createGraphBuilder();
      const fed = new Map<string, readonly number[]>();
      const names = inputs.map((operand, i) => {
        if (operand === null) return '';
        if ('is' in operand) return b.initialiser(tensorFrom(operand.is, operand.dims, operand.of));
        fed.set(`x${i}`, operand);
        return b.input(`x${i}`, 'float32', operand);
      });
      const results = Array.from({ length: outputs }, (_, i) => `y${i}`);
      b.node(op, names, attributes, { outputs: results, domain });
      const facts = inferShapes(
        b.model(opset, { 'com.microsoft': 1 }),
        new Map(),
        shapeRuleOf,
      ).values;
      for (const name of results) b.output(name, facts.get(name)?.elementType ?? 'undefined', null);
      const specs = [...fed].map(([name, shape]) => ({
        name,
        elementType: 'float32' as const,
        shape,
        batchAxis: null,
        values: { kind: 'uniform' as const, low: 0.1, high: 1 },
      }));
      const session = await openModel(b.model(opset, { 'com.microsoft': 1 }));
      const ran = await runRows(session, specs, [0]);
      await session.release();
      expect(results.map((name) => facts.get(name)?.shape)).toEqual(ran.map((o) => o.shape));
      for (const result of ran) {
        const value = facts.get(result.name)?.value;
        if (value != null) expect(value).toEqual([...Array.from(result.numbers)]);
      }
    },
  );

  it('leave an unknown operator unresolved', () => {
    const b = createGraphBuilder();
    const y = b.node('Mystery', [b.input('x', 'float32', [2])], {}, { domain: 'com.acme' });
    const inferred = inferShapes(b.model(13), new Map(), shapeRuleOf);
    expect(inferred.unresolved).toEqual([y]);
    expect(inferred.values.get(y)?.shape).toBeNull();
  });
});
