import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkModel } from '../../src/onnx/check-model.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { graphHash } from '../../src/onnx/graph-hash.ts';
import type { Graph, GraphNode, ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hash = (model: ModelGraph): string => graphHash(model, sha256);

interface Variant {
  readonly weight?: number;
  readonly stride?: number;
  readonly target?: number;
  readonly side?: number;
  readonly symbol?: string;
  readonly swapped?: boolean;
  readonly branch?: 'Exp' | 'Neg';
  readonly opset?: number;
}

/** Two convolutions of one input joined, reshaped and sent through a branch. */
function network(variant: Variant = {}): ModelGraph {
  const { weight = 1, stride = 1, target = 4, side = 8, symbol = 'N', swapped = false } = variant;
  const graph = createGraphBuilder();
  const x = graph.input('x', 'float32', [symbol, 1, side, side]);
  const filter = (): string =>
    graph.initialiser(tensorFrom('float32', [1, 1, 1, 1], [weight], graph.fresh('filter')));
  const left = graph.node('Conv', [x, filter()], { strides: [stride, stride] });
  const right = graph.node('Relu', [
    graph.node('Conv', [x, filter()], { strides: [stride, stride] }),
  ]);
  const joined = graph.node('Concat', swapped ? [right, left] : [left, right], { axis: 1 });
  const shaped = graph.node('Reshape', [
    joined,
    graph.initialiser(tensorFrom('int64', [2], [-1, target])),
  ]);
  const body = createGraphBuilder('body', 'body/');
  body.output(body.node(variant.branch ?? 'Exp', [shaped]), 'float32', null);
  const condition = graph.initialiser(tensorFrom('bool', [], [1]));
  const picked = graph.node('If', [condition], {
    then_branch: body.graph(),
    else_branch: body.graph(),
  });
  graph.output(picked, 'float32', [symbol, 4]);
  return graph.model(variant.opset ?? 17);
}

function renamed(graph: Graph): Graph {
  const name = (old: string): string => (old === '' ? '' : `renamed ${old}`);
  const node = (n: GraphNode): GraphNode => ({
    ...n,
    name: name(n.name),
    inputs: n.inputs.map(name),
    outputs: n.outputs.map(name),
    attributes: n.attributes.map((a) =>
      a.value.kind === 'graph'
        ? { ...a, value: { kind: 'graph', value: renamed(a.value.value) } }
        : a,
    ),
  });
  return {
    ...graph,
    name: 'other',
    nodes: graph.nodes.map(node),
    inputs: graph.inputs.map((v) => ({ ...v, name: name(v.name) })),
    outputs: graph.outputs.map((v) => ({ ...v, name: name(v.name) })),
    initialisers: graph.initialisers.map((t) => ({ ...t, name: name(t.name) })),
  };
}

describe('the hash of a graph is the same', () => {
  const base = hash(network());

  test('for other names of values, nodes and symbols', () => {
    const model = network();
    expect(hash({ ...model, graph: renamed(model.graph) })).toBe(base);
    expect(hash(network({ symbol: 'batch' }))).toBe(base);
  });

  test('for other weights', () => {
    expect(hash(network({ weight: 5 }))).toBe(base);
  });

  test('for another order of nodes and attributes', () => {
    const model = network();
    const nodes = model.graph.nodes
      .map((n) => ({ ...n, attributes: [...n.attributes].reverse() }))
      .reverse();
    expect(hash({ ...model, graph: { ...model.graph, nodes } })).toBe(base);
  });

  test('for opsets that are declared but not used', () => {
    const model = network();
    expect(hash({ ...model, opsets: new Map([['ai.onnx.ml', 3], ...model.opsets]) })).toBe(base);
  });
});

describe('the hash of a graph differs', () => {
  test('for every change of what is computed', () => {
    const variants: Variant[] = [
      {},
      { stride: 2 },
      { target: 8 },
      { side: 16 },
      { swapped: true },
      { branch: 'Neg' },
      { opset: 18 },
    ];
    const extra = network();
    const unused: GraphNode = {
      name: '',
      opType: 'Neg',
      domain: '',
      inputs: ['x'],
      outputs: ['unused'],
      attributes: [],
    };
    const hashes = [
      ...variants.map((v) => hash(network(v))),
      hash({ ...extra, graph: { ...extra.graph, nodes: [...extra.graph.nodes, unused] } }),
      hash({
        ...extra,
        graph: {
          ...extra.graph,
          inputs: [...extra.graph.inputs].map((i) => ({
            ...i,
            type: { kind: 'tensor', elementType: 'float16', shape: ['N', 1, 8, 8] },
          })),
        },
      }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('where a node uses the other output of a node', () => {
    const split = (which: number): ModelGraph => {
      const graph = createGraphBuilder();
      const x = graph.input('x', 'float32', [4]);
      graph.node('Split', [x], { axis: 0 }, { outputs: ['a', 'b'] });
      graph.output(graph.node('Neg', [which === 0 ? 'a' : 'b']), 'float32', [2]);
      return graph.model(13);
    };
    expect(hash(split(0))).not.toBe(hash(split(1)));
  });

  test('where a loop uses its own input or the same one of the graph around it', () => {
    const loop = (used: 'x' | 'count'): ModelGraph => {
      const body = createGraphBuilder('body');
      body.input('count', 'int64', []);
      body.output(body.node('Neg', [used]), 'int64', null);
      const graph = createGraphBuilder();
      const x = graph.input('x', 'int64', []);
      graph.output(graph.node('Loop', [x], { body: body.graph() }), 'int64', null);
      return graph.model(17);
    };
    expect(hash(loop('x'))).not.toBe(hash(loop('count')));
  });
});

test('twenty thousand branches that capture a value are hashed and checked in linear time', () => {
  const body = createGraphBuilder('body', 'body/');
  body.output(body.node('Neg', ['x']), 'float32', null);
  const branch = body.graph();
  const graph = createGraphBuilder();
  let value = graph.input('x', 'bool', []);
  for (let i = 0; i < 20_000; i++) {
    value = graph.node('If', [value], { then_branch: branch, else_branch: branch });
  }
  graph.output(value, 'float32', null);
  const model = graph.model(17);
  expect(hash(model)).toMatch(/^[0-9a-f]{64}$/);
  expect(() => checkModel(model)).not.toThrow();
}, 20_000);
