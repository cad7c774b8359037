import { describe, expect, test } from 'vitest';
import type { PlainAttributes } from '../../src/onnx/attributes-from.ts';
import { checkModel } from '../../src/onnx/check-model.ts';
import { createGraphBuilder, type GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type {
  ElementType,
  Graph,
  ModelGraph,
  Tensor,
  ValueType,
} from '../../src/onnx/model-graph.ts';
import { stringTensor, tensorFrom } from '../../src/onnx/tensor-from.ts';
import { thrownTuneError } from '../support/thrown-tune-error.ts';
import { messageBytes } from '../support/wire-bytes.ts';

/** A model of one Add x + w, with `change` applied before the output is declared. */
function model(
  change: (graph: GraphBuilder) => string | undefined = () => undefined,
  opset = 17,
): ModelGraph {
  const graph = createGraphBuilder();
  const x = graph.input('x', 'float32', ['N', 4]);
  const w = graph.initialiser(tensorFrom('float32', [4], [1, 2, 3, 4], 'w'));
  const sum = graph.node('Add', [x, w], {}, { name: 'sum', outputs: ['sum'] });
  graph.output(change(graph) ?? sum, 'float32', ['N', 4]);
  return graph.model(opset);
}

const withGraph = (base: ModelGraph, change: Partial<Graph>): ModelGraph => ({
  ...base,
  graph: { ...base.graph, ...change },
});

function refusal(bad: ModelGraph): string {
  const error = thrownTuneError(() => checkModel(bad));
  expect(error.kind).toBe('model');
  return error.message;
}

describe('a model that can be measured', () => {
  test('passes', () => {
    expect(() => checkModel(model())).not.toThrow();
  });

  test('may have unsorted nodes, omitted inputs, and subgraphs that capture and shadow outer values', () => {
    const good = model((graph) => {
      const branch = createGraphBuilder('branch');
      branch.node('Neg', ['late'], {}, { outputs: ['picked'] });
      branch.output('picked', 'float32', null);
      const condition = graph.initialiser(tensorFrom('bool', [], [1], 'condition'));
      const attributes: PlainAttributes = {
        then_branch: branch.graph(),
        else_branch: branch.graph(),
      };
      graph.node('If', [condition], attributes, { outputs: ['picked'] });
      graph.node('Clip', ['sum', '', 'w0'], {}, { outputs: ['late'] });
      graph.initialiser(tensorFrom('float32', [], [9], 'w0'));
      return 'picked';
    });
    expect(() => checkModel(good)).not.toThrow();
  });

  test('may repeat a Constant, which the runtime allows', () => {
    const good = model((graph) => {
      for (let i = 0; i < 2; i++) {
        graph.node('Constant', [], { value: tensorFrom('float32', [], [1]) }, { outputs: ['one'] });
      }
      return graph.node('Mul', ['sum', 'one']);
    });
    expect(() => checkModel(good)).not.toThrow();
  });

  test('may call its own functions and the operators of Microsoft', () => {
    const custom = model((graph) => graph.node('Mine', ['sum'], {}, { domain: 'com.acme' }));
    const own = {
      name: 'Mine',
      domain: 'com.acme',
      inputs: [],
      outputs: [],
      nodes: [],
      encoded: new Uint8Array(0),
    };
    expect(() => checkModel({ ...custom, functions: [own] })).not.toThrow();
    expect(() =>
      checkModel(model((g) => g.node('Gelu', ['sum'], {}, { domain: 'com.microsoft' }))),
    ).not.toThrow();
  });

  test('needs no inputs where it draws random numbers, and no nodes where it returns stored ones', () => {
    const graph = createGraphBuilder();
    graph.output(graph.node('RandomNormal', [], { shape: [2] }), 'float32', [2]);
    expect(() => checkModel(graph.model(17))).not.toThrow();
    const stored = createGraphBuilder();
    stored.input('x', 'float32', ['N']);
    stored.output(stored.initialiser(tensorFrom('float32', [1], [5])), 'float32', ['N']);
    expect(() => checkModel(stored.model(17))).not.toThrow();
  });

  test('may use the values of a sparse initialiser by their name', () => {
    const values = messageBytes((t) => t.text(8, 'sparse'));
    const encoded = messageBytes((s) => s.bytes(1, values));
    const base = model((graph) => graph.node('Add', ['sum', 'sparse']));
    expect(refusal(base)).toMatch(/"sparse", which nothing makes/);
    expect(() => checkModel(withGraph(base, { sparseInitialisers: [encoded] }))).not.toThrow();
  });
});

describe('versions and operators', () => {
  test.each([
    [
      'an opset of the future',
      model(undefined, 999),
      /opset 999; the runtime supports opsets 7 to 26/,
    ],
    ['an opset of the past', model(undefined, 3), /opset 3/],
    ['no opset', { ...model(), opsets: new Map() }, /which ONNX opset/],
    ['an IR version of the future', { ...model(), irVersion: 99 }, /IR version 99/],
    [
      'an unknown operator',
      model((g) => g.node('Frobnicate', ['sum'])),
      /no operator "Frobnicate"/,
    ],
    [
      'an operator newer than the opset',
      model((g) => g.node('Gelu', ['sum'])),
      /Gelu exists from opset 20.*declares opset 17/,
    ],
    [
      'a withdrawn operator',
      model((g) => g.node('Upsample', ['sum', 'w'])),
      /Upsample was withdrawn in opset 10/,
    ],
    [
      'an unknown domain',
      model((g) => g.node('Op', ['sum'], {}, { domain: 'com.acme' })),
      /domain "com.acme".*com.acme::Op/,
    ],
  ])('%s is refused', (_, bad, message) => {
    expect(refusal(bad)).toMatch(message);
  });
});

describe('inputs and outputs', () => {
  const typed = (type: ValueType): ModelGraph =>
    withGraph(model(), { inputs: [{ name: 'x', type }] });
  const tensorOf = (elementType: ElementType): ValueType => ({
    kind: 'tensor',
    elementType,
    shape: [1],
  });

  test.each([
    ['string', tensorOf('string'), /"x" is a tensor of string/],
    ['bfloat16', tensorOf('bfloat16'), /bfloat16/],
    ['int4', tensorOf('int4'), /int4/],
    ['a sequence', { kind: 'sequence' }, /a sequence/],
    ['a map', { kind: 'map' }, /a map/],
    ['an optional', { kind: 'optional' }, /an optional/],
    ['a sparse tensor', { kind: 'sparse-tensor' }, /a sparse tensor/],
    ['nothing declared', { kind: 'unknown' }, /no known type/],
  ] as const)('an input of %s cannot be fed', (_, type, message) => {
    const error = thrownTuneError(() => checkModel(typed(type)));
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/float32, float64, float16/);
  });

  test('no nodes, no inputs, no outputs and no readable output are refused', () => {
    expect(refusal(withGraph(model(), { nodes: [] }))).toMatch(/no operators/);
    expect(refusal(withGraph(model(), { inputs: [] }))).toMatch(/no inputs/);
    expect(refusal(withGraph(model(), { outputs: [] }))).toMatch(/no outputs/);
    expect(
      refusal(withGraph(model(), { outputs: [{ name: 'sum', type: { kind: 'sequence' } }] })),
    ).toMatch(/No output.*"sum" is a sequence/);
  });

  test('names are made safe to print', () => {
    const hostile = withGraph(model(), { inputs: [{ name: '\u001b[2J', type: { kind: 'map' } }] });
    expect(refusal(hostile)).toContain('"\\u{1b}[2J"');
  });
});

describe('values', () => {
  test.each([
    [
      'an undefined input',
      model((g) => g.node('Neg', ['nowhere'])),
      /makes "neg" uses "nowhere"|uses "nowhere", which nothing makes/,
    ],
    ['an output nothing makes', model(() => 'nowhere'), /output "nowhere" is made by no node/],
    [
      'two nodes that make one value',
      model((g) => g.node('Neg', ['x'], {}, { outputs: ['sum'] })),
      /two things make "sum"/,
    ],
    [
      'a node that makes an input',
      model((g) => g.node('Neg', ['sum'], {}, { outputs: ['x'] })),
      /two things make "x"/,
    ],
    [
      'a node that makes an initialiser',
      model((g) => g.node('Neg', ['x'], {}, { outputs: ['w'] })),
      /two things make "w"/,
    ],
  ])('%s is refused', (_, bad, message) => {
    expect(refusal(bad)).toMatch(message);
  });

  test('a cycle is refused with its nodes, through a subgraph too', () => {
    const plain = model((g) => {
      g.node('Add', ['sum', 'b'], {}, { name: 'first', outputs: ['a'] });
      return g.node('Neg', ['a'], {}, { name: 'second', outputs: ['b'] });
    });
    expect(refusal(plain)).toMatch(/cycle: node "first" \(Add\), node "second" \(Neg\)/);
    const captured = model((g) => {
      const body = createGraphBuilder('body');
      body.output(body.node('Neg', ['c']), 'float32', null);
      g.node(
        'If',
        ['w'],
        { then_branch: body.graph(), else_branch: body.graph() },
        { outputs: ['b'] },
      );
      return g.node('Neg', ['b'], {}, { outputs: ['c'] });
    });
    expect(refusal(captured)).toMatch(/cycle/);
  });

  test('an undefined value inside a subgraph is refused, as is a value of a subgraph used outside', () => {
    const body = createGraphBuilder('body');
    body.node('Neg', ['sum'], {}, { outputs: ['inner'] });
    body.output('inner', 'float32', null);
    const attributes = { then_branch: body.graph(), else_branch: body.graph() };
    const outside = model((g) => {
      g.node('If', ['w'], attributes, { outputs: ['b'] });
      return g.node('Neg', ['inner']);
    });
    expect(refusal(outside)).toMatch(/uses "inner"/);
    const inside = model((g) =>
      g.node('If', ['w'], { then_branch: { ...body.graph(), nodes: [] } }),
    );
    expect(refusal(inside)).toMatch(/output "inner"/);
  });

  test('a chain of a hundred thousand nodes in reverse order is no deep recursion', () => {
    const long = model((g) => {
      for (let i = 100_000; i > 0; i--)
        g.node('Neg', [i === 1 ? 'sum' : `v${i - 1}`], {}, { outputs: [`v${i}`] });
      return 'v100000';
    });
    expect(() => checkModel(long)).not.toThrow();
  }, 30_000);
});

describe('stored tensors', () => {
  const holding = (change: Partial<Tensor>): ModelGraph => {
    const base = model();
    const [w] = base.graph.initialisers;
    return withGraph(base, { initialisers: [{ ...(w as Tensor), ...change }] });
  };

  test.each<[string, Partial<Tensor>, RegExp]>([
    ['a negative dimension', { dims: [-4] }, /"w" has a negative dimension in its shape \[-4\]/],
    ['dimensions that overflow', { dims: [2 ** 40, 2 ** 40, 0.5] }, /impossible shape/],
    ['too little data', { dims: [5] }, /holds 16 bytes, but its shape needs 20/],
    ['too much data', { dims: [3] }, /holds 16 bytes, but its shape needs 12/],
    ['no data', { data: { kind: 'none' } }, /has no data/],
    ['no element type', { elementType: 'undefined' }, /has no element type/],
    [
      'a short span',
      { data: { kind: 'file', field: 9, spans: [{ offset: 0, length: 3 }] } },
      /holds 3 bytes/,
    ],
    [
      'too few varints',
      { elementType: 'int64', data: { kind: 'file', field: 7, spans: [{ offset: 0, length: 3 }] } },
      /holds 3 numbers/,
    ],
    [
      'short external data',
      { data: { kind: 'external', location: 'f', offset: 0, length: 8 } },
      /external data has 8/,
    ],
  ])('%s is refused', (_, change, message) => {
    expect(refusal(holding(change))).toMatch(message);
  });

  test('weights that were stripped are called so', () => {
    const stripped = holding({ data: { kind: 'inline', bytes: new Uint8Array(0) } });
    expect(thrownTuneError(() => checkModel(stripped)).hint).toMatch(/stripped/);
  });

  test('a tensor of a node is named by the node, and strings are counted', () => {
    const short = { ...stringTensor([2], ['a', 'b']), dims: [3] };
    const bad = model((g) => {
      g.node('Constant', [], { value: short }, { name: 'labels' });
      return undefined;
    });
    expect(refusal(bad)).toMatch(
      /tensor of node "labels" \(Constant\) holds 2 strings, but its shape needs 3/,
    );
  });

  test('zero elements need no data', () => {
    expect(() => checkModel(holding({ dims: [0, 7], data: { kind: 'none' } }))).not.toThrow();
  });
});
