import { describe, expect, it } from 'vitest';
import type { MatrixProduct, NodeCost } from '../../operators/node-cost.ts';
import { type Call, ints, priced, typed, weight } from './priced.ts';

/** An operation and what was worked out for it by hand; figures that are not named are not compared. */
interface Case extends Call {
  readonly cost: Partial<NodeCost>;
}

const product = (count: number, m: number, n: number, k: number): MatrixProduct => ({
  count,
  m,
  n,
  k,
});

/** Convolutions: 2 · groups · positions · outputs per group · (inputs per group · kernel). */
const CONVOLUTIONS: readonly Case[] = [
  {
    op: 'Conv',
    inputs: [[2, 3, 8, 8], weight(16, 3, 3, 3), weight(16)],
    attributes: { pads: [1, 1, 1, 1] },
    cost: {
      family: 'conv',
      product: product(1, 128, 16, 27),
      flops: 2 * 128 * 16 * 27 + 128 * 16,
      bytesRead: 4 * 2 * 3 * 64,
      weightBytes: 4 * (16 * 27 + 16),
      bytesWritten: 4 * 2 * 16 * 64,
      width: 2 * 16 * 64,
      steps: 1,
    },
  },
  {
    op: 'Conv',
    inputs: [[1, 8, 10], weight(6, 4, 3)],
    attributes: { group: 2, strides: [2] },
    cost: { family: 'conv', product: product(2, 4, 3, 12), flops: 2 * 2 * 4 * 3 * 12 },
  },
  {
    op: 'Conv',
    inputs: [[1, 8, 10], weight(16, 1, 3)],
    attributes: { group: 8 },
    cost: { family: 'depthwise-conv', product: product(8, 8, 2, 3), flops: 2 * 8 * 8 * 2 * 3 },
  },
  {
    op: 'com.microsoft:FusedConv',
    inputs: [[1, 2, 4, 4], weight(5, 2, 1, 1), weight(5), [1, 5, 4, 4]],
    attributes: { activation: 'Relu' },
    cost: { family: 'conv', flops: 2 * 16 * 5 * 2 + 3 * 80, bytesRead: 4 * (32 + 80) },
  },
  {
    op: 'ConvTranspose',
    inputs: [[1, 4, 5, 6], weight(4, 3, 2, 2)],
    attributes: { strides: [2, 2] },
    cost: {
      family: 'conv',
      product: product(1, 30, 12, 4),
      flops: 2 * 30 * 12 * 4,
      bytesWritten: 4 * 3 * 10 * 12,
    },
  },
  {
    op: 'DeformConv',
    inputs: [[1, 2, 5, 5], weight(3, 2, 3, 3), [1, 18, 3, 3]],
    opset: 19,
    cost: { family: 'conv', flops: 2 * 9 * 3 * 18 + 8 * 9 * 18 },
  },
  {
    op: 'ConvInteger',
    inputs: [typed('uint8', [1, 2, 4, 4]), typed('int8', [3, 2, 1, 1], true)],
    cost: {
      family: 'quantised-conv',
      flops: 2 * 16 * 3 * 2,
      bytesRead: 32,
      weightBytes: 6,
      bytesWritten: 4 * 48,
    },
  },
  {
    op: 'QLinearConv',
    inputs: [
      typed('uint8', [1, 2, 4, 4]),
      weight(),
      typed('uint8', [], true),
      typed('int8', [3, 2, 1, 1], true),
      weight(3),
      typed('int8', [3], true),
      weight(),
      typed('uint8', [], true),
      typed('int32', [3], true),
    ],
    cost: {
      family: 'quantised-conv',
      product: product(1, 16, 3, 2),
      flops: 2 * 16 * 3 * 2 + (3 + 1) * 48,
      bytesRead: 32,
      weightBytes: 4 + 1 + 6 + 12 + 3 + 4 + 1 + 12,
      bytesWritten: 48,
    },
  },
];

const PRODUCTS: readonly Case[] = [
  {
    op: 'Gemm',
    inputs: [[3, 2], weight(4, 3), weight(4)],
    attributes: { transA: 1, transB: 1 },
    cost: {
      family: 'matmul',
      product: product(1, 2, 4, 3),
      flops: 2 * 2 * 4 * 3 + 8,
      bytesRead: 24,
      weightBytes: 4 * 16,
      bytesWritten: 32,
    },
  },
  { op: 'MatMul', inputs: [[2, 5, 7, 3], weight(3, 4)], cost: { product: product(1, 70, 4, 3) } },
  {
    op: 'MatMul',
    inputs: [
      [2, 1, 7, 3],
      [5, 3, 4],
    ],
    cost: { product: product(10, 7, 4, 3) },
  },
  { op: 'MatMul', inputs: [[3], [5, 3, 4]], cost: { product: product(5, 1, 4, 3), flops: 120 } },
  { op: 'MatMul', inputs: [[6, 3], [3]], cost: { product: product(1, 6, 1, 3), flops: 36 } },
  {
    op: 'com.microsoft:FusedMatMul',
    inputs: [
      [2, 4, 3],
      [2, 4, 5],
    ],
    attributes: { transA: 1 },
    cost: { family: 'matmul', product: product(2, 3, 5, 4) },
  },
  {
    op: 'Einsum',
    inputs: [
      [2, 3, 4, 5],
      [2, 6, 4, 5],
    ],
    attributes: { equation: 'bqhd,bkhd->bhqk' },
    cost: { family: 'matmul', product: product(8, 3, 6, 5), flops: 2 * 8 * 3 * 6 * 5 },
  },
  {
    op: 'Einsum',
    inputs: [
      [2, 3],
      [3, 4],
      [4, 5],
    ],
    attributes: { equation: 'ij,jk,kl->il' },
    cost: { product: product(1, 2, 5, 4), flops: 2 * (2 * 4 * 3 + 2 * 5 * 4) },
  },
  {
    op: 'MatMulInteger',
    inputs: [typed('uint8', [2, 3]), typed('int8', [3, 4], true)],
    cost: {
      family: 'quantised-matmul',
      flops: 48,
      bytesRead: 6,
      weightBytes: 12,
      bytesWritten: 32,
    },
  },
  {
    op: 'com.microsoft:MatMulNBits',
    inputs: [[2, 5, 64], typed('uint8', [32, 2, 16], true), weight(64)],
    attributes: { N: 32, K: 64, bits: 4, block_size: 32 },
    cost: {
      family: 'quantised-matmul',
      product: product(1, 10, 32, 64),
      weightBytes: 1024 + 256,
      bytesWritten: 4 * 10 * 32,
    },
  },
  {
    op: 'com.microsoft:DynamicQuantizeMatMul',
    inputs: [[2, 8], typed('int8', [8, 4], true), weight(1), typed('int8', [1], true), weight(4)],
    cost: { family: 'quantised-matmul', flops: 2 * 2 * 4 * 8 + 5 * 16 + 2 * 8 },
  },
];

/** Heads 2 of size 4, 3 queries, 5 keys, 6 samples: two products of 2·12·3·5·4, seven operations per score. */
const SCORES = 12 * 3 * 5;
const ATTENTION: readonly Case[] = [
  {
    op: 'Attention',
    opset: 23,
    inputs: [
      [6, 2, 3, 4],
      [6, 2, 5, 4],
      [6, 2, 5, 4],
      [3, 5],
    ],
    cost: {
      family: 'attention',
      product: product(12, 3, 5, 4),
      flops: 2 * 2 * SCORES * 4 + 7 * SCORES,
      width: 36,
    },
  },
  {
    op: 'com.microsoft:MultiHeadAttention',
    inputs: [
      [6, 3, 8],
      [6, 5, 8],
      [6, 5, 8],
    ],
    attributes: { num_heads: 2 },
    cost: { product: product(12, 3, 5, 4), flops: 2 * 2 * SCORES * 4 + 6 * SCORES },
  },
  {
    op: 'com.microsoft:GroupQueryAttention',
    inputs: [
      [6, 3, 8],
      [6, 3, 4],
      [6, 3, 4],
      [6, 1, 2, 4],
      [6, 1, 2, 4],
    ],
    attributes: { num_heads: 2, kv_num_heads: 1 },
    cost: { product: product(12, 3, 5, 4), flops: 2 * 2 * SCORES * 4 + 7 * SCORES },
  },
  {
    op: 'com.microsoft:Attention',
    inputs: [[2, 5, 8], weight(8, 24), weight(24)],
    attributes: { num_heads: 2 },
    cost: {
      product: product(1, 10, 24, 8),
      flops: 2 * 10 * 24 * 8 + 2 * (2 * 4 * 5 * 5 * 4) + 6 * 4 * 25,
    },
  },
  {
    op: 'com.microsoft:EmbedLayerNormalization',
    inputs: [
      typed('int32', [2, 3]),
      typed('int32', [2, 3]),
      weight(1000, 8),
      weight(512, 8),
      weight(2, 8),
    ],
    cost: { family: 'gather', bytesRead: 48, weightBytes: 3 * 192 - (192 - 64), flops: 9 * 48 },
  },
];

const RECURRENT: readonly Case[] = [
  {
    op: 'LSTM',
    inputs: [[7, 2, 3], weight(2, 16, 3), weight(2, 16, 4), weight(2, 32)],
    attributes: { hidden_size: 4, direction: 'bidirectional' },
    outputs: 3,
    cost: {
      family: 'recurrent',
      steps: 7,
      product: product(2, 2, 16, 7),
      flops: 7 * (2 * 2 * 2 * 16 * 7 + 26 * 16),
      bytesRead: 4 * 42,
      weightBytes: 4 * (96 + 128 + 64),
      bytesWritten: 4 * (7 * 16 + 16 + 16),
      width: 16,
    },
  },
  {
    op: 'GRU',
    inputs: [[2, 7, 3], weight(1, 12, 3), weight(1, 12, 4)],
    attributes: { hidden_size: 4, layout: 1 },
    cost: { steps: 7, product: product(1, 2, 12, 7), flops: 7 * (2 * 2 * 12 * 7 + 20 * 8) },
  },
  {
    op: 'RNN',
    inputs: [[7, 2, 3], weight(1, 4, 3), weight(1, 4, 4)],
    attributes: { hidden_size: 4 },
    cost: { product: product(1, 2, 4, 7), flops: 7 * (2 * 2 * 4 * 7 + 3 * 8) },
  },
];

/** x of 2·3·4 numbers; flops per element. */
const X = [2, 3, 4];
const ELEMENTWISE: readonly Case[] = [
  {
    op: 'Add',
    inputs: [X, weight(4)],
    cost: { family: 'elementwise', flops: 24, bytesRead: 96, weightBytes: 16, bytesWritten: 96 },
  },
  {
    op: 'Mul',
    inputs: [
      [2, 1, 4],
      [3, 1],
    ],
    cost: { flops: 24, bytesRead: 32 + 12, bytesWritten: 96 },
  },
  { op: 'Sum', inputs: [X, X, X], cost: { flops: 48 } },
  { op: 'Relu', inputs: [X], cost: { family: 'activation', flops: 24, width: 24 } },
  { op: 'Sigmoid', inputs: [X], cost: { family: 'activation', flops: 4 * 24 } },
  { op: 'Gelu', inputs: [X], opset: 20, cost: { flops: 12 * 24 } },
  {
    op: 'Gelu',
    inputs: [X],
    opset: 20,
    attributes: { approximate: 'tanh' },
    cost: { flops: 12 * 24 },
  },
  { op: 'Erf', inputs: [X], cost: { family: 'activation', flops: 8 * 24 } },
  { op: 'Sin', inputs: [X], cost: { family: 'activation', flops: 32 * 24 } },
  { op: 'Cast', inputs: [X], attributes: { to: 10 }, cost: { bytesRead: 96, bytesWritten: 48 } },
  {
    op: 'Where',
    inputs: [typed('bool', [3, 1]), X, [1]],
    cost: { flops: 24, bytesRead: 3 + 96 + 4 },
  },
  { op: 'Identity', inputs: [X], cost: { family: 'data-movement', bytesRead: 0, bytesWritten: 0 } },
  { op: 'Dropout', inputs: [X], cost: { flops: 0, bytesRead: 0, bytesWritten: 0 } },
  { op: 'Dropout', inputs: [X], outputs: 2, cost: { bytesRead: 0, bytesWritten: 24 } },
];

const NORMALISATIONS: readonly Case[] = [
  { op: 'Softmax', inputs: [X], cost: { family: 'softmax', flops: 5 * 24, width: 6 } },
  { op: 'Softmax', inputs: [X], opset: 11, cost: { flops: 5 * 24, width: 2 } },
  {
    op: 'BatchNormalization',
    inputs: [X, weight(3), weight(3), weight(3), weight(3)],
    cost: { family: 'normalisation', flops: 48, bytesRead: 96, weightBytes: 48 },
  },
  {
    op: 'LayerNormalization',
    inputs: [X, weight(4), weight(4)],
    cost: { flops: 7 * 24, width: 6 },
  },
  { op: 'RMSNormalization', inputs: [X, weight(4)], opset: 23, cost: { flops: 4 * 24, width: 6 } },
  {
    op: 'com.microsoft:SkipLayerNormalization',
    inputs: [X, X, weight(4), weight(4)],
    cost: { family: 'normalisation', flops: 8 * 24, bytesRead: 192, bytesWritten: 96 },
  },
  {
    op: 'InstanceNormalization',
    inputs: [X, weight(3), weight(3)],
    cost: { flops: 7 * 24, width: 6 },
  },
  {
    op: 'GroupNormalization',
    inputs: [[2, 6, 4], weight(6), weight(6)],
    attributes: { num_groups: 3 },
    opset: 21,
    cost: { flops: 7 * 48, width: 6 },
  },
  { op: 'LRN', inputs: [[1, 8, 2, 2]], attributes: { size: 5 }, cost: { flops: 10 * 32 } },
];

const POOLING_AND_REDUCTION: readonly Case[] = [
  {
    op: 'MaxPool',
    inputs: [[1, 2, 6, 6]],
    attributes: { kernel_shape: [3, 3], strides: [3, 3] },
    cost: { family: 'pooling', flops: 9 * 8, bytesRead: 288, bytesWritten: 32 },
  },
  {
    op: 'GlobalAveragePool',
    inputs: [[1, 2, 6, 6]],
    cost: { family: 'pooling', flops: 72, width: 2 },
  },
  {
    op: 'ReduceMean',
    inputs: [X],
    attributes: { axes: [2] },
    cost: { family: 'reduction', flops: 24, width: 6 },
  },
  { op: 'ReduceL2', inputs: [X], cost: { flops: 48, bytesWritten: 4 } },
  { op: 'ArgMax', inputs: [X], cost: { family: 'reduction', flops: 24, bytesWritten: 8 * 12 } },
];

const MOVEMENT: readonly Case[] = [
  {
    op: 'Transpose',
    inputs: [X],
    cost: { family: 'data-movement', flops: 0, bytesRead: 96, bytesWritten: 96, product: null },
  },
  {
    op: 'Reshape',
    inputs: [X, ints(6, 4)],
    cost: { bytesRead: 0, weightBytes: 0, bytesWritten: 0 },
  },
  { op: 'Unsqueeze', inputs: [X, ints(0)], cost: { bytesRead: 0, bytesWritten: 0 } },
  {
    op: 'Concat',
    inputs: [X, X],
    attributes: { axis: 0 },
    cost: { bytesRead: 192, bytesWritten: 192 },
  },
  {
    op: 'Split',
    inputs: [X],
    attributes: { axis: 2 },
    outputs: 2,
    cost: { bytesRead: 96, bytesWritten: 96 },
  },
  {
    op: 'Slice',
    inputs: [[100, 4], ints(0), ints(3), ints(0)],
    cost: { bytesRead: 48, weightBytes: 24, bytesWritten: 48 },
  },
  { op: 'Pad', inputs: [X, ints(0, 0, 0, 0, 0, 1)], cost: { bytesRead: 96, bytesWritten: 120 } },
  { op: 'Expand', inputs: [[3, 1], ints(2, 3, 4)], cost: { bytesRead: 12, bytesWritten: 96 } },
  {
    op: 'Gather',
    inputs: [weight(30_000, 8), typed('int64', [2, 3])],
    cost: { family: 'gather', flops: 0, bytesRead: 48, weightBytes: 192, bytesWritten: 192 },
  },
  {
    op: 'Gather',
    inputs: [weight(2, 8), typed('int64', [50])],
    cost: { weightBytes: 64, bytesWritten: 1600 },
  },
  {
    op: 'ScatterND',
    inputs: [[10, 4], typed('int64', [2, 1]), [2, 4]],
    cost: { family: 'gather', bytesRead: 160 + 16 + 32, bytesWritten: 160 + 32 },
  },
  {
    op: 'Resize',
    inputs: [[1, 2, 3, 3], null, { shape: [4], value: [1, 1, 2, 2], constant: true }],
    cost: { family: 'resize', flops: 0, bytesRead: 72, weightBytes: 16, bytesWritten: 288 },
  },
  {
    op: 'Resize',
    inputs: [[1, 2, 3, 3], null, { shape: [4], value: [1, 1, 2, 2], constant: true }],
    attributes: { mode: 'linear' },
    cost: { flops: 8 * 72 },
  },
];

const OTHERS: readonly Case[] = [
  { op: 'Shape', inputs: [X], cost: { family: 'shape', flops: 0, bytesRead: 0, bytesWritten: 24 } },
  {
    op: 'Add',
    inputs: [{ shape: [2], is: 'int64', value: [2, 3] }, ints(1, 1)],
    cost: { family: 'shape', flops: 0, bytesWritten: 16 },
  },
  {
    op: 'ConstantOfShape',
    inputs: [ints(100, 100)],
    cost: { family: 'data-movement', bytesWritten: 40_000 },
  },
  {
    op: 'QuantizeLinear',
    inputs: [X, weight(), typed('uint8', [], true)],
    cost: { family: 'quantisation', flops: 72, bytesRead: 96, bytesWritten: 24 },
  },
  {
    op: 'DequantizeLinear',
    inputs: [typed('int4', [3, 5], true), weight()],
    opset: 21,
    cost: { family: 'quantisation', flops: 30, bytesRead: 0, weightBytes: 8 + 4, bytesWritten: 60 },
  },
  {
    op: 'DynamicQuantizeLinear',
    inputs: [X],
    outputs: 3,
    cost: { flops: 120, bytesWritten: 24 + 4 + 1 },
  },
  {
    op: 'STFT',
    inputs: [[1, 1000, 1], ints(100), weight(256)],
    cost: { family: 'signal', flops: 8 * (256 + 5 * 256 * 8), width: 8 },
  },
  {
    op: 'TopK',
    inputs: [[2, 100], ints(8)],
    outputs: 2,
    cost: { family: 'detection', flops: 600, width: 2 },
  },
  {
    op: 'NonMaxSuppression',
    inputs: [
      [1, 64, 4],
      [1, 3, 64],
    ],
    cost: { family: 'detection', flops: 192 * 6, width: 3 },
  },
  {
    op: 'RoiAlign',
    inputs: [[1, 2, 8, 8], [5, 4], typed('int64', [5])],
    attributes: { output_height: 3, output_width: 3, sampling_ratio: 2 },
    cost: { family: 'pooling', flops: 8 * 4 * 90 },
  },
  {
    op: 'RandomNormal',
    inputs: [],
    attributes: { shape: [2, 3] },
    cost: { family: 'random', flops: 6 },
  },
  {
    op: 'If',
    inputs: [typed('bool', [])],
    cost: { family: 'control-flow', flops: 0, bytesRead: 0 },
  },
];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  convolutions: CONVOLUTIONS,
  'matrix products': PRODUCTS,
  attention: ATTENTION,
  'recurrent layers': RECURRENT,
  'elementwise operators': ELEMENTWISE,
  'normalisations and softmax': NORMALISATIONS,
  'pooling and reductions': POOLING_AND_REDUCTION,
  'data movement': MOVEMENT,
  'all others': OTHERS,
};

describe.each(Object.entries(CASES))('the price of %s', (_, cases) => {
  it.each(
    cases.map((one) => {
      const inputs = one.inputs.map((i) => (i !== null && 'shape' in i ? i.shape : i));
      return [
        `${one.op} ${JSON.stringify(inputs)} ${JSON.stringify(one.attributes ?? {})}`,
        one,
      ] as const;
    }),
  )('is what one works out by hand: %s', (__, one) => {
    expect(priced(one)).toMatchObject(one.cost);
  });
});
