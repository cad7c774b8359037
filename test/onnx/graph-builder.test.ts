import { describe, expect, test } from 'vitest';
import { attributesFrom, float, floats } from '../../src/onnx/attributes-from.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { stringTensor, tensorFrom } from '../../src/onnx/tensor-from.ts';

describe('the graph builder', () => {
  test('gives every value a name of its own, around those taken', () => {
    const graph = createGraphBuilder();
    graph.input('relu', 'float32', [1]);
    const names = [0, 1, 2].map(() => graph.node('Relu', ['relu']));
    expect(names).toEqual(['relu_2', 'relu_3', 'relu_4']);
    expect(graph.fresh('relu_5')).toBe('relu_5');
    expect(graph.node('Relu', ['relu'])).toBe('relu_6');
    expect(createGraphBuilder('body', 'body/').fresh('x')).toBe('body/x');
  });

  test('writes attributes by what they look like', () => {
    const tensor = tensorFrom('float32', [1], [1]);
    const subgraph = createGraphBuilder().graph();
    const attributes = attributesFrom({
      axis: -1,
      big: 2n ** 40n,
      mode: 'nearest',
      pads: [0, 1],
      names: ['a', 'b'],
      alpha: float(0.5),
      scales: floats([1, 2]),
      value: tensor,
      body: subgraph,
    });
    expect(attributes.map((a) => a.value.kind)).toEqual([
      'int',
      'int',
      'string',
      'ints',
      'strings',
      'float',
      'floats',
      'tensor',
      'graph',
    ]);
    expect(() => attributesFrom({ alpha: 0.5 })).toThrow(RangeError);
  });
});

describe('tensors from numbers', () => {
  test('hold them little-endian in the size of their type', () => {
    const bytes = (t: ReturnType<typeof tensorFrom>): number[] =>
      t.data.kind === 'inline' ? [...t.data.bytes] : [];
    expect(bytes(tensorFrom('int64', [1], [-2]))).toEqual([254, 255, 255, 255, 255, 255, 255, 255]);
    expect(bytes(tensorFrom('float16', [1], [0x3c00]))).toEqual([0x00, 0x3c]);
    expect(bytes(tensorFrom('bool', [2], [1, 0]))).toEqual([1, 0]);
    expect(bytes(tensorFrom('float32', [], Float32Array.of(1)))).toEqual([0, 0, 128, 63]);
    expect(stringTensor([1], ['ä']).data).toEqual({
      kind: 'strings',
      values: [Uint8Array.of(0xc3, 0xa4)],
    });
  });

  test('are refused where their count or size does not fit', () => {
    expect(() => tensorFrom('float32', [3], [1, 2])).toThrow(
      /8 bytes do not make a float32 tensor of shape \[3\]/,
    );
    expect(() => tensorFrom('float16', [2], Float32Array.of(1, 2))).toThrow(RangeError);
    expect(() => tensorFrom('string', [1], [1])).toThrow(RangeError);
  });
});
