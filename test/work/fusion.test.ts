import { describe, expect, it } from 'vitest';
import type { GraphBuilder } from '../../src/onnx/graph-builder.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { labels, ones, workOfGraph } from './work-of.ts';

const number = (graph: GraphBuilder, value: number): string =>
  graph.initialiser(tensorFrom('float32', [], [value]));

const conv = (graph: GraphBuilder, x: string): string =>
  graph.node('Conv', [x, ones(graph, 4, 4, 3, 3)], { pads: [1, 1, 1, 1] });

describe('fusion into convolutions', () => {
  it('works batch normalisation, a factor and a bias into the weights', () => {
    const bare = workOfGraph([1, 4, 8, 8], conv).units[0];
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const statistics = Array.from({ length: 4 }, () => ones(graph, 4));
      const normalised = graph.node('BatchNormalization', [conv(graph, x), ...statistics]);
      const scaled = graph.node('Mul', [normalised, ones(graph, 4, 1, 1)]);
      return graph.node('Add', [ones(graph, 1, 4, 1, 1), scaled]);
    });
    expect(labels(work)).toEqual(['Conv + BatchNormalization + Mul + Add']);
    expect(work.units[0]?.flops).toBe(bare?.flops);
    expect(work.units[0]?.weightBytes).toBe((bare?.weightBytes ?? 0) + 16);
    expect(work.units[0]?.bytesWritten).toBe(bare?.bytesWritten);
  });

  it('adds a residual and an activation before the result is written', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const sum = graph.node('Add', [graph.node('Sin', [x]), conv(graph, x)]);
      return graph.node('Relu', [sum]);
    });
    expect(labels(work)).toEqual(['Sin', 'Conv + Add + Relu']);
    const size = 4 * 4 * 8 * 8;
    expect(work.units[1]).toMatchObject({ bytesRead: 2 * size, bytesWritten: size, after: [0] });
  });

  it('adds a residual to the convolution that nobody else needs, whichever operand it is', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const first = conv(graph, x);
      const second = conv(graph, graph.node('Sin', [first]));
      return graph.node('Add', [first, second]);
    });
    expect(labels(work)).toEqual(['Conv', 'Sin', 'Conv + Add']);
  });

  it('leaves alone what others use as well', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const y = conv(graph, x);
      return graph.node('Mul', [graph.node('Sigmoid', [y]), graph.node('Exp', [y])]);
    });
    expect(labels(work)).toEqual(['Conv', 'Sigmoid', 'Exp', 'Mul']);
  });

  it('leaves alone what the model gives out', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const y = conv(graph, x);
      graph.output(y, 'float32', null);
      return graph.node('Relu', [y]);
    });
    expect(labels(work)).toEqual(['Conv', 'Relu']);
  });

  it('takes padding in', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const pads = graph.initialiser(tensorFrom('int64', [8], [0, 0, 1, 1, 0, 0, 1, 1]));
      return graph.node('Conv', [graph.node('Pad', [x, pads]), ones(graph, 4, 4, 3, 3)]);
    });
    expect(labels(work)).toEqual(['Conv + Pad']);
  });
});

describe('fusion of written-out layers', () => {
  it('finds layer normalisation and the sum before it', () => {
    const work = workOfGraph([2, 8, 16], (graph, a) => {
      const x = graph.node('Add', [a, graph.node('Sin', [a])]);
      const centred = graph.node('Sub', [x, graph.node('ReduceMean', [x], { axes: [-1] })]);
      const squares = graph.node('Pow', [centred, number(graph, 2)]);
      const variance = graph.node('ReduceMean', [squares], { axes: [-1] });
      const deviation = graph.node('Sqrt', [graph.node('Add', [variance, number(graph, 1e-5)])]);
      const scaled = graph.node('Mul', [ones(graph, 16), graph.node('Div', [centred, deviation])]);
      return graph.node('Add', [scaled, ones(graph, 16)]);
    });
    expect(work.units.map((u) => u.family)).toEqual(['elementwise', 'normalisation']);
    expect(work.units[1]?.label).toContain('layer normalisation');
    const size = 4 * 2 * 8 * 16;
    expect(work.units[1]).toMatchObject({ bytesRead: 2 * size, bytesWritten: size });
  });

  it('finds Gelu by its constants only', () => {
    const gelu = (root: number) =>
      labels(
        workOfGraph([8], (graph, x) => {
          const erf = graph.node('Erf', [graph.node('Div', [x, number(graph, root)])]);
          const one = graph.node('Add', [erf, number(graph, 1)]);
          return graph.node('Mul', [graph.node('Mul', [x, one]), number(graph, 0.5)]);
        }),
      );
    expect(gelu(Math.SQRT2)).toEqual(['Gelu (Erf)']);
    expect(gelu(3)).toHaveLength(5);
  });

  it('keeps the traffic of forms that the runtime runs in steps', () => {
    const work = workOfGraph([64], (graph, x) => {
      const clipped = graph.node('Clip', [
        graph.node('Add', [x, number(graph, 3)]),
        number(graph, 0),
        number(graph, 6),
      ]);
      return graph.node('Div', [graph.node('Mul', [x, clipped]), number(graph, 6)]);
    });
    expect(work.units).toHaveLength(1);
    expect(work.units[0]).toMatchObject({ family: 'activation', bytesWritten: 4 * 4 * 64 });
  });

  it('makes one Gemm of a product of matrices and its bias, and none of a stack of them', () => {
    const biased = (shape: readonly number[]) =>
      labels(
        workOfGraph(shape, (graph, x) =>
          graph.node('Add', [graph.node('MatMul', [x, ones(graph, 8, 4)]), ones(graph, 4)]),
        ),
      );
    expect(biased([3, 8])).toEqual(['MatMul + Add']);
    expect(biased([2, 3, 8])).toEqual(['MatMul', 'Add']);
  });

  it('finds attention with its mask, and counts all its arithmetic', () => {
    const heads = { count: 2 * 3, m: 16, n: 16, k: 8 };
    const work = workOfGraph([2, 3, 16, 8], (graph, x) => {
      const [q, k, v] = ['Sin', 'Cos', 'Exp'].map((op) => graph.node(op, [x]));
      const turned = graph.node('Transpose', [k ?? ''], { perm: [0, 1, 3, 2] });
      const scores = graph.node('MatMul', [q ?? '', turned]);
      const scaled = graph.node('Div', [scores, number(graph, Math.sqrt(8))]);
      const masked = graph.node('Add', [scaled, ones(graph, 1, 1, 16, 16)]);
      return graph.node('MatMul', [graph.node('Softmax', [masked], { axis: -1 }), v ?? '']);
    });
    expect(work.units.map((u) => u.family).slice(3)).toEqual(['attention']);
    expect(work.units[3]).toMatchObject({
      label: 'attention (MatMul, Div, Add, Softmax, MatMul)',
      product: heads,
      after: [0, 1, 2],
    });
    const products = 2 * 2 * heads.count * heads.m * heads.n * heads.k;
    expect(work.units[3]?.flops).toBeGreaterThan(products);
    expect(work.units[3]?.flops).toBeLessThan(1.5 * products);
  });
});

describe('fusion of quantised operators', () => {
  const zero = (graph: GraphBuilder) => graph.initialiser(tensorFrom('uint8', [], [0]));

  it('runs an operator between DequantizeLinear and QuantizeLinear on integers', () => {
    const work = workOfGraph([1, 4, 8, 8], (graph, x) => {
      const [scale, none] = [number(graph, 0.1), zero(graph)];
      const real = (value: string): string => graph.node('DequantizeLinear', [value, scale, none]);
      const stored = graph.initialiser(tensorFrom('uint8', [4, 4, 1, 1], new Uint8Array(16)));
      const quantised = graph.node('QuantizeLinear', [x, scale, none]);
      const y = graph.node('Conv', [real(quantised), real(stored)]);
      const sum = graph.node('Add', [
        real(graph.node('QuantizeLinear', [y, scale, none])),
        real(quantised),
      ]);
      return graph.node('QuantizeLinear', [sum, scale, none]);
    });
    expect(labels(work)).toEqual(['QuantizeLinear', 'quantised Conv', 'quantised Add']);
    expect(work.units[1]).toMatchObject({
      family: 'quantised-conv',
      elementType: 'uint8',
      bytesRead: 256,
      bytesWritten: 256,
      weightBytes: 16,
    });
  });

  it('takes a dynamically quantised product together', () => {
    const work = workOfGraph([3, 8], (graph, x) => {
      const [q, scale, none] = ['q', 's', 'z'];
      graph.node('DynamicQuantizeLinear', [x], {}, { outputs: [q, scale, none] });
      const stored = graph.initialiser(tensorFrom('uint8', [8, 4], new Uint8Array(32)));
      const product = graph.node('MatMulInteger', [q, stored, none, zero(graph)]);
      const factor = graph.node('Mul', [scale, number(graph, 0.1)]);
      return graph.node('Mul', [graph.node('Cast', [product], { to: 1 }), factor]);
    });
    expect(work.units.map((u) => u.family)).toEqual(['quantised-matmul']);
  });
});
