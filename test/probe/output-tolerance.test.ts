import { describe, expect, it } from 'vitest';
import { toleranceFor } from '../../src/probe/output-tolerance.ts';
import type { OutputTensor } from '../../src/probe/worker/protocol.ts';

const output = (elementType: OutputTensor['elementType']): OutputTensor => ({
  name: 'y',
  elementType,
  shape: [1],
  data: [0],
});

describe('the tolerance of outputs', () => {
  it.each([
    ['the CPU', ['cpu', 'cpu'], 1e-3],
    ['WebGPU, which keeps float32', ['webgpu', 'cpu'], 1e-3],
    ['CUDA, which takes TF32', ['cuda', 'cpu'], 1e-2],
    ['a reference on such a provider', ['cpu', 'tensorrt'], 1e-2],
    ['Core ML, which takes half precision', ['coreml', 'cpu'], 1e-2],
  ])('on %s', (_, providers, relative) => {
    const found = toleranceFor([output('float32')], providers);
    expect(found.relative).toBeCloseTo(relative, 9);
    expect(found.reason).not.toBe('');
  });

  it('is wider for outputs in half precision, on any provider', () => {
    const found = toleranceFor([output('int64'), output('float16')], ['cpu', 'cpu']);
    expect(found.relative).toBeCloseTo(1e-2, 9);
    expect(found.reason).toContain('half precision');
  });
});
