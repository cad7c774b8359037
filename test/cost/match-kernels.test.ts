import { describe, expect, it } from 'vitest';
import { matchKernels } from '../../src/cost/match-kernels.ts';
import { unitOf, workOf } from './cost-fixtures.ts';

const conv = unitOf({ node: 'stem', nodes: ['stem', 'stem/relu'], outputs: ['stem/out'] });
const dense = unitOf({ family: 'matmul', node: 'fc', nodes: ['fc'], outputs: ['logits'] });
const work = workOf([conv, dense]);
const kernel = (node: string, ms: number) => ({ node, ms });

describe('finding the unit of a kernel', () => {
  it('goes by any node or output of the unit', () => {
    const { units } = matchKernels(work, [kernel('stem/relu', 2), kernel('logits', 3)]);
    expect(units.map((u) => [u.unit.node, u.ms])).toEqual([
      ['stem', 2],
      ['fc', 3],
    ]);
  });

  it('sees through what the runtime adds to names', () => {
    const names = ['stem/relu_nchwc', 'fc_token_7', 'fc/MatMulScaleFusion/'];
    const { owners } = matchKernels(
      work,
      names.map((n) => kernel(n, 1)),
    );
    expect(owners.map((o) => o?.node)).toEqual(['stem', 'fc', 'fc']);
  });

  it('adds up the kernels of one unit, and leaves what it does not know apart', () => {
    const { units, owners } = matchKernels(work, [
      kernel('stem', 2),
      kernel('ReorderOutput_3', 9),
      kernel('stem/out', 1),
    ]);
    expect(units).toEqual([{ unit: conv, ms: 3 }]);
    expect(owners[1]).toBeNull();
  });

  it('does not take a node without a name for every unit without one', () => {
    const nameless = workOf([unitOf({ node: '', nodes: [''], outputs: [''] })]);
    expect(matchKernels(nameless, [kernel('', 1)]).owners).toEqual([null]);
  });
});
