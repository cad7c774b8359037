import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { createWeightSource } from '../../src/zoo/weight-source.ts';
import { labels, ones, workOf, workOfGraph } from './work-of.ts';

describe('graphWork', () => {
  it('prices a product by its shapes, at the batch of the shapes it is given', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 8]);
    graph.output(graph.node('MatMul', [x, ones(graph, 8, 4)]), 'float32', null);
    const work = workOf(graph.model(17), { x: [5, 8] });
    expect(work.units).toHaveLength(1);
    expect(work.units[0]).toMatchObject({
      family: 'matmul',
      flops: 2 * 5 * 8 * 4,
      bytesRead: 4 * 5 * 8,
      weightBytes: 4 * 8 * 4,
      bytesWritten: 4 * 5 * 4,
      product: { count: 1, m: 5, n: 4, k: 8 },
      times: 1,
    });
    expect(work.unresolved).toEqual([]);
  });

  it('takes sizes nobody knows as 1 and names the values', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 8]);
    graph.output(graph.node('Relu', [x], {}, { outputs: ['y'] }), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units[0]?.bytesWritten).toBe(32);
    expect(work.unresolved).toEqual(['y']);
  });

  it('folds what depends on constants alone; the result counts as weights', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 64]);
    const weights = createWeightSource(graph, 'seed').weight('w', [64, 32], 0.1);
    graph.output(graph.node('MatMul', [x, weights]), 'float32', null);
    const work = workOf(graph.model(17), { x: [1, 64] });
    expect(labels(work)).toEqual(['MatMul']);
    expect(work.units[0]?.weightBytes).toBe(4 * 64 * 32);
  });

  it('folds shapes that the file fixes, not those that only the feed does', () => {
    const build = (size: number | string) => {
      const graph = createGraphBuilder();
      const x = graph.input('x', 'float32', [size, 8]);
      const shape = graph.node('Shape', [x]);
      graph.output(graph.node('Reshape', [graph.node('Relu', [x]), shape]), 'float32', null);
      return labels(workOf(graph.model(17), { x: [2, 8] }));
    };
    expect(build(2)).toEqual(['Relu', 'Reshape']);
    expect(build('N')).toEqual(['Shape', 'Relu', 'Reshape']);
  });

  it('drops nodes that no output needs, Identity and Dropout, and repeated nodes', () => {
    const work = workOfGraph([4], (graph, x) => {
      graph.node('Exp', [x]);
      const same = graph.node('Dropout', [graph.node('Identity', [x])]);
      const once = graph.node('Sin', [same]);
      return graph.node('Add', [once, graph.node('Sin', [x])]);
    });
    expect(labels(work)).toEqual(['Sin', 'Add']);
  });

  it('keeps random nodes apart however alike they look', () => {
    const work = workOfGraph([4], (graph, x) =>
      graph.node('Add', [graph.node('RandomUniformLike', [x]), graph.node('RandomUniformLike', [x])]),
    );
    expect(labels(work)).toEqual(['RandomUniformLike', 'RandomUniformLike', 'Add']);
  });

  it('prices an unknown operator as data movement and names it', () => {
    const work = workOfGraph([4], (graph, x) =>
      graph.node('Relu', [graph.node('Twist', [x], {}, { domain: 'my.domain' })]),
    );
    expect(work.unknownOperators).toEqual(['my.domain:Twist']);
    expect(work.units[0]).toMatchObject({ family: 'data-movement', bytesRead: 16, flops: 0 });
  });

  it('says what each unit has to wait for', () => {
    const work = workOfGraph([4], (graph, x) => {
      const a = graph.node('Sin', [x]);
      const b = graph.node('Cos', [x]);
      return graph.node('Mul', [a, b]);
    });
    expect(work.units.map((u) => u.after)).toEqual([[], [], [0, 1]]);
  });
});

describe('graphWork on control flow', () => {
  const body = (op: string, prefix: string) => {
    const graph = createGraphBuilder('body', prefix);
    graph.output(graph.node(op, ['x']), 'float32', null);
    return graph.graph();
  };

  it('counts either branch of an undecided If at a half', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.input('c', 'bool', []);
    const branches = { then_branch: body('Sin', 't_'), else_branch: body('Cos', 'e_') };
    graph.output(graph.node('If', [condition], branches), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.map((u) => [u.label, u.times])).toEqual([
      ['Sin', 0.5],
      ['Cos', 0.5],
      ['If', 1],
    ]);
    expect(work.units[2]?.after).toEqual([0, 1]);
  });

  it('walks only the branch that is taken', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.initialiser(tensorFrom('bool', [], [0]));
    const branches = { then_branch: body('Sin', 't_'), else_branch: body('Cos', 'e_') };
    const chosen = graph.node('If', [condition], branches);
    graph.output(graph.node('Exp', [chosen]), 'float32', null);
    const work = workOf(graph.model(17));
    expect(labels(work)).toEqual(['Cos', 'Exp']);
    expect(work.units[1]?.after).toEqual([0]);
  });

  it('keeps branches apart that use the same names', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.input('c', 'bool', []);
    const branches = { then_branch: body('Sin', 'b_'), else_branch: rowSum() };
    graph.output(graph.node('If', [condition], branches), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units[0]?.bytesWritten).toBe(32);
    expect(work.units[1]?.bytesWritten).toBe(4);
    expect(work.units[2]?.after).toEqual([0, 1]);
  });

  /** One number under the name that `body('Sin', 'b_')` gives to eight. */
  const rowSum = () => {
    const graph = createGraphBuilder('body', 'b_');
    graph.output(graph.node('ReduceSum', ['x'], {}, { outputs: ['b_sin'] }), 'float32', null);
    return graph.graph();
  };

  const loop = (trips: string) => {
    const inner = createGraphBuilder('body', 'l_');
    inner.input('i', 'int64', []);
    const on = inner.input('on', 'bool', []);
    const state = inner.input('state', 'float32', [8]);
    inner.output(on, 'bool', []);
    inner.output(inner.node('Sin', [state]), 'float32', [8]);
    return (graph: ReturnType<typeof createGraphBuilder>) =>
      graph.node('Loop', [trips, '', 'x'], { body: inner.graph() }, { outputs: ['y'] });
  };

  it('counts the body of a Loop once per trip', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const trips = graph.initialiser(tensorFrom('int64', [], [7]));
    graph.output(loop(trips)(graph), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.find((u) => u.label === 'Sin')?.times).toBe(7);
    expect(work.unresolved).toEqual([]);
  });

  it('counts the body of a Loop of unknown length once, and says so', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const trips = graph.input('trips', 'int64', []);
    graph.output(loop(trips)(graph), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.find((u) => u.label === 'Sin')?.times).toBe(1);
    expect(work.unresolved).toContain('y');
  });
});
