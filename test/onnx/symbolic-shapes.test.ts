import { describe, expect, it } from 'vitest';
import { shapeRuleOf } from '../../operators/catalogue.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { Dimension } from '../../src/onnx/model-graph.ts';
import { symbolicShapes } from '../../src/onnx/symbolic-shapes.ts';
import { formatSize } from '../../src/onnx/symbolic-size.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

const ints = (b: GraphBuilder, ...values: number[]): string =>
  b.initialiser(tensorFrom('int64', [values.length], values));

const zeros = (b: GraphBuilder, dims: readonly number[]): string =>
  b.initialiser(tensorFrom('float32', dims, new Float32Array(dims.reduce((a, d) => a * d, 1))));

/** Shape of what `build` makes of an input of these dimensions, as people read it. */
function shapeOf(
  dimensions: readonly Dimension[],
  build: (b: GraphBuilder, x: string) => string,
): string | undefined {
  const b = createGraphBuilder();
  const y = build(b, b.input('x', 'float32', dimensions));
  return symbolicShapes(b.model(13), shapeRuleOf).get(y)?.map(formatSize).join(', ');
}

describe('shapes in the symbols of the inputs', () => {
  it('follow a batch and a sequence through projections and reshapes', () => {
    const tokens = (b: GraphBuilder, x: string): string =>
      b.node('MatMul', [b.node('Reshape', [x, ints(b, -1, 8)]), zeros(b, [8, 4])]);
    expect(shapeOf(['N', 'sequence', 8], tokens)).toBe('N*sequence, 4');
    expect(shapeOf(['N', 'N', 8], tokens)).toBe('N*N, 4');
  });

  it('divide sizes where windows are strided', () => {
    const twice = (b: GraphBuilder, x: string): string => {
      const attributes = { strides: [2, 2], pads: [1, 1, 1, 1] };
      const half = b.node('Conv', [x, zeros(b, [5, 3, 3, 3])], attributes);
      return b.node('Conv', [half, zeros(b, [6, 5, 3, 3])], attributes);
    };
    expect(shapeOf(['N', 3, 'h', 'w'], twice)).toBe('N, 6, h/4, w/4');
    const valid = (b: GraphBuilder, x: string): string =>
      b.node('Conv', [x, zeros(b, [5, 3, 3, 3])]);
    expect(shapeOf([1, 3, 'h', 20], valid)).toBe('1, 5, h - 2, 18');
    expect(shapeOf([1, 3, 'h', 20], (b, x) => b.node('Flatten', [valid(b, x)], { axis: 2 }))).toBe(
      '5, 18*h - 36',
    );
  });

  it('add up what is concatenated, and a product with such a sum', () => {
    const b = createGraphBuilder();
    const [x, past] = [
      b.input('x', 'float32', ['N', 'S', 4]),
      b.input('past', 'float32', ['N', 'P', 4]),
    ];
    const along = b.node('Concat', [past, x], { axis: 1 });
    const flat = b.node('Reshape', [along, ints(b, -1, 4)]);
    const shapes = symbolicShapes(b.model(13), shapeRuleOf);
    const text = (name: string): string | undefined => shapes.get(name)?.map(formatSize).join(', ');
    expect(text(along)).toBe('N, S + P, 4');
    expect(text(flat)).toBe('N*(S + P), 4');
    expect(
      shapeOf(['N', 4], (c, v) => c.node('Concat', [v, v, zeros(c, [1, 4])], { axis: 0 })),
    ).toBe('2*N + 1, 4');
  });

  it('take a symbol that is a sum of others for that sum', () => {
    const b = createGraphBuilder();
    const past = b.input('past', 'float32', ['N', 'past_length', 4]);
    const mask = b.input('mask', 'float32', ['N', 'past_length + 1', 4]);
    const joined = b.node('Concat', [past, b.input('x', 'float32', ['N', 1, 4])], { axis: 1 });
    const sum = b.node('Add', [joined, mask]);
    expect(symbolicShapes(b.model(13), shapeRuleOf).get(sum)?.map(formatSize)).toEqual([
      'N',
      'past_length + 1',
      '4',
    ]);
  });
});

describe('shapes of axes without a plain symbol', () => {
  it('name axes that have no name by input and place, and keep what is given', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', [null, null]);
    const y = b.node('Expand', [x, b.input('target', 'int64', [2])]);
    const given = new Map([['target', { shape: [2], value: [1, 1] }]]);
    expect(symbolicShapes(b.model(13), shapeRuleOf, given).get(y)?.map(formatSize)).toEqual([
      'x[0]',
      'x[1]',
    ]);
  });

  it('say nothing of sizes that are neither products nor affine', () => {
    const squaredSum = (b: GraphBuilder, x: string): string => {
      const [n, s] = [0, 1].map((axis) => b.node('Gather', [b.node('Shape', [x]), ints(b, axis)]));
      const sum = b.node('Add', [n ?? '', s ?? '']);
      return b.node('ConstantOfShape', [b.node('Mul', [sum, sum])]);
    };
    expect(shapeOf(['N', 'S'], squaredSum)).toBe('?');
    const roundedUp = (b: GraphBuilder, x: string): string => {
      const half = b.node('MaxPool', [x], { kernel_shape: [2], strides: [2], ceil_mode: 1 });
      return b.node('Tile', [half, ints(b, 1, 1, 2)]);
    };
    expect(shapeOf([1, 1, 'length'], roundedUp)).toBe('1, 1, ?');
    const thirds = (b: GraphBuilder, x: string): string =>
      b.node('MaxPool', [x], { kernel_shape: [3], strides: [7], pads: [3, 3] });
    expect(shapeOf([1, 1, 'length'], thirds)).toBe('1, 1, ?');
    const b = createGraphBuilder();
    const found = b.node('NonZero', [b.input('x', 'float32', ['N'])]);
    expect(symbolicShapes(b.model(13), shapeRuleOf).get(found)?.map(formatSize)).toEqual([
      '1',
      '?',
    ]);
  });

  it('are plain numbers for a model without symbols, and know no shape of unknown operators', () => {
    const b = createGraphBuilder();
    const y = b.node('Relu', [b.input('x', 'float32', [2, 3])]);
    const z = b.node('Mystery', [y], {}, { domain: 'com.acme' });
    const shapes = symbolicShapes(b.model(13), shapeRuleOf);
    expect(shapes.get(y)).toEqual([2, 3]);
    expect(shapes.get(z)).toBeNull();
  });
});
