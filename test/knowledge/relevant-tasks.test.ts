import { describe, expect, it } from 'vitest';
import { relevantTasks } from '../../src/knowledge/relevant-tasks.ts';
import { headOf, signatureAt, TWO_CORES } from './known-tasks.ts';

const target = { signature: signatureAt(0), hostParts: TWO_CORES };
const ELSEWHERE = { ...TWO_CORES, usable_cores: 16 };

const ids = (heads: Parameters<typeof relevantTasks>[1]): readonly string[] =>
  relevantTasks(target, heads).map((t) => t.head.id);

const many = (count: number, prefix: string, changes: Parameters<typeof headOf>[1] = {}) =>
  Array.from({ length: count }, (_, i) =>
    headOf(`${prefix}${String(i).padStart(4, '0')}`, changes),
  );

describe('the tasks worth knowing', () => {
  it('come in the order of likeness of model times likeness of host', () => {
    const heads = [
      headOf('far', { signature: signatureAt(0.5) }),
      headOf('near, elsewhere', { signature: signatureAt(0.01), hostParts: ELSEWHERE }),
      headOf('near', { signature: signatureAt(0.01) }),
    ];
    expect(ids(heads)).toEqual(['near', 'near, elsewhere', 'far']);
  });

  it('hold the same model on this host, first, as alike as can be', () => {
    const [first] = relevantTasks(target, [...many(30, 'x'), headOf('a')]);
    expect(first).toMatchObject({ head: { id: 'a' }, similarity: 1, hostSimilarity: 1 });
  });

  it('put own before shipped where they are as relevant, and then go by id', () => {
    const heads = [
      headOf('a', { origin: 'shipped' }),
      headOf('c'),
      headOf('b', { origin: 'shipped' }),
      headOf('d'),
    ];
    expect(ids(heads)).toEqual(['c', 'd', 'a', 'b']);
  });

  it('are at most 24, among them the best of every kind', () => {
    const chosen = relevantTasks(target, [
      ...many(100, 'here'),
      ...many(100, 'elsewhere', { hostParts: ELSEWHERE, signature: signatureAt(0.3) }),
      ...many(100, 'shipped', { origin: 'shipped', signature: signatureAt(0.6) }),
    ]);
    expect(chosen).toHaveLength(24);
    const count = (prefix: string) => chosen.filter((t) => t.head.id.startsWith(prefix)).length;
    expect([count('here'), count('elsewhere'), count('shipped')]).toEqual([16, 4, 4]);
  });

  it('take one model from three hosts at most', () => {
    const heads = many(10, 'host', { modelSha256: 'one' });
    expect(ids(heads)).toEqual(['host0000', 'host0001', 'host0002']);
  });

  it('count for less where little was tried', () => {
    const heads = [
      headOf('little', { trials: 1 }),
      headOf('much', { signature: signatureAt(0.005), trials: 60 }),
    ];
    expect(ids(heads)).toEqual(['much', 'little']);
  });

  it('leave out signatures of another version', () => {
    const old = { ...signatureAt(0), version: 0 };
    expect(ids([headOf('old', { signature: old }), headOf('new')])).toEqual(['new']);
  });

  it('compare each model and host once, however many tasks share them', () => {
    let reads = 0;
    const signature = signatureAt(0.1);
    const counting = {
      ...signature,
      get parts() {
        reads++;
        return signature.parts;
      },
    };
    relevantTasks(target, many(1000, 'x', { signature: counting }));
    expect(reads).toBeLessThan(100);
  });
});
