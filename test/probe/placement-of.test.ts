import { describe, expect, it } from 'vitest';
import { placementOf } from '../../src/probe/placement-of.ts';

const kernel = (opType: string, provider: string, ms: number) => ({
  node: opType,
  opType,
  provider,
  ms,
  undisturbedMs: ms,
  inputs: [],
  outputs: [],
});

describe('the placement of a run', () => {
  it('counts what ran elsewhere, with its share of the whole run', () => {
    const kernels = [
      kernel('Conv', 'WebGpuExecutionProvider', 1),
      kernel('MemcpyToHost', 'WebGpuExecutionProvider', 5),
      kernel('Gather', 'CPUExecutionProvider', 1),
      kernel('Gather', 'CPUExecutionProvider', 1),
      kernel('LSTM', 'CPUExecutionProvider', 6),
    ];
    expect(placementOf({ kernels, runMs: 20 }, 'webgpu')).toEqual({
      nodes: 5,
      fallbackNodes: 3,
      fallbackShare: 0.4,
      operators: [
        { operator: 'LSTM', provider: 'CPUExecutionProvider', count: 1, share: 0.3 },
        { operator: 'Gather', provider: 'CPUExecutionProvider', count: 2, share: 0.1 },
      ],
    });
  });

  it('is whole where everything ran where it should, and has no share without time', () => {
    const own = [kernel('Conv', 'CUDAExecutionProvider', 1)];
    expect(placementOf({ kernels: own, runMs: 2 }, 'cuda')).toMatchObject({ fallbackNodes: 0 });
    const other = [kernel('Conv', 'CPUExecutionProvider', 1)];
    expect(placementOf({ kernels: other, runMs: 0 }, 'cuda').fallbackShare).toBe(0);
  });
});
