import { describe, expect, it } from 'vitest';
import { inferFeedSpecs } from '../../src/batching/infer-feed-specs.ts';
import { type BatchPlan, planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { type BatchVerdict, verifyBatching } from '../../src/batching/verify-batching.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { createRunner } from '../support/run-batch.ts';
import { integers, modelOf, reshape, TRAPS, weights } from './trap-models.ts';

async function planAndRun(model: ModelGraph): Promise<{ plan: BatchPlan; verdict: BatchVerdict }> {
  const inputs = resolveInputShapes(model);
  const plan = planBatching(model, inputs);
  const { specs } = inferFeedSpecs(model, inputs, plan);
  const runner = createRunner(model, plan, specs);
  const verdict = await verifyBatching(runner.run, plan.baseBatch, plan.outputs);
  await runner.close();
  return { plan, verdict };
}

describe('planning the batch of a model made for one sample', () => {
  it.each(Object.entries(TRAPS))('gets right: %s', async (_, make) => {
    const { plan, verdict } = await planAndRun(make());
    expect(plan.obstacle).toBeNull();
    expect(plan.status).toBe('rewritten');
    expect(verdict.status).toBe('verified');
  });

  it('leaves a declared batch that works alone', async () => {
    const model = modelOf(['batch', 4], (b, x) => b.node('MatMul', [x, weights(b, [4, 3])]));
    const { plan, verdict } = await planAndRun(model);
    expect(plan.status).toBe('declared');
    expect(plan.model).toBe(model);
    expect(verdict.status).toBe('verified');
  });

  it('finds a batch on the second axis, and a state that shares it on another axis', async () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', [6, 1, 3]);
    const h = b.input('state', 'float32', [2, 1, 4]);
    const w = [weights(b, [2, 12, 3]), weights(b, [2, 12, 4])];
    const options = { outputs: ['y', 'next'] };
    b.node('GRU', [x, ...w, '', '', h], { hidden_size: 4, direction: 'bidirectional' }, options);
    b.output('y', 'float32', null);
    b.output('next', 'float32', null);
    const { plan, verdict } = await planAndRun(b.model(13));
    expect(plan.inputs.map((i) => i.batchAxis)).toEqual([1, 1]);
    expect(plan.outputs.map((o) => o.batchAxis)).toEqual([2, 1]);
    expect(verdict.status).toBe('verified');
  });

  it('takes a file made for three samples apart into single ones', async () => {
    const model = modelOf([3, 2, 4, 4], (b, x) => b.node('Conv', [x, weights(b, [5, 2, 3, 3])]));
    const { plan, verdict } = await planAndRun(model);
    expect(plan).toMatchObject({ status: 'rewritten', baseBatch: 3 });
    expect(verdict.status).toBe('verified');
  });

  it('refuses a declared batch whose samples attend to each other, and names the node', () => {
    const model = modelOf(['batch', 4], (b, x) => {
      const scores = b.node(
        'MatMul',
        [x, b.node('Transpose', [x], { perm: [1, 0] })],
        {},
        { name: 'scores' },
      );
      return b.node('MatMul', [b.node('Softmax', [scores], { axis: -1 }), x]);
    });
    const plan = planBatching(model, resolveInputShapes(model));
    expect(plan.status).toBe('fixed');
    expect(plan.obstacle).toMatchObject({ node: 'scores', opType: 'MatMul' });
    expect(plan.obstacle?.reason).toContain('samples');
  });

  it('refuses to reduce over the batch, and to normalise over it', () => {
    for (const op of ['ReduceMean', 'Softmax']) {
      const attributes = op === 'Softmax' ? { axis: 0 } : { axes: [0] };
      const model = modelOf(['batch', 4], (b, x) => b.node(op, [x], attributes));
      expect(planBatching(model, resolveInputShapes(model)).status).toBe('fixed');
    }
  });

  it('refuses a folded batch that is torn apart later', () => {
    const model = modelOf([1, 4, 3], (b, x) =>
      b.node('Softmax', [reshape(b, x, [4, 3])], { axis: 0 }),
    );
    expect(planBatching(model, resolveInputShapes(model)).obstacle?.opType).toBe('Softmax');
  });

  it('refuses an operator nobody has described', () => {
    const model = modelOf([1, 4], (b, x) =>
      b.node('Mystery', [x], {}, { domain: 'com.acme', name: 'm' }),
    );
    expect(planBatching(model, resolveInputShapes(model)).obstacle).toMatchObject({ node: 'm' });
  });
});

describe('verifying a plan', () => {
  const inputs = [{ name: 'x', batchAxis: 0 }];
  const pretend = (model: ModelGraph): BatchPlan => ({
    status: 'declared',
    baseBatch: 1,
    inputs,
    outputs: model.graph.outputs.map(({ name }) => ({ name, batchAxis: 0 })),
    changes: [],
    obstacle: null,
    model,
  });
  const verdictOf = async (model: ModelGraph): Promise<BatchVerdict> => {
    const plan = pretend(model);
    const { specs } = inferFeedSpecs(model, resolveInputShapes(model), plan);
    const runner = createRunner(model, plan, specs);
    const verdict = await verifyBatching(runner.run, 1, plan.outputs);
    await runner.close();
    return verdict;
  };

  it('catches samples that mix', async () => {
    const mixing = modelOf(['N', 4], (b, x) =>
      b.node('Sub', [x, b.node('ReduceMean', [x], { axes: [0] })]),
    );
    expect((await verdictOf(mixing)).status).toBe('wrong');
  });

  it('catches outputs that keep a batch of one', async () => {
    const keeping = modelOf(['N', 4], (b, x) => b.node('ReduceSum', [x, integers(b, [0])]));
    const verdict = await verdictOf(keeping);
    expect(verdict).toMatchObject({ status: 'wrong', reason: expect.stringContaining('grow') });
  });

  it('catches a batch that fails at run time', async () => {
    const failing = modelOf(['N', 4], (b, x) => reshape(b, x, [1, 4]));
    expect(await verdictOf(failing)).toMatchObject({
      status: 'wrong',
      reason: expect.stringContaining('fails'),
    });
  });

  it('says so when outputs are random', async () => {
    const random = modelOf(['N', 4], (b, x) => b.node('Add', [x, b.node('RandomNormalLike', [x])]));
    expect((await verdictOf(random)).status).toBe('not-deterministic');
  });

  it('says so when outputs do not depend on the input', async () => {
    const dull = modelOf(['N', 4], (b, x) => b.node('Sub', [x, x]));
    expect((await verdictOf(dull)).status).toBe('vacuous');
  });
});
