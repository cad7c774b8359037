import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costRuleOf, operatorOf, shapeRuleOf } from '../../operators/catalogue.ts';
import type { NodeCost } from '../../operators/node-cost.ts';
import type { GraphNode } from '../../src/onnx/model-graph.ts';
import { ELEMENT_TYPES } from '../../src/onnx/model-graph.ts';
import type { TensorFact } from '../../src/onnx/shape-rule.ts';
import { assertProperty } from '../support/assert-property.ts';
import { CATALOGUED } from './catalogued.ts';
import { type Call, priced, weight } from './priced.ts';

const size = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(-3, 0.5, 2 ** 53, 1e300) },
);
const shape = fc.option(fc.array(size, { maxLength: 6 }), { nil: null });
const fact: fc.Arbitrary<TensorFact> = fc.record({
  elementType: fc.constantFrom(...Object.values(ELEMENT_TYPES), 'undefined' as const),
  shape,
  value: fc.option(fc.array(fc.integer({ min: -4, max: 9 }), { maxLength: 5 }), { nil: null }),
});

const NAMES = [
  'axis group groups num_heads kv_num_heads q_num_heads hidden_size sampling_ratio size N K p k',
  'kernel_shape strides pads axes qkv_hidden_sizes mode equation direction layout num_groups',
]
  .join(' ')
  .split(' ');

const attribute = fc.record({
  name: fc.constantFrom(...NAMES),
  value: fc.oneof(
    fc.bigInt({ min: -3n, max: 9n }).map((value) => ({ kind: 'int' as const, value })),
    fc
      .array(fc.bigInt({ min: -2n, max: 5n }), { maxLength: 4 })
      .map((value) => ({ kind: 'ints' as const, value })),
    fc
      .constantFrom('ij,jk->ik', 'a...b->', 'linear', 'bidirectional', ',')
      .map((text) => ({ kind: 'string' as const, value: new TextEncoder().encode(text) })),
  ),
});

const figures = ({ product, family: _, ...rest }: NodeCost): readonly number[] => [
  ...Object.values(rest),
  ...(product === null ? [] : Object.values(product)),
];

describe('prices', () => {
  it('are finite and not negative, whatever the shapes, types and attributes', () => {
    assertProperty(
      fc.property(
        fc.constantFrom(...CATALOGUED),
        fc.array(fc.option(fact, { nil: null }), { maxLength: 9 }),
        fc.array(fact, { maxLength: 4 }),
        fc.array(attribute, { maxLength: 4 }),
        fc.integer({ min: 1, max: 24 }),
        fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        ([domain, opType], inputs, outputs, attributes, opset, constant) => {
          const node: GraphNode = {
            name: '',
            opType,
            domain,
            inputs: inputs.map((i, at) => (i === null ? '' : `x${at % 3}`)),
            outputs: outputs.map((_, at) => `y${at}`),
            attributes,
          };
          const isConstant = (i: number): boolean => constant[i] === true;
          const cost = costRuleOf(domain, opType)?.({ node, opset, inputs, outputs, isConstant });
          if (cost === undefined) throw new Error(`nobody prices ${opType}`);
          for (const figure of figures(cost)) {
            expect(Number.isFinite(figure)).toBe(true);
            expect(figure).toBeGreaterThanOrEqual(0);
          }
          expect(Math.min(cost.width, cost.steps)).toBeGreaterThanOrEqual(1);
        },
      ),
      5000,
    );
  });
});

describe('prices of batches', () => {
  const BATCHED: Readonly<Record<string, (n: number) => Call>> = {
    Conv: (n) => ({
      op: 'Conv',
      inputs: [[n, 4, 9, 9], weight(6, 2, 3, 3), weight(6)],
      attributes: { group: 2 },
    }),
    ConvTranspose: (n) => ({ op: 'ConvTranspose', inputs: [[n, 4, 9], weight(4, 2, 3)] }),
    MatMul: (n) => ({ op: 'MatMul', inputs: [[n, 5, 3], weight(3, 7)] }),
    Gemm: (n) => ({ op: 'Gemm', inputs: [[n, 5], weight(5, 2), weight(2)] }),
    LSTM: (n) => ({
      op: 'LSTM',
      inputs: [[7, n, 3], weight(1, 16, 3), weight(1, 16, 4)],
      attributes: { hidden_size: 4 },
    }),
    Attention: (n) => ({
      op: 'Attention',
      opset: 23,
      inputs: [
        [n, 2, 3, 4],
        [n, 2, 5, 4],
        [n, 2, 5, 4],
      ],
    }),
    Softmax: (n) => ({ op: 'Softmax', inputs: [[n, 12]] }),
    LayerNormalization: (n) => ({
      op: 'LayerNormalization',
      inputs: [[n, 6, 4], weight(4), weight(4)],
    }),
    MaxPool: (n) => ({
      op: 'MaxPool',
      inputs: [[n, 2, 8, 8]],
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
    }),
    ReduceMean: (n) => ({ op: 'ReduceMean', inputs: [[n, 6, 4]], attributes: { axes: [1] } }),
    Sigmoid: (n) => ({ op: 'Sigmoid', inputs: [[n, 3]] }),
    Add: (n) => ({ op: 'Add', inputs: [[n, 3], weight(3)] }),
    QuantizeLinear: (n) => ({ op: 'QuantizeLinear', inputs: [[n, 3], weight()] }),
  };

  it.each(Object.entries(BATCHED))('grow in proportion to the batch: %s', (_, call) => {
    const one = priced(call(1));
    expect(one.flops).toBeGreaterThan(0);
    assertProperty(
      fc.property(fc.integer({ min: 1, max: 500 }), (n) => {
        const many = priced(call(n));
        expect(many.flops).toBe(n * one.flops);
        expect(many.bytesRead).toBe(n * one.bytesRead);
        expect(many.bytesWritten).toBe(n * one.bytesWritten);
        expect(many.weightBytes).toBe(one.weightBytes);
        expect(many.steps).toBe(one.steps);
      }),
      20,
    );
  });
});

describe('the catalogue', () => {
  it.each(CATALOGUED)('has a shape rule and a price for %s:%s', (domain, opType) => {
    expect(shapeRuleOf(domain, opType)).toBeTypeOf('function');
    expect(costRuleOf(domain, opType)).toBeTypeOf('function');
  });

  it('says nothing of operators nobody has described', () => {
    expect(operatorOf('', 'Mystery')).toBeUndefined();
    expect(costRuleOf('com.acme', 'Conv')).toBeUndefined();
  });
});
