import { describe, expect, it } from 'vitest';
import { planBatching } from '../../src/batching/plan-batching.ts';
import { resolveInputShapes } from '../../src/batching/resolve-input-shapes.ts';
import { modelWork } from '../../src/cli/model-work.ts';
import { affineWork } from '../../src/cost/affine-work.ts';
import type { GraphWork } from '../../src/work/work-unit.ts';
import { ZOO } from '../../src/zoo/catalogue.ts';
import { unitOf, workOf } from './cost-fixtures.ts';

const MODELS = ['squeezenet-1.1', 'lstm-tagger', 'bert-mini', 'conformer-s-encoder', 'n-beats-g'];

function workOfZoo(name: string): (batch: number) => GraphWork {
  const model = ZOO.find((m) => m.name === name)?.build();
  if (model === undefined) throw new Error(`no ${name} in the zoo`);
  const inputs = resolveInputShapes(model);
  return modelWork(planBatching(model, inputs), inputs);
}

describe('work between two batch sizes', () => {
  it.each(MODELS)('is that of the graph itself: %s', (name) => {
    const workAt = workOfZoo(name);
    const between = affineWork(workAt, 1, 64)(24);
    const exact = workAt(24);
    expect(between).not.toBe(exact);
    expect(between.units.map(amounts)).toEqual(exact.units.map(amounts));
  });

  it('follows what is looked up until the whole table is, and what a batch of one does without', () => {
    const asked = new Set<number>();
    const table = 700;
    const workAt = (batch: number) => {
      asked.add(batch);
      const lookup = unitOf({ label: 'Gather', weightBytes: Math.min(table, 100 * batch) });
      const folded = unitOf({ label: 'ReduceSum', flops: batch === 1 ? 0 : 30 * batch });
      const plain = unitOf({ label: 'Add', flops: 2 * batch });
      return workOf([lookup, folded, plain], batch);
    };
    const between = affineWork(workAt, 1, 256);
    for (let batch = 1; batch <= 256; batch++) {
      expect(between(batch).units.map(amounts), `${batch}`).toEqual(
        workAt(batch).units.map(amounts),
      );
    }
    asked.clear();
    const lazy = affineWork(workAt, 1, 256);
    for (const batch of [16, 32, 64, 128]) lazy(batch);
    expect(asked.size).toBeLessThan(7);
  });

  it('follows lookups of a real model, of which small tables are read whole before large ones are', () => {
    const workAt = workOfZoo('dlrm-kaggle-100k');
    const between = affineWork(workAt, 1, 64);
    for (const batch of [2, 5, 16, 24, 40]) {
      expect(between(batch).units.map(amounts)).toEqual(workAt(batch).units.map(amounts));
    }
  });

  it('is worked out outside of them, and around the size where kernels come, go or change family', () => {
    const asked = new Set<number>();
    const workAt = (batch: number) => {
      asked.add(batch);
      const units = batch > 4 ? [unitOf(), unitOf({ label: 'Tile' })] : [unitOf()];
      const made = unitOf({ label: 'Expand', family: batch > 6 ? 'data-movement' : 'shape' });
      return workOf([...units, made], batch);
    };
    const familiesOf = (work: ReturnType<typeof workAt>) => work.units.map((u) => u.family);
    const between = affineWork(workAt, 1, 32);
    for (let batch = 1; batch <= 40; batch++) {
      expect(between(batch).batch).toBe(batch);
      expect(familiesOf(between(batch))).toEqual(familiesOf(workAt(batch)));
    }
    asked.clear();
    affineWork(workAt, 1, 32)(20);
    expect([...asked]).toEqual([1, 32, 6, 14]);
    affineWork(workAt, 1, 32)(48);
    expect(asked).toContain(48);
  });
});

/** Rounded where sums of large numbers differ in their last digits. */
function amounts(u: ReturnType<typeof unitOf>) {
  const numbers = [u.flops, u.bytesRead, u.weightBytes, u.bytesWritten, u.width, u.steps, u.times];
  return [
    u.label,
    u.family,
    ...numbers.map((n) => Number(n.toPrecision(12))),
    u.product?.n,
    u.product?.k,
  ];
}
