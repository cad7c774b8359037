import { float } from '../../../src/onnx/attributes-from.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { createLayers, type Layers } from './layers.ts';

/** How the same layers are written down. */
export interface TransformerForm {
  /** LayerNormalization and Gelu as single operators, or written out as old exporters do. */
  readonly fused: boolean;
  /** Attention as one operator of com.microsoft. */
  readonly fusedAttention?: boolean;
  /** Sizes of reshapes worked out from shapes in the graph. */
  readonly shapesFollowed?: boolean;
}

export interface TransformerSizes {
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
}

/** Encoder blocks (attention, two-layer perceptron with Gelu, each with a residual and layer normalisation) on [N, S, width]. */
export function transformer(sizes: TransformerSizes, form: TransformerForm): ModelGraph {
  const layers = createLayers();
  let x = layers.graph.input('tokens', 'float32', ['N', 'S', sizes.width]);
  for (let i = 0; i < sizes.blocks; i++) {
    x = normalised(
      layers,
      layers.op('Add', [x, attention(layers, x, sizes, form)]),
      sizes.width,
      form,
    );
    const wide = linear(layers, x, sizes.width, 4 * sizes.width);
    const narrow = linear(layers, gelu(layers, wide, form), 4 * sizes.width, sizes.width);
    x = normalised(layers, layers.op('Add', [x, narrow]), sizes.width, form);
  }
  layers.graph.output(x, 'float32', ['N', 'S', sizes.width]);
  return layers.graph.model(20, { 'com.microsoft': 1 });
}

function linear(layers: Layers, x: string, from: number, to: number): string {
  const product = layers.op('MatMul', [x, layers.weight([from, to])]);
  return layers.op('Add', [product, layers.weight([to])]);
}

function normalised(layers: Layers, x: string, width: number, { fused }: TransformerForm): string {
  const { op, weight, scalar } = layers;
  const [scale, shift] = [weight([width]), weight([width])];
  if (fused) return op('LayerNormalization', [x, scale, shift], { axis: -1 });
  const centred = op('Sub', [x, op('ReduceMean', [x, layers.ints(-1)])]);
  const variance = op('ReduceMean', [op('Pow', [centred, scalar(2)]), layers.ints(-1)]);
  const deviation = op('Sqrt', [op('Add', [variance, scalar(1e-5)])]);
  return op('Add', [op('Mul', [op('Div', [centred, deviation]), scale]), shift]);
}

function gelu({ op, scalar }: Layers, x: string, { fused }: TransformerForm): string {
  if (fused) return op('Gelu', [x]);
  const erf = op('Erf', [op('Div', [x, scalar(Math.SQRT2)])]);
  return op('Mul', [op('Mul', [x, op('Add', [erf, scalar(1)])]), scalar(0.5)]);
}

function attention(
  layers: Layers,
  x: string,
  { width, heads }: TransformerSizes,
  form: TransformerForm,
): string {
  const { op, scalar } = layers;
  const [q = '', k = '', v = ''] = ['q', 'k', 'v'].map(() => linear(layers, x, width, width));
  if (form.fusedAttention === true) {
    const attributes = { num_heads: heads, scale: float(1 / Math.sqrt(width / heads)) };
    const joined = op('MultiHeadAttention', [q, k, v], attributes, { domain: 'com.microsoft' });
    return linear(layers, joined, width, width);
  }
  const split = (value: string, perm: readonly number[]): string => {
    const sizes = headSizes(layers, value, heads, width / heads, form);
    return op('Transpose', [op('Reshape', [value, sizes])], { perm });
  };
  const scores = op('MatMul', [split(q, [0, 2, 1, 3]), split(k, [0, 2, 3, 1])]);
  const scaled = op('Div', [scores, scalar(Math.sqrt(width / heads))]);
  const context = op('MatMul', [op('Softmax', [scaled], { axis: -1 }), split(v, [0, 2, 1, 3])]);
  const joined = op('Transpose', [context], { perm: [0, 2, 1, 3] });
  return linear(layers, op('Reshape', [joined, layers.ints(0, 0, width)]), width, width);
}

function headSizes(
  { op, ints }: Layers,
  value: string,
  heads: number,
  size: number,
  { shapesFollowed = false }: TransformerForm,
): string {
  if (!shapesFollowed) return ints(0, 0, heads, size);
  const axis = (i: number): string =>
    op('Unsqueeze', [op('Gather', [op('Shape', [value]), ints(i)], { axis: 0 }), ints(0)]);
  const first = op('Squeeze', [axis(0), ints(0)]);
  const second = op('Squeeze', [axis(1), ints(0)]);
  return op('Concat', [first, second, ints(heads), ints(size)], { axis: 0 });
}
