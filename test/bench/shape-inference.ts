import { shapeRuleOf } from '../../operators/catalogue.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';
import { symbolicShapes } from '../../src/onnx/symbolic-shapes.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

/**
 * Time of one pass of shape inference and of symbolic shapes over a transformer of about 5,000 nodes as exporters write it,
 * shape arithmetic included. The first pass is that of a fresh process, which is what a command pays.
 *
 *   npm run bench:shapes
 */
const WIDTH = 64;
const HEADS = 4;
const LAYERS = 85;
const REPEATS = 15;

function ints(b: GraphBuilder, ...values: number[]): string {
  return b.initialiser(tensorFrom('int64', [values.length], values));
}

/** x[batch, length, width] to [batch, heads, length, width / heads], by arithmetic on its shape. */
function splitHeads(b: GraphBuilder, x: string): string {
  const shape = b.node('Shape', [x]);
  const axis = (i: number): string =>
    b.node('Unsqueeze', [
      b.node('Gather', [shape, b.initialiser(tensorFrom('int64', [], [i]))]),
      ints(b, 0),
    ]);
  const target = b.node('Concat', [axis(0), axis(1), ints(b, HEADS, WIDTH / HEADS)], { axis: 0 });
  return b.node('Transpose', [b.node('Reshape', [x, target])], { perm: [0, 2, 1, 3] });
}

function layer(b: GraphBuilder, x: string, square: string, scale: string): string {
  const dense = (v: string): string => b.node('Add', [b.node('MatMul', [v, square]), scale]);
  const [q, k, v] = [dense(x), dense(x), dense(x)].map((y) => splitHeads(b, y));
  const keys = b.node('Transpose', [k ?? ''], { perm: [0, 1, 3, 2] });
  const scores = b.node('Softmax', [b.node('MatMul', [q ?? '', keys])]);
  const context = b.node('MatMul', [scores, v ?? '']);
  const joined = b.node('Transpose', [context], { perm: [0, 2, 1, 3] });
  const flat = b.node('Reshape', [joined, ints(b, 0, 0, WIDTH)]);
  const sum = b.node('Add', [x, dense(flat)]);
  const mean = b.node('ReduceMean', [sum], { axes: [2] });
  const centred = b.node('Sub', [sum, mean]);
  const deviation = b.node('Sqrt', [
    b.node('ReduceMean', [b.node('Mul', [centred, centred])], { axes: [2] }),
  ]);
  const normal = b.node('Mul', [b.node('Div', [centred, deviation]), scale]);
  const hidden = dense(normal);
  const gelu = b.node('Mul', [hidden, b.node('Erf', [b.node('Div', [hidden, scale])])]);
  return b.node('Add', [normal, dense(gelu)]);
}

function transformer(): ModelGraph {
  const b = createGraphBuilder();
  const square = b.initialiser(tensorFrom('float32', [WIDTH, WIDTH], new Float32Array(WIDTH ** 2)));
  const scale = b.initialiser(tensorFrom('float32', [WIDTH], new Float32Array(WIDTH)));
  let x = b.input('x', 'float32', ['batch', 'length', WIDTH]);
  for (let i = 0; i < LAYERS; i++) x = layer(b, x, square, scale);
  b.output(x, 'float32', null);
  return b.model(13);
}

function report(name: string, run: () => number): void {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    const unknown = run();
    if (unknown > 0) throw new Error(`${unknown} shapes are unknown`);
    return performance.now() - start;
  });
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (t: number | undefined): string => (t ?? 0).toFixed(1);
  process.stdout.write(
    `| ${name} | ${ms(times[0])} | ${ms(sorted[Math.floor(REPEATS / 2)])} | ${ms(sorted[0])} |\n`,
  );
}

const model = transformer();
const given = new Map([['x', { shape: [1, 128, WIDTH] }]]);
process.stdout.write(
  `${model.graph.nodes.length} nodes, ${REPEATS} passes in one process, ms\n\n| | first | median | best |\n|---|---|---|---|\n`,
);
report('inferShapes', () => inferShapes(model, given, shapeRuleOf).unresolved.length);
report(
  'symbolicShapes',
  () =>
    [...symbolicShapes(model, shapeRuleOf).values()].filter((s) => s?.includes(null) !== false)
      .length,
);
