import { describe, expect, it } from 'vitest';
import { float, type PlainAttributes } from '../../src/onnx/attributes-from.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ElementType } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { makeFeed } from '../../src/probe/feed.ts';
import { compareShapes } from '../support/shape-oracle.ts';

type Operand =
  | readonly number[]
  | null
  | {
      readonly is: ElementType;
      readonly dims: readonly number[];
      /** Constant contents; integers from 0 to 1 are fed where there are none. */
      readonly of?: readonly number[];
    };

interface Case {
  readonly op: string;
  readonly inputs: readonly Operand[];
  readonly attributes?: PlainAttributes;
  readonly outputs?: number;
  readonly opset?: number;
}

const ids: Operand = { is: 'int32', dims: [2, 3] };
const reals = (...dims: number[]): Operand => ({
  is: 'float32',
  dims,
  of: new Array<number>(dims.reduce((a, d) => a * d, 1)).fill(0.5),
});
const bytes = (is: 'uint8' | 'int8', ...dims: number[]): Operand => ({
  is,
  dims,
  of: new Array<number>(dims.reduce((a, d) => a * d, 1)).fill(3),
});
const int32 = (...of: number[]): Operand => ({ is: 'int32', dims: [of.length], of });

const FUSED: readonly Case[] = [
  {
    op: 'com.microsoft:Attention',
    inputs: [[2, 3, 8], reals(8, 24), reals(24)],
    attributes: { num_heads: 2 },
  },
  {
    op: 'com.microsoft:Attention',
    inputs: [[2, 3, 8], reals(8, 24), reals(24), null, [2, 2, 2, 5, 4]],
    attributes: { num_heads: 2 },
    outputs: 2,
  },
  {
    op: 'com.microsoft:MultiHeadAttention',
    inputs: [
      [2, 3, 8],
      [2, 5, 8],
      [2, 5, 12],
    ],
    attributes: { num_heads: 2 },
  },
  {
    op: 'com.microsoft:MultiHeadAttention',
    inputs: [[2, 1, 8], [2, 1, 8], [2, 1, 8], null, null, null, [2, 2, 5, 4], [2, 2, 5, 4]],
    attributes: { num_heads: 2 },
    outputs: 3,
  },
  {
    op: 'com.microsoft:GroupQueryAttention',
    inputs: [[1, 3, 32], [1, 3, 16], [1, 3, 16], [1, 1, 0, 16], [1, 1, 0, 16], int32(2), int32(3)],
    attributes: { num_heads: 2, kv_num_heads: 1 },
    outputs: 3,
  },
  {
    op: 'com.microsoft:EmbedLayerNormalization',
    inputs: [ids, ids, reals(10, 8), reals(6, 8), reals(2, 8), reals(8), reals(8)],
    outputs: 2,
  },
  {
    op: 'com.microsoft:GatherBlockQuantized',
    inputs: [bytes('uint8', 6, 16), ids, reals(6, 1)],
    attributes: { block_size: 32, bits: 4, gather_axis: 0, quantize_axis: 1 },
    opset: 21,
  },
  { op: 'com.microsoft:QuickGelu', inputs: [[2, 4]] },
  {
    op: 'com.microsoft:MatMulNBits',
    inputs: [[2, 3, 32], bytes('uint8', 5, 1, 16), reals(5)],
    attributes: { N: 5, K: 32, bits: 4, block_size: 32 },
  },
  { op: 'com.microsoft:DynamicQuantizeMatMul', inputs: [[2, 3], bytes('int8', 3, 5), reals(1)] },
  {
    op: 'com.microsoft:SkipSimplifiedLayerNormalization',
    inputs: [[2, 3, 4], [2, 3, 4], reals(4)],
  },
  {
    op: 'com.microsoft:QLinearConcat',
    inputs: [
      reals(),
      bytes('uint8'),
      bytes('uint8', 2, 3),
      reals(),
      bytes('uint8'),
      bytes('uint8', 2, 5),
      reals(),
      bytes('uint8'),
    ],
    attributes: { axis: 1 },
  },
  {
    op: 'com.microsoft:QLinearGlobalAveragePool',
    inputs: [bytes('uint8', 1, 2, 3, 3), reals(), bytes('uint8'), reals(), bytes('uint8')],
  },
  {
    op: 'com.microsoft:NhwcMaxPool',
    inputs: [bytes('uint8', 1, 7, 8, 2)],
    attributes: { kernel_shape: [3, 2], strides: [2, 2] },
  },
  {
    op: 'com.microsoft:DynamicQuantizeLSTM',
    inputs: [
      [4, 2, 3],
      bytes('int8', 1, 3, 16),
      bytes('int8', 1, 4, 16),
      null,
      null,
      null,
      null,
      null,
      reals(1),
      { is: 'int8', dims: [1], of: [0] },
      reals(1),
      { is: 'int8', dims: [1], of: [0] },
    ],
    attributes: { hidden_size: 4 },
    outputs: 3,
  },
];

const RECENT: readonly Case[] = [
  { op: 'RMSNormalization', inputs: [[2, 3, 4], [4]], opset: 23 },
  {
    op: 'RotaryEmbedding',
    inputs: [
      [2, 3, 5, 8],
      [2, 5, 4],
      [2, 5, 4],
    ],
    opset: 23,
  },
  {
    op: 'Attention',
    inputs: [
      [2, 4, 3, 8],
      [2, 2, 5, 8],
      [2, 2, 5, 6],
    ],
    opset: 23,
  },
  {
    op: 'Attention',
    inputs: [[2, 1, 16], [2, 1, 8], [2, 1, 8], null, [2, 2, 5, 4], [2, 2, 5, 4]],
    attributes: { q_num_heads: 4, kv_num_heads: 2 },
    outputs: 3,
    opset: 23,
  },
  {
    op: 'GroupNormalization',
    inputs: [[2, 6, 4], [6], [6]],
    attributes: { num_groups: 3 },
    opset: 21,
  },
  { op: 'Gelu', inputs: [[2, 3]], opset: 20 },
  { op: 'HardSwish', inputs: [[2, 3]], opset: 14 },
  { op: 'Mish', inputs: [[2, 3]], opset: 18 },
  { op: 'DFT', inputs: [[2, 10, 1]], attributes: { onesided: 1, axis: 1 }, opset: 17 },
  { op: 'LRN', inputs: [[1, 8, 2, 2]], attributes: { size: 5, alpha: float(0.1) } },
  { op: 'Trilu', inputs: [[2, 4, 4]], opset: 14 },
  { op: 'CastLike', inputs: [[2, 3], ids], opset: 15 },
  { op: 'CenterCropPad', inputs: [[5, 7], { is: 'int64', dims: [2], of: [3, 9] }], opset: 18 },
  { op: 'Bernoulli', inputs: [[2, 3]], opset: 15 },
  { op: 'EyeLike', inputs: [[3, 4]] },
  { op: 'ReverseSequence', inputs: [[4, 2], { is: 'int64', dims: [2], of: [1, 4] }] },
  {
    op: 'RoiAlign',
    inputs: [[1, 2, 8, 8], reals(3, 4), { is: 'int64', dims: [3], of: [0, 0, 0] }],
    attributes: { output_height: 2, output_width: 3 },
    opset: 16,
  },
  { op: 'Hardmax', inputs: [[2, 3]] },
  { op: 'LpPool', inputs: [[1, 2, 6, 6]], attributes: { kernel_shape: [2, 2] }, opset: 18 },
  { op: 'Det', inputs: [[2, 3, 3]] },
  { op: 'BitwiseAnd', inputs: [ids, ids], opset: 18 },
];

async function mismatches({ op, inputs, attributes = {}, outputs = 1, opset = 17 }: Case) {
  const [domain = '', opType = ''] = op.includes(':') ? op.split(':') : ['', op];
  const b = createGraphBuilder();
  const fed: {
    readonly name: string;
    readonly elementType: ElementType;
    readonly shape: readonly number[];
  }[] = [];
  const names = inputs.map((operand, i) => {
    if (operand === null) return '';
    if ('is' in operand && operand.of !== undefined)
      return b.initialiser(tensorFrom(operand.is, operand.dims, operand.of));
    const elementType = 'is' in operand ? operand.is : 'float32';
    const shape = 'is' in operand ? operand.dims : operand;
    fed.push({ name: `x${i}`, elementType, shape });
    return b.input(`x${i}`, elementType, shape);
  });
  const made = Array.from({ length: outputs }, (_, i) => `y${i}`);
  b.node(opType, names, attributes, { outputs: made, domain });
  const feeds = fed.map((input) =>
    makeFeed(
      { ...input, batchAxis: null, values: { kind: 'integers', low: 0, high: 1 } },
      [0],
      1,
      undefined,
    ),
  );
  const model = b.model(opset, { 'com.microsoft': 1 });
  const compared = await compareShapes({ batch: 1, model, facts: new Map(), feeds });
  expect(compared.tensors).toBe(outputs);
  return compared.mismatches;
}

describe('shape rules of fused and recent operators', () => {
  it.each(
    [...FUSED, ...RECENT].map(
      (c) =>
        [
          `${c.op} ${JSON.stringify(c.inputs.map((i) => (i !== null && 'is' in i ? i.dims : i)))}`,
          c,
        ] as const,
    ),
  )('agree with the runtime: %s', async (_, one) => {
    expect(await mismatches(one)).toEqual([]);
  });
});
