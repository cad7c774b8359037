import { describe, expect, test } from 'vitest';
import { shapeRuleOf } from '../../../operators/catalogue.ts';
import { inferFeedSpecs } from '../../../src/batching/infer-feed-specs.ts';
import { planBatching } from '../../../src/batching/plan-batching.ts';
import { inputFacts, resolveInputShapes } from '../../../src/batching/resolve-input-shapes.ts';
import { bytesInMemory } from '../../../src/onnx/bytes-in-memory.ts';
import { checkModel } from '../../../src/onnx/check-model.ts';
import { joinModelBytes } from '../../../src/onnx/model-bytes.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { modelStatistics } from '../../../src/onnx/model-statistics.ts';
import { readModel } from '../../../src/onnx/read-model.ts';
import { type InferredShapes, inferShapes } from '../../../src/onnx/shape-inference.ts';
import { writeModel } from '../../../src/onnx/write-model.ts';
import { BERT_BASE, BERT_MINI } from '../../../src/zoo/sequence/bert.ts';
import { BERT_MINI_INT8 } from '../../../src/zoo/sequence/bert-int8.ts';
import { DISTILGPT2 } from '../../../src/zoo/sequence/distilgpt2.ts';
import { SEQUENCE_MODELS } from '../../../src/zoo/sequence-models.ts';
import { learntParameters } from '../../support/sequence-parameters.ts';

const bytesOf = (model: ModelGraph): Uint8Array => joinModelBytes(writeModel(model));

describe.each(SEQUENCE_MODELS.map((model) => [model.name, model] as const))('%s', (_, zoo) => {
  const model = zoo.build();
  const resolved = resolveInputShapes(model);
  const inferred = inferShapes(model, inputFacts(resolved), shapeRuleOf);
  const plan = planBatching(model, resolved);

  test('has the parameters that were published, or that follow from the published sizes', () => {
    expect(learntParameters(model)).toBe(zoo.published.parameters);
  });

  test('multiplies as often as was published, within the rounding of what is printed', () => {
    const counted = multiplyAccumulates(model, inferred);
    expect(counted).toBeGreaterThan(0);
    const share = counted / (zoo.published.multiplyAccumulates ?? counted);
    expect(Math.abs(share - 1)).toBeLessThan(0.02);
  });

  test('is the same bytes every time, fewer than a megabyte, and passes the checks of the reader', () => {
    const bytes = bytesOf(model);
    expect(Buffer.from(bytes).equals(bytesOf(zoo.build()))).toBe(true);
    expect(bytes.length).toBeLessThan(1_000_000);
    expect(() => checkModel(readModel(bytesInMemory(bytes)))).not.toThrow();
  });

  test('takes any batch as the first axis of every input, as it is', () => {
    for (const { type } of model.graph.inputs)
      expect(type.kind === 'tensor' && type.shape?.[0]).toBe('N');
    expect(plan).toMatchObject({ status: 'declared', baseBatch: 1, obstacle: null });
    for (const { batchAxis } of [...plan.inputs, ...plan.outputs]) expect(batchAxis).toBe(0);
  });

  test('has shapes that can all be worked out', () => {
    expect(inferred.unresolved).toEqual([]);
  });

  test('is fed integers that its tables hold', () => {
    const { specs } = inferFeedSpecs(model, resolved, plan);
    const sizes = [...inferred.values.values()].map((fact) => fact.shape?.[0]);
    for (const { elementType, values, name } of specs) {
      if (elementType !== 'int64' || name === 'attention_mask') continue;
      const high = values.kind === 'integers' ? values.high + 1 : 0;
      expect(sizes).toContain(high);
    }
  });
});

test('models have names of their own and say where they come from', () => {
  const names = SEQUENCE_MODELS.map((m) => m.name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, paper, published } of SEQUENCE_MODELS) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(paper.length).toBeGreaterThan(20);
    expect(published.source.length).toBeGreaterThan(20);
  }
});

describe('operators are those of real exports', () => {
  const operatorsOf = (model: ModelGraph): ReadonlyMap<string, number> =>
    modelStatistics(model).operators;

  test('layer normalisation is written out in BERT-mini and one operator in BERT-base', () => {
    const [mini, base] = [operatorsOf(BERT_MINI.build()), operatorsOf(BERT_BASE.build())];
    expect([mini.get('LayerNormalization'), mini.get('ReduceMean')]).toEqual([undefined, 18]);
    expect([base.get('LayerNormalization'), base.get('ReduceMean')]).toEqual([25, undefined]);
    expect([mini.get('Erf'), base.get('Softmax')]).toEqual([4, 12]);
  });

  test('the int8 model multiplies integers wherever BERT-mini multiplies by weights', () => {
    const [real, quantised] = [operatorsOf(BERT_MINI.build()), operatorsOf(BERT_MINI_INT8.build())];
    // Six projections in each of four layers, and the pooler.
    expect(quantised.get('MatMulInteger')).toBe(25);
    expect(quantised.get('MatMul')).toBe((real.get('MatMul') ?? 0) - 25);
    // Queries, keys and values share their input.
    expect(quantised.get('DynamicQuantizeLinear')).toBe(17);
    expect(quantised.get('DequantizeLinear')).toBe(3);
  });

  test('reshapes of the decoder carry traced sizes', () => {
    const operators = operatorsOf(DISTILGPT2.build());
    expect(operators.get('Gemm')).toBe(24);
    expect(operators.get('Shape')).toBeGreaterThan(80);
    expect(operators.get('Where')).toBe(6);
  });
});

/** Multiply-accumulates of all products and convolutions at the shapes inferred. */
function multiplyAccumulates({ graph }: ModelGraph, { values }: InferredShapes): number {
  const product = (sizes: readonly (number | null)[]): number =>
    sizes.reduce<number>((a, b) => a * (b ?? Number.NaN), 1);
  const shapeOf = (name = ''): readonly (number | null)[] => values.get(name)?.shape ?? [null];
  return graph.nodes.reduce((total, { opType, inputs, outputs }) => {
    const results = product(shapeOf(outputs[0]));
    if (opType === 'Conv') return total + results * product(shapeOf(inputs[1]).slice(1));
    const isProduct = ['MatMul', 'MatMulInteger', 'Gemm'].includes(opType);
    return isProduct ? total + results * product(shapeOf(inputs[0]).slice(-1)) : total;
  }, 0);
}
