import { describe, expect, it } from 'vitest';
import { activationPeakBytes } from '../../src/onnx/activation-memory.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { graphWidth } from '../../src/onnx/graph-width.ts';
import type { TensorFact } from '../../src/onnx/shape-rule.ts';
import { tinyPerceptron } from '../support/tiny-model.ts';

const fact = (...shape: (number | null)[]): TensorFact => ({
  elementType: 'float32',
  shape,
  value: null,
});

describe('graph width', () => {
  it('is 1 for a chain, light operators not counted', () => {
    expect(graphWidth(tinyPerceptron().graph)).toBe(1);
  });

  it('counts branches of heavy operators against the longest path', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', [1, 8]);
    const branches = ['a', 'b', 'c'].map((name) =>
      b.node('MatMul', [x, b.input(name, 'float32', [8, 8])]),
    );
    b.node(
      'MatMul',
      [b.node('Concat', branches, { axis: 1 }), b.input('w', 'float32', [24, 8])],
      {},
      { outputs: ['y'] },
    );
    b.output('y', 'float32', [1, 8]);
    expect(graphWidth(b.graph())).toBe(2);
  });
});

describe('the peak of activations', () => {
  it('is that of the values alive at once, not of all', () => {
    const b = createGraphBuilder();
    b.input('x', 'float32', [10]);
    b.node('Relu', ['x'], {}, { outputs: ['a'] });
    b.node('Relu', ['a'], {}, { outputs: ['b'] });
    b.node('Relu', ['b'], {}, { outputs: ['y'] });
    b.output('y', 'float32', [10]);
    const facts = new Map(['x', 'a', 'b', 'y'].map((name) => [name, fact(10)]));
    // x and two of a, b, y at any time: 3 × 40 bytes.
    expect(activationPeakBytes(b.graph(), facts)).toBe(120);
    expect(
      activationPeakBytes(
        b.graph(),
        new Map([
          ['x', fact(10)],
          ['a', fact(null)],
        ]),
      ),
    ).toBe(40);
  });
});
