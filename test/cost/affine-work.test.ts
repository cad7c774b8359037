import { describe, expect, it } from 'vitest';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { modelWork } from '../../src/cli/model-work.ts';
import { affineWork } from '../../src/cost/affine-work.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';
import { unitOf, workOf } from './cost-fixtures.ts';

const MODELS = ['squeezenet-1.1', 'lstm-tagger', 'bert-mini', 'conformer-s-encoder', 'n-beats-g'];

describe('work between two batch sizes', () => {
  it.each(MODELS)('is that of the graph itself: %s', (name) => {
    const model = ZOO.find((m) => m.name === name)?.build();
    if (model === undefined) throw new Error(`no ${name} in the zoo`);
    const inputs = resolveInputShapes(model);
    const workAt = modelWork(planBatching(model, inputs), inputs);
    const between = affineWork(workAt, 1, 64)(8);
    const exact = workAt(8);
    expect(between).not.toBe(exact);
    expect(between.units.map(amounts)).toEqual(exact.units.map(amounts));
  });

  it('is worked out outside of them, and where kernels come and go', () => {
    const asked: number[] = [];
    const workAt = (batch: number) => {
      asked.push(batch);
      const units = batch > 4 ? [unitOf(), unitOf({ label: 'Tile' })] : [unitOf()];
      return workOf(units, batch);
    };
    expect(affineWork(workAt, 1, 4)(3).batch).toBe(3);
    expect(asked).toEqual([1, 4]);
    expect(affineWork(workAt, 1, 4)(8).units).toHaveLength(2);
    expect(affineWork(workAt, 1, 8)(2).units).toHaveLength(1);
    expect(asked.at(-1)).toBe(2);
  });
});

/** Rounded where sums of large numbers differ in their last digits. */
function amounts(u: ReturnType<typeof unitOf>) {
  const numbers = [u.flops, u.bytesRead, u.weightBytes, u.bytesWritten, u.width, u.steps, u.times];
  return [u.label, ...numbers.map((n) => Number(n.toPrecision(12))), u.product?.n, u.product?.k];
}
