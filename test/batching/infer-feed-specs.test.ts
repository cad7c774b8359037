import { describe, expect, it } from 'vitest';
import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { nestedLoops } from './nested-loops.ts';
import { modelOf, weights } from './trap-models.ts';

function feedsOf(model: ModelGraph, overrides?: Parameters<typeof resolveInputShapes>[1]) {
  const inputs = resolveInputShapes(model, overrides);
  return inferFeedSpecs(model, inputs, planBatching(model, inputs));
}

describe('feeds', () => {
  it('keep indices within the table they look up, through casts', () => {
    const b = createGraphBuilder();
    const ids = b.input('ids', 'int32', ['batch', 'sequence']);
    b.output(
      b.node('Gather', [weights(b, [50, 4]), b.node('Cast', [ids], { to: 7 })]),
      'float32',
      null,
    );
    const { specs, hints } = feedsOf(b.model(13));
    expect(specs[0]).toMatchObject({ shape: [1, 128], batchAxis: 0, values: { low: 0, high: 49 } });
    expect(hints[0]).toContain('--shape');
  });

  it('choose sizes with which the graph fits together', () => {
    const model = modelOf(['batch', 'length'], (b, x) =>
      b.node('MatMul', [x, weights(b, [96, 2])]),
    );
    expect(feedsOf(model).specs[0]?.shape).toEqual([1, 96]);
  });

  it('take the shape a user gives, and refuse one that contradicts the file', () => {
    const model = modelOf(['N', 3, 'h', 'w'], (b, x) => b.node('Relu', [x]));
    expect(feedsOf(model, new Map([['x', [null, 3, 32, 48]]])).specs[0]?.shape).toEqual([
      1, 3, 32, 48,
    ]);
    expect(() => feedsOf(model, new Map([['x', [null, 4, 32, 48]]]))).toThrow('dimension 1');
    expect(() => feedsOf(model, new Map([['x', [1, 2]]]))).toThrow('4 dimensions');
  });

  it('feed control inputs a fixed value and say so', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', ['batch', 4]);
    const rate = b.input('sr', 'int64', []);
    b.output(b.node('Mul', [x, b.node('Cast', [rate], { to: 1 })]), 'float32', null);
    const { specs, hints } = feedsOf(b.model(13));
    expect(specs[1]).toMatchObject({ batchAxis: null, values: { kind: 'constant', value: 16000 } });
    expect(hints.join()).toContain('--input');
  });

  it.each([true, false])(
    'and plans end soon on thirty nested loops (growing: %s)',
    (grows) => {
      const model = nestedLoops(30, grows);
      const plan = planBatching(model, resolveInputShapes(model));
      expect(plan.status).toBe(grows ? 'fixed' : 'declared');
    },
    5000,
  );
});
